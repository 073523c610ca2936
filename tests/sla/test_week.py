"""Days as they come, told by the clock on the wall: every due time here was worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import select

from board.business_time import Hours
from board.desk import away, calendars, lanes
from board.desk.calendars import Content, Wish
from board.facts import DeadlineMissed, DeadlineNear, PromisesRenewed
from board.models import Calendar, Comment, Customer
from board.people import customers
from board.store.db import Database, Transaction
from board.talk import conversation, sending
from board.tickets import moving, promises, renewing, undoing
from board.tickets.renewing import Scope
from board.upkeep import clearing
from board.values import DESK, DayEnd, Metric, TicketNumber, Timer
from board.working_hours import parse_hours, parse_week
from sla import fold, worker
from sla.refolding import refold_all
from tests.sla.stories import FIRST, NEXT, RESOLUTION
from tests.world import World, told

OFFICE = "mon-fri 09:00-18:00"
WITH_LUNCH = "mon-fri 09:00-13:00 14:00-18:00"
_SECONDS = ":20"
"""Past the minute, so that no moment of a slow machine reaches into another; pauses begin ten seconds before."""

Promise: TypeAlias = timedelta | DayEnd | None
Verdict: TypeAlias = tuple[str, str | None, str | None]
"""How it stands, when it is due and when it ended."""


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@dataclass
class Days:
    """A desk whose clock is set by a wall in its zone; times are as `03-02 12:40`, of 2026."""

    world: World
    zone: ZoneInfo
    ids: int = 42

    @property
    def database(self) -> Database:
        return self.world.database

    async def at(self, wall: str, *, is_worker_up: bool = True) -> None:
        """Once there, the worker rings what is due."""
        await self.world.wait_until(self._instant(wall))
        if is_worker_up:
            await self.ring()

    async def ring(self) -> None:
        while await worker.ring_due(self.database):
            pass

    async def calendar(self, week: str, **own: str) -> int:
        """Days as `d03_09=""`."""
        content = Content("Desk", self.zone.key, parse_week(week), own=_days(own))
        async with self.database.transaction(DESK) as tx:
            return (await calendars.add(tx, content)).row.id

    async def lane(self, goals: Mapping[Metric, Promise], calendar: int | None, key: str = "today") -> None:
        every = {FIRST: None, NEXT: None, RESOLUTION: None} | dict(goals)
        wish = lanes.Wish(goals=every, calendars=dict.fromkeys(Metric, calendar))
        await self.database.run(DESK, partial(lanes.edit, board="product", key=key, wish=wish))

    async def opened(self) -> TicketNumber:
        """By a person of its own, with words."""
        self.ids += 1
        await self.world.customer(self.ids, None)
        number = await self.world.open(self.ids)
        await self.world.write(telegram_id=self.ids)
        return number

    async def writes(self, number: TicketNumber) -> None:
        await self.world.write("And?", telegram_id=await self._telegram_id(number))

    async def moved(
        self, number: TicketNumber, *, lane: str | None = None, column: str | None = None
    ) -> None:
        await self.world.read(number)
        work = partial(moving.move, number=number, lane=lane, column=column)
        await self.database.run(self.world.agent, work)

    async def replies(self, number: TicketNumber) -> Comment:
        """Nothing is known of its way."""
        async with self.database.transaction(self.world.agent) as tx:
            return await conversation.reply(tx, number, "Looking into it.")

    async def blocks(self, number: TicketNumber, reply: Comment) -> None:
        """Telegram says so when the reply is sent."""
        async with self.database.transaction(DESK) as tx:
            person = await self._person(tx, number)
            await sending.blocked(tx, reply.id)
            await customers.blocked(tx, person)

    async def returns(self, number: TicketNumber) -> None:
        async with self.database.transaction(DESK) as tx:
            await customers.returned(tx, await self._person(tx, number))

    async def go_away(self, until: str) -> None:
        await self.database.run(self.world.agent, partial(away.go, until=self._instant(until, "")))

    async def promised(self, number: TicketNumber) -> dict[Metric, str | None]:
        """What is open, and when it is due."""
        return {t.metric: self._wall(t.due_at) for t in await self._timers(number) if t.ended_at is None}

    async def verdicts(self, number: TicketNumber, metric: Metric) -> list[Verdict]:
        """Of all promises of the metric, oldest first."""
        timers = sorted(await self._timers(number), key=lambda timer: timer.started_at)
        return [
            (str(t.state), self._wall(t.due_at), self._wall(t.ended_at)) for t in timers if t.metric is metric
        ]

    async def rung(self, number: TicketNumber, metric: Metric) -> list[tuple[str, str | None]]:
        facts = [(event.fact, event.at) for event in await self.world.events(number)]
        return [
            ("near" if isinstance(fact, DeadlineNear) else "missed", self._wall(at))
            for fact, at in facts
            if isinstance(fact, DeadlineNear | DeadlineMissed) and fact.metric is metric
        ]

    async def folds_alike(self) -> None:
        assert (await refold_all(self.database)).mended == 0

    async def _timers(self, number: TicketNumber) -> Sequence[Timer]:
        async with self.database.transaction(DESK) as tx:
            return await promises.load(tx, number)

    async def _telegram_id(self, number: TicketNumber) -> int:
        async with self.database.transaction(DESK) as tx:
            found = (await self._person(tx, number)).telegram_id
        assert found is not None
        return found

    async def _person(self, tx: Transaction, number: TicketNumber) -> Customer:
        ticket = await self.world.ticket(number)
        return await customers.lock(tx, ticket.customer_id)

    def _instant(self, wall: str, seconds: str = _SECONDS) -> datetime:
        given = wall if wall.count(":") == 2 else wall + seconds
        return datetime.fromisoformat(f"2026-{given}").replace(tzinfo=self.zone)

    def _wall(self, at: datetime | None) -> str | None:
        return None if at is None else f"{at.astimezone(self.zone):%m-%d %H:%M}"


def _days(own: Mapping[str, str]) -> dict[date, Hours]:
    return {date.fromisoformat(f"2026-{day[1:].replace('_', '-')}"): parse_hours(h) for day, h in own.items()}


async def _begun(world: World, wall: str, zone: str = "Europe/Moscow") -> Days:
    world.database = told(world.database, {"sla": fold.apply})
    days = Days(world, ZoneInfo(zone))
    await days.at(wall)
    return days


async def test_over_lunch_and_night(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    await days.lane({FIRST: hours(1), NEXT: hours(1), RESOLUTION: hours(8)}, await days.calendar(WITH_LUNCH))
    await days.at("03-02 12:40")
    number = await days.opened()
    assert await days.promised(number) == {FIRST: "03-02 14:40", RESOLUTION: "03-03 12:40"}
    await days.at("03-02 14:30")
    await world.answer(number)
    await days.at("03-02 17:50")
    await days.writes(number)
    assert await days.promised(number) == {NEXT: "03-03 09:50", RESOLUTION: "03-03 12:40"}
    for wall in ("03-02 23:00", "03-03 09:34", "03-03 09:36", "03-03 09:55"):
        await days.at(wall)
    await world.answer(number)
    await days.at("03-03 12:30")
    await world.resolve(number)
    assert await days.verdicts(number, FIRST) == [("met", "03-02 14:40", "03-02 14:30")]
    assert await days.verdicts(number, NEXT) == [("missed", "03-03 09:50", "03-03 09:55")]
    assert await days.verdicts(number, RESOLUTION) == [("met", "03-03 12:40", "03-03 12:30")]
    # Three quarters of an hour: ten minutes before closing, the rest in the morning.
    assert await days.rung(number, NEXT) == [("near", "03-03 09:35"), ("missed", "03-03 09:50")]
    # Six hours of eight.
    assert await days.rung(number, FIRST) == [("near", "03-02 14:25")]
    assert await days.rung(number, RESOLUTION) == [("near", "03-03 10:40")]
    await days.folds_alike()


async def test_over_a_holiday_and_a_saturday_that_is_open(world: World) -> None:
    days = await _begun(world, "03-06 08:00")
    own = {"d03_09": "", "d03_14": "10:00-12:00"}
    await days.lane({RESOLUTION: hours(8)}, await days.calendar(WITH_LUNCH, **own))
    await days.at("03-06 16:00")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-10 16:00"}
    await days.at("03-09 11:00")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-10 18:00"}
    await days.at("03-13 17:30")
    # Half an hour, two on Saturday, and five and a half on Monday.
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-16 15:30"}
    await days.folds_alike()


async def test_when_clocks_are_put_forward_in_berlin(world: World) -> None:
    days = await _begun(world, "03-27 08:00", "Europe/Berlin")
    await days.lane({RESOLUTION: hours(24)}, await days.calendar("mon-sun 00:00-24:00"))
    nights = Content("Nights", days.zone.key, parse_week("sat-sun 01:00-05:00"))
    async with days.database.transaction(DESK) as tx:
        night = (await calendars.add(tx, nights)).row.id
    await days.lane({RESOLUTION: hours(3)}, night, "two_days")
    await days.at("03-28 04:00")
    number, at_night = await days.opened(), await days.opened()
    await days.moved(at_night, lane="two_days")
    assert await days.promised(number) == {RESOLUTION: "03-29 05:00"}
    # One hour, then one until the jump at two, and one after it.
    assert await days.promised(at_night) == {RESOLUTION: "03-29 04:00"}
    await days.at("03-29 04:01")
    assert await days.verdicts(at_night, RESOLUTION) == [
        ("cancelled", "03-29 05:00", "03-28 04:00"),
        ("missed", "03-29 04:00", None),
    ]
    await days.folds_alike()


async def test_a_night_shift_in_new_york_when_clocks_are_put_forward(world: World) -> None:
    days = await _begun(world, "03-06 08:00", "America/New_York")
    calendar = await days.calendar("sat-thu 22:00-06:00")
    await days.lane({FIRST: hours(5.5), RESOLUTION: hours(7)}, calendar)
    await days.at("03-07 23:00")
    # The night has seven hours instead of eight.
    assert await days.promised(await days.opened()) == {FIRST: "03-08 05:30", RESOLUTION: "03-08 23:00"}
    await days.lane({RESOLUTION: DayEnd(60)}, calendar)
    await days.at("03-08 00:30")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-08 06:00"}
    await days.at("03-08 01:30")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-09 06:00"}
    # No night begins on a Friday.
    await days.at("03-13 02:00")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-15 06:00"}
    await days.folds_alike()


async def test_a_calendar_edited_on_wednesday_and_promises_given_anew(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    calendar = await days.calendar(OFFICE)
    await days.lane({FIRST: hours(20), RESOLUTION: hours(24)}, calendar)
    await days.at("03-02 17:00")
    kept, answered, waiting = [await days.opened() for _ in range(3)]
    assert await days.promised(kept) == {FIRST: "03-05 10:00", RESOLUTION: "03-05 14:00"}
    await days.at("03-03 17:00")
    await days.moved(waiting, column="waiting")
    await days.at("03-04 10:00")
    async with days.database.transaction(DESK) as tx:
        await calendars.edit(tx, calendar, Wish(week=parse_week("mon-fri 10:00-16:00")))
    await days.at("03-04 10:30")
    later = await days.opened()
    # 5½ hours, 6, 6, 6, and half an hour on Tuesday.
    assert await days.promised(later) == {FIRST: "03-09 12:30", RESOLUTION: "03-10 10:30"}
    assert await days.promised(kept) == {FIRST: "03-05 10:00", RESOLUTION: "03-05 14:00"}

    reply = await days.replies(answered)
    await days.at("03-04 11:00")
    async with days.database.transaction(DESK) as tx:
        assert await renewing.begin(tx, Scope(calendar)) == 3
        assert await renewing.begin(tx, Scope(calendar)) == 3
    # Whoever did the first two did not live to say so.
    await clearing.renew_on(days.database, DESK, Scope(calendar), TicketNumber(0), most=2)
    await clearing.renew_begun(days.database)
    anew = {FIRST: "03-09 13:00", RESOLUTION: "03-10 11:00"}
    assert await days.promised(kept) == anew
    assert await days.promised(answered) == anew | {FIRST: "03-05 10:00"}
    assert await days.promised(waiting) == anew | {RESOLUTION: None}
    for number, times in ((kept, 1), (answered, 1), (waiting, 1), (later, 0)):
        assert (await world.facts(number)).count(PromisesRenewed) == times
    await days.at("03-05 10:30")
    async with days.database.transaction(DESK) as tx:
        await sending.refused(tx, reply.id, "Bad Request: no")
    assert await days.verdicts(answered, FIRST) == [("missed", "03-05 10:00", None)]
    # What was left, all 24 hours, counts from ten o'clock on Monday: 6, 6, 6, 6.
    await days.at("03-08 12:00")
    await days.moved(waiting, column="in_work")
    assert await days.promised(waiting) == anew | {RESOLUTION: "03-12 16:00"}
    await days.folds_alike()


async def test_the_worker_is_down_for_six_hours_over_closing(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    await days.lane({FIRST: hours(1), RESOLUTION: hours(9)}, await days.calendar(OFFICE))
    asleep = partial(days.at, is_worker_up=False)
    await asleep("03-02 16:30")
    in_time, late, forgotten, solved = [await days.opened() for _ in range(4)]
    await asleep("03-02 17:20")
    await world.answer(in_time)
    await asleep("03-02 17:40")
    at_closing = await days.opened()
    await asleep("03-02 17:50")
    await world.answer(late)
    await asleep("03-02 19:00")
    await world.resolve(solved)
    await asleep("03-02 21:10")
    await days.ring()
    due = "03-02 17:30"
    assert await days.verdicts(in_time, FIRST) == [("met", due, "03-02 17:20")]
    assert await days.verdicts(late, FIRST) == [("missed", due, "03-02 17:50")]
    assert await days.verdicts(forgotten, FIRST) == [("missed", due, None)]
    assert await days.verdicts(solved, FIRST) == [("missed", due, "03-02 19:00")]
    assert await days.verdicts(solved, RESOLUTION) == [("met", "03-03 16:30", "03-02 19:00")]
    assert await days.promised(at_closing) == {FIRST: "03-03 09:40", RESOLUTION: "03-03 17:40"}
    rung = [await days.rung(number, FIRST) for number in (in_time, late, forgotten, solved, at_closing)]
    assert rung == [[], *[[("missed", due)]] * 3, []]
    await days.at("03-03 09:30")
    assert await days.rung(at_closing, FIRST) == [("near", "03-03 09:25")]
    await days.folds_alike()


async def test_lanes_change_shortly_before_the_deadline(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    calendar = await days.calendar(OFFICE)
    await days.lane({FIRST: hours(1), RESOLUTION: hours(8)}, calendar)
    await days.lane({RESOLUTION: hours(8)}, calendar, "two_days")
    await days.at("03-02 09:00")
    number = await days.opened()
    await days.at("03-02 09:30")
    await world.answer(number)
    await days.at("03-02 16:50")
    await days.moved(number, lane="two_days")
    assert await days.promised(number) == {RESOLUTION: "03-02 17:00"}
    await days.at("03-02 16:55")
    await days.moved(number, lane="urgent")
    assert await days.promised(number) == {RESOLUTION: "03-02 21:55"}
    await days.database.run(world.agent, partial(undoing.undo, number=number))
    assert await days.promised(number) == {RESOLUTION: "03-02 17:00"}
    await days.at("03-02 16:57")
    await days.moved(number, lane="urgent")
    await days.at("03-02 22:10")
    await days.moved(number, lane="today")
    await days.at("03-03 17:05")
    assert await days.verdicts(number, RESOLUTION) == [
        ("cancelled", "03-02 17:00", "03-02 16:57"),
        ("missed", "03-02 21:57", "03-02 22:10"),
        ("missed", "03-03 17:00", None),
    ]
    assert await days.verdicts(number, FIRST) == [("met", "03-02 10:00", "03-02 09:30")]
    await days.folds_alike()


async def test_waiting_over_a_weekend(world: World) -> None:
    days = await _begun(world, "03-06 08:00")
    calendar = await days.calendar(OFFICE)
    await days.lane({FIRST: hours(1), NEXT: hours(1), RESOLUTION: hours(8)}, calendar)
    await days.at("03-06 15:00")
    number, late = await days.opened(), await days.opened()
    for each in (number, late):
        await world.answer(each)
    assert await days.promised(number) == {RESOLUTION: "03-09 14:00"}
    await days.at("03-06 16:00:10")
    await days.moved(number, column="waiting")
    assert await days.promised(number) == {RESOLUTION: None}
    await days.at("03-08 12:00")
    await days.writes(number)
    assert await days.promised(number) == {NEXT: "03-09 10:00", RESOLUTION: "03-09 16:00"}
    # One that is late already is not paused.
    await days.at("03-09 14:30")
    await days.moved(late, column="waiting")
    assert await days.verdicts(late, RESOLUTION) == [("missed", "03-09 14:00", None)]
    # What it is promised instead is.
    await days.lane({RESOLUTION: hours(4)}, calendar)
    await days.database.run(DESK, partial(renewing.renew, number=late))
    assert await days.promised(late) == {RESOLUTION: None}
    await days.at("03-10 10:00")
    await days.moved(late, column="in_work")
    assert await days.verdicts(late, RESOLUTION) == [
        ("missed", "03-09 14:00", "03-09 14:30"),
        ("running", "03-10 14:00", None),
    ]
    await days.folds_alike()


async def test_replies_that_do_not_arrive(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    await days.lane({FIRST: hours(1), RESOLUTION: hours(7)}, await days.calendar(OFFICE))
    await days.at("03-02 10:00")
    number, lost = await days.opened(), await days.opened()
    await days.at("03-02 10:30")
    first, unread = await days.replies(number), await days.replies(lost)
    await days.at("03-02 10:40")
    await days.database.run(DESK, partial(sending.refused, comment_id=first.id, reason="no"))
    await days.blocks(lost, unread)
    assert await days.promised(number) == {FIRST: "03-02 11:00", RESOLUTION: "03-02 17:00"}
    assert await days.promised(lost) == {RESOLUTION: "03-02 17:00"}
    await days.at("03-02 10:50")
    second = await days.replies(number)
    await days.at("03-02 11:20")
    assert await days.verdicts(number, FIRST) == [("held", "03-02 11:00", None)]
    await days.database.run(DESK, partial(sending.refused, comment_id=second.id, reason="no"))
    assert await days.verdicts(number, FIRST) == [("missed", "03-02 11:00", None)]
    await days.at("03-02 11:30")
    await days.database.run(world.agent, partial(sending.retry, comment_id=second.id))
    await days.at("03-02 11:40")
    await world.deliver(second.id, number)
    assert await days.verdicts(number, FIRST) == [("missed", "03-02 11:00", "03-02 11:30")]
    await days.at("03-02 19:00")
    await days.returns(lost)
    assert await days.verdicts(lost, FIRST) == [
        ("cancelled", "03-02 11:00", "03-02 10:40"),
        ("running", "03-03 10:00", None),
    ]
    assert await days.verdicts(lost, RESOLUTION) == [("missed", "03-02 17:00", None)]
    await days.folds_alike()


async def test_away_and_back_before_it_was_said(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    calendar = await days.calendar(OFFICE)
    await days.lane({FIRST: hours(1), RESOLUTION: hours(8)}, calendar)
    await days.lane({RESOLUTION: hours(2)}, calendar, "urgent")
    await days.at("03-02 10:00")
    before = await days.opened()
    await days.at("03-02 10:30")
    await days.go_away("03-02 15:00")
    await days.at("03-02 12:00")
    during, led_on = await days.opened(), await days.opened()
    assert await days.promised(during) == {FIRST: "03-02 16:00", RESOLUTION: "03-03 14:00"}
    await days.at("03-02 13:00")
    await days.moved(during, column="waiting")
    await days.moved(led_on, column="waiting")
    await days.moved(led_on, lane="urgent")
    await days.at("03-02 14:00")
    await days.database.run(world.agent, away.come_back)
    await days.at("03-02 14:10")
    assert await days.promised(await days.opened()) == {FIRST: "03-02 15:10", RESOLUTION: "03-03 13:10"}
    await days.at("03-02 14:30")
    for number, due in ((during, "03-03 14:00"), (led_on, "03-02 17:00")):
        await days.moved(number, column="in_work")
        assert await days.promised(number) == {FIRST: "03-02 16:00", RESOLUTION: due}
    assert await days.verdicts(before, FIRST) == [("missed", "03-02 11:00", None)]
    await days.go_away("03-03 08:00")
    assert await days.promised(await days.opened()) == {FIRST: "03-03 10:00", RESOLUTION: "03-03 17:00"}
    await days.folds_alike()


async def test_today_is_the_end_of_the_working_day(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    calendar = await days.calendar("mon-thu 09:00-18:00; fri 09:00-17:00")
    await days.lane({RESOLUTION: DayEnd(16 * 60)}, calendar)
    await days.at("03-02 10:00")
    number = await days.opened()
    await days.at("03-02 11:00")
    await days.go_away("03-02 17:00")
    # Whoever is back at five has the next day.
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-03 18:00"}
    await days.database.run(world.agent, away.come_back)
    await days.at("03-02 12:00:10")
    await days.moved(number, column="waiting")
    await days.at("03-02 15:30")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-02 18:00"}
    await days.at("03-02 16:30")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-03 18:00"}
    await days.at("03-03 10:00")
    await days.moved(number, column="in_work")
    assert await days.promised(number) == {RESOLUTION: "03-03 16:00"}
    await days.at("03-06 16:10")
    friday = await days.opened()
    assert await days.promised(friday) == {RESOLUTION: "03-09 18:00"}
    await world.answer(friday)
    await days.at("03-09 17:59")
    await world.resolve(friday)
    assert await days.verdicts(friday, RESOLUTION) == [("met", "03-09 18:00", "03-09 17:59")]
    await days.folds_alike()


async def test_after_the_last_day_of_a_calendar_today_is_a_day(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    await days.lane({RESOLUTION: DayEnd(16 * 60)}, await days.calendar("", d03_02="09:00-18:00"))
    await days.at("03-02 15:00")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-02 18:00"}
    await days.at("03-02 17:00")
    assert await days.promised(await days.opened()) == {RESOLUTION: "03-03 17:00"}
    await days.folds_alike()


async def test_a_calendar_is_removed_and_what_was_promised_by_it_stands(world: World) -> None:
    days = await _begun(world, "03-02 08:00")
    calendar = await days.calendar(OFFICE)
    await days.lane({RESOLUTION: hours(8)}, calendar)
    await days.at("03-02 17:00")
    number = await days.opened()
    await days.lane({RESOLUTION: hours(8)}, None)
    await days.database.run(DESK, partial(calendars.remove, calendar_id=calendar))
    async with days.database.transaction(DESK) as tx:
        assert await tx.session.scalar(select(Calendar.id)) is None
    await days.at("03-02 17:30:10")
    await days.moved(number, column="waiting")
    await days.at("03-03 10:00")
    await days.moved(number, column="in_work")
    assert await days.promised(number) == {RESOLUTION: "03-03 17:30"}
    await days.folds_alike()
