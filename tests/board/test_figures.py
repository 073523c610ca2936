"""What the figures count, told by histories whose answers are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from board.desk import calendars
from board.desk.calendars import Content
from board.talk import conversation, sending
from board.tickets import policies
from board.values import DESK, Metric, TicketNumber
from board.views.numbers import measures
from board.views.numbers.measures import Kept, OpenInLane
from board.views.numbers.periods import Period, day_of, same_hour_before
from board.views.numbers.today import TodayJson, today
from board.working_hours import parse_week
from tests.world import World

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def _today(world: World, zone: ZoneInfo = BERLIN) -> TodayJson:
    async with world.database.reading() as session:
        return await today(session, zone)


async def _kept(world: World, day: date) -> Kept:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN)
    async with world.database.reading() as session:
        period = day_of(noon, BERLIN)
        return await measures.promises_kept(session, period, Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE)


async def _ask(world: World, person: int = 42, topic: str = "product") -> TicketNumber:
    await world.customer(person)
    number = await world.open(person, topic)
    await world.write(telegram_id=person)
    return number


async def _reply(world: World, number: int) -> int:
    """Which Telegram has not taken yet."""
    async with world.database.transaction(world.agent) as tx:
        return (await conversation.reply(tx, number, "Looking.")).id


@pytest.fixture
async def morning(world: World) -> datetime:
    """Ten o'clock in Berlin on some day ahead, and it is that time."""
    there = (await world.now() + timedelta(days=2)).astimezone(BERLIN)
    at = there.replace(hour=10, minute=0, second=0, microsecond=0)
    await world.wait_until(at)
    return at


async def test_an_answer_in_time_counts_once_telegram_took_it(world: World, morning: datetime) -> None:
    number = await _ask(world)
    await world.pass_time(2 * MINUTE)
    comment = await _reply(world, number)
    await world.pass_time(10 * MINUTE)

    assert (await _today(world))["answers"] == {"in_time": 0, "late": 0, "late_on": []}
    assert (await _today(world))["first_response"] == {"median_seconds": None, "tickets": 0}
    await world.deliver(comment, number)

    figures = await _today(world)
    assert figures["answers"] == {"in_time": 1, "late": 0, "late_on": []}
    assert figures["first_response"] == {"median_seconds": pytest.approx(120, abs=2), "tickets": 1}


async def test_a_late_answer_counts_once_its_time_has_passed_though_nobody_looked(
    world: World, morning: datetime
) -> None:
    first, second = await _ask(world), await _ask(world, 43)
    await world.pass_time(6 * MINUTE)

    assert (await _today(world))["answers"] == {"in_time": 0, "late": 2, "late_on": [second, first]}
    await world.answer(second)
    await world.pass_time(MINUTE)

    assert (await _today(world))["answers"] == {"in_time": 0, "late": 2, "late_on": [second, first]}


async def test_neither_bot_nor_note_answers_and_what_has_no_words_counts_nowhere(
    world: World, morning: datetime
) -> None:
    empty = await world.open(await world.customer(50), "billing")
    number = await _ask(world)
    async with world.database.transaction(world.agent) as tx:
        await conversation.note(tx, number, "Known.")
        ticket = await world.ticket(number)
        await conversation.notice(tx, ticket, "We are open until six.")
    await world.pass_time(4 * HOUR)

    figures = await _today(world)
    assert figures["answers"] == {"in_time": 0, "late": 1, "late_on": [number]}
    assert figures["first_response"]["tickets"] == 0
    assert figures["open"] == [{"board": "product", "lane": "today", "tickets": 1}]
    assert figures["next_deadline"] is not None
    assert figures["next_deadline"]["ticket"] == number != empty


async def test_each_day_has_what_was_judged_before_its_midnight(world: World, morning: datetime) -> None:
    midnight = morning.replace(hour=0) + timedelta(days=1)
    await world.wait_until(midnight - 8 * MINUTE)
    late = await _ask(world)  # until three minutes before midnight
    await world.wait_until(midnight - 2 * MINUTE)
    in_time = await _ask(world, 43)  # until three minutes after it
    await world.wait_until(midnight + 2 * MINUTE)
    await world.answer(late)
    await world.answer(in_time)

    assert await _kept(world, morning.date()) == Kept(0, 1, [late])
    assert await _kept(world, midnight.date()) == Kept(1, 0, [])
    assert (await _today(world))["first_response"] == {
        "median_seconds": pytest.approx((10 + 4) / 2 * 60, abs=3),
        "tickets": 2,
    }
    elsewhere = await _today(world, ZoneInfo("Asia/Tokyo"))
    assert elsewhere["answers"] == {"in_time": 1, "late": 1, "late_on": [late]}


async def test_a_first_response_is_measured_from_the_first_words_to_the_first_reply_that_arrived(
    world: World, morning: datetime
) -> None:
    await world.customer(account=None)
    await world.write("Hello?")
    await world.pass_time(20 * MINUTE)
    number = await world.open(await world.customer())
    await world.pass_time(2 * MINUTE)
    refused = await _reply(world, number)
    async with world.database.transaction(DESK) as tx:
        await sending.refused(tx, refused, "Bad Request")
    await world.pass_time(8 * MINUTE)
    await world.answer(number)
    await world.pass_time(HOUR)
    await world.answer(number, "Anything else?")

    assert (await _today(world))["first_response"] == {
        "median_seconds": pytest.approx(30 * 60, abs=3),
        "tickets": 1,
    }


async def test_only_open_hours_count_for_a_promise_that_counts_in_them(
    world: World, morning: datetime
) -> None:
    office = Content("Office", "Europe/Berlin", parse_week("mon-sun 09:00-18:00"))
    async with world.database.transaction(DESK) as tx:
        calendar = (await calendars.add(tx, office)).row.id
        await policies.set_policy(
            tx, "product", "today", Metric.FIRST_RESPONSE, 30 * MINUTE, calendar=calendar
        )
    await world.wait_until(morning.replace(hour=17, minute=50))
    number, urgent = await _ask(world), await _ask(world, 43, "cash_desk")
    await world.wait_until(morning.replace(hour=9, minute=5) + timedelta(days=1))
    await world.answer(number)
    await world.answer(urgent)

    async with world.database.reading() as session:
        period = day_of(await world.now(), BERLIN)
        took = {each.ticket: each.took for each in await measures.first_responses(session, period)}

    assert {ticket: round((each or 0 * HOUR) / MINUTE) for ticket, each in took.items()} == {
        number: 15,
        urgent: 15 * 60 + 15,
    }
    assert (await _today(world))["answers"]["in_time"] == 1


async def test_open_tickets_and_the_next_deadline_are_what_stands_now(
    world: World, morning: datetime
) -> None:
    first, second = await _ask(world, 42, "cash_desk"), await _ask(world, 43, "cash_desk")
    third, done = await _ask(world, 44, "billing"), await _ask(world, 45, "billing")
    await world.resolve(done)
    await world.pass_time(MINUTE)
    await _reply(world, first)

    async with world.database.reading() as session:
        deadline = await measures.next_deadline(session)
        assert await measures.open_by_lane(session) == [
            OpenInLane("billing", "two_days", 1),
            OpenInLane("cash_desk", "urgent", 2),
        ]
    assert deadline is not None
    assert (deadline.ticket, deadline.metric) == (second, Metric.FIRST_RESPONSE)
    await world.pass_time(5 * MINUTE)
    async with world.database.reading() as session:
        deadline = await measures.next_deadline(session)
    assert deadline is not None
    assert (deadline.ticket, deadline.metric) == (first, Metric.RESOLUTION), (second, third)


@pytest.mark.parametrize(
    ("at", "zone", "period"),
    [
        ("2026-03-29T12:00", "Europe/Berlin", ("2026-03-28T23:00", "2026-03-29T22:00")),
        ("2026-10-25T22:30", "Europe/Berlin", ("2026-10-24T22:00", "2026-10-25T23:00")),
        ("2026-11-28T23:30", "Asia/Jakarta", ("2026-11-28T17:00", "2026-11-29T17:00")),
        ("2024-04-26T12:00", "Africa/Cairo", ("2024-04-25T22:00", "2024-04-26T21:00")),  # has no midnight
    ],
)
def test_a_day_is_from_midnight_to_midnight_on_the_wall(at: str, zone: str, period: tuple[str, str]) -> None:
    since, until = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in period)

    assert day_of(datetime.fromisoformat(at).replace(tzinfo=UTC), ZoneInfo(zone)) == (since, until)


def test_an_hour_of_the_day_is_one_on_the_wall() -> None:
    two_at_night = datetime(2026, 3, 31, 0, 30, tzinfo=UTC)

    hours = same_hour_before(two_at_night, BERLIN, 3)

    assert hours == [
        Period(datetime(2026, 3, 30, 0, tzinfo=UTC), datetime(2026, 3, 30, 1, tzinfo=UTC)),
        Period(datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        Period(datetime(2026, 3, 28, 1, tzinfo=UTC), datetime(2026, 3, 28, 2, tzinfo=UTC)),
    ]
