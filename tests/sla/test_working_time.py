"""Lanes that promise in a calendar's open time: what is given, kept and given anew."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from board.business_time import Calendar
from board.desk import away, boards, calendars, changes, lanes
from board.desk.calendars import Content, Standing, Wish
from board.errors import Conflict, Invalid
from board.facts import DeadlineClose, DeadlineMissed, DeadlineNear, DelayTold, PromisesRenewed
from board.people import customers
from board.tickets import delays, policies, promises, renewing
from board.tickets.renewing import Scope
from board.upkeep import clearing, taking_back
from board.values import DESK, DayEnd, Goal, Metric, Thing, TicketNumber, Timer, TimerState
from board.views.calendars import all_calendars
from board.views.layout import boards_settings
from board.working_hours import parse_week
from sla import fold, worker
from tests.sla.conftest import Desk

FIRST, NEXT, RESOLUTION = Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.RESOLUTION
OFFICE = "mon-fri 09:00-13:00 14:00-18:00"


async def _calendar(desk: Desk, hours: str = OFFICE) -> Standing:
    async with desk.database.transaction(DESK) as tx:
        return await calendars.add(tx, Content("Office", "Europe/Moscow", parse_week(hours)))


async def _count_by(desk: Desk, calendar: int | None, **wish: object) -> None:
    counted = dict.fromkeys(Metric, calendar)
    change = partial(
        lanes.edit,
        board="product",
        key="today",
        wish=lanes.Wish(calendars=counted, **wish),  # type: ignore[arg-type]
    )
    await desk.database.run(DESK, change)


async def _given(desk: Desk) -> tuple[TicketNumber, dict[Metric, Timer]]:
    number = await desk.open()
    return number, {timer.metric: timer for timer in await desk.timers(number)}


def _in_open_time(hours: Calendar, timer: Timer) -> bool:
    goal = timer.goal.duration
    warned = goal * timer.goal.warn_percent / 100
    assert timer.warn_at
    return (timer.due_at, hours.measure(timer.started_at, timer.warn_at)) == (
        hours.add(timer.started_at, goal),
        warned,
    )


async def test_a_lane_on_a_calendar_promises_its_open_time(desk: Desk) -> None:
    standing = await _calendar(desk)
    await _count_by(desk, standing.row.id)
    _, given = await _given(desk)
    assert set(given) == {FIRST, RESOLUTION}
    assert all(_in_open_time(standing.open_hours(), timer) for timer in given.values())
    number = await desk.open("billing")
    assert [timer.goal.hours for timer in await desk.timers(number)] == [None, None]


async def test_an_edited_calendar_counts_for_promises_given_from_then_on(desk: Desk) -> None:
    standing = await _calendar(desk)
    await _count_by(desk, standing.row.id)
    number, before = await _given(desk)

    async with desk.database.transaction(DESK) as tx:
        wish = Wish(week=parse_week("sat-sun 10:00-12:00"))
        edited = await calendars.edit(tx, standing.row.id, wish)
        assert await calendars.kept(tx.session, standing.row.id) == 2
        [told] = (await all_calendars(tx.session, "en"))["items"]
        assert (told["lanes"], told["kept"]) == (["Product / Today"], 1)
        kept = {
            (board["key"], lane["key"]): lane["kept"]
            for board in (await boards_settings(tx.session, "en"))["boards"]
            for lane in board["lanes"]
        }
        assert {lane: n for lane, n in kept.items() if n} == {("product", "today"): 1}
        await fold.refold(tx, number)
    later, after = await _given(desk)
    assert {timer.metric: timer for timer in await desk.timers(number)} == before
    assert all(_in_open_time(edited.open_hours(), timer) for timer in after.values())

    async with desk.database.transaction(DESK) as tx:
        await calendars.edit(tx, standing.row.id, Wish(week=parse_week(OFFICE)))
        assert await calendars.kept(tx.session, standing.row.id) == 2, "those of the second ticket now"
        for each in (number, later):
            await fold.refold(tx, each)
    assert {timer.metric: timer for timer in await desk.timers(later)} == after


async def test_a_calendar_in_use_is_not_removed(desk: Desk) -> None:
    standing = await _calendar(desk)
    await _count_by(desk, standing.row.id)
    with pytest.raises(Conflict, match="Product / Today"):
        await desk.database.run(DESK, partial(calendars.remove, calendar_id=standing.row.id))
    number, before = await _given(desk)
    await _count_by(desk, None)
    await desk.database.run(DESK, partial(calendars.remove, calendar_id=standing.row.id))
    async with desk.database.transaction(DESK) as tx:
        await fold.refold(tx, number)
        assert {timer.metric: timer for timer in await promises.load(tx, number)} == before


async def test_lanes_of_a_removed_board_hold_no_calendar(desk: Desk) -> None:
    standing = await _calendar(desk)
    await _count_by(desk, standing.row.id, goals={FIRST: timedelta(hours=1), RESOLUTION: DayEnd(16 * 60)})
    await desk.database.run(DESK, partial(boards.remove, key="product", to="billing"))
    await desk.database.run(DESK, partial(calendars.remove, calendar_id=standing.row.id))
    async with desk.database.transaction(DESK) as tx:
        removal = await changes.version(tx.session, Thing.BOARD, "product")
        await taking_back.take_back(tx, removal)
        kept = await policies.terms_of(tx, "product", "today")
    assert {metric: (terms.goal, terms.calendar) for metric, terms in kept.items()} == {
        FIRST: (timedelta(hours=1), None),
        RESOLUTION: (timedelta(hours=24), None),
    }


async def test_today_may_be_the_end_of_the_working_day(desk: Desk) -> None:
    standing = await _calendar(desk)
    await _count_by(desk, standing.row.id, goals={RESOLUTION: DayEnd(16 * 60)})
    number, given = await _given(desk)
    solved, hours = given[RESOLUTION], standing.open_hours()
    assert solved.due_at
    assert solved.due_at == hours.day_end(solved.started_at, 16 * 60)
    assert solved.goal.duration == hours.measure(solved.started_at, solved.due_at) > timedelta()
    assert _in_open_time(hours, solved)
    async with desk.database.transaction(DESK) as tx:
        assert await calendars.kept(tx.session, standing.row.id) == 0
        await fold.refold(tx, number)
    assert {timer.metric: timer for timer in await desk.timers(number)} == given

    with pytest.raises(Invalid, match="needs a calendar"):
        await _count_by(desk, None)


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        ("2026-03-02T09:00", "2026-03-02T18:00"),
        ("2026-03-02T16:00", "2026-03-02T18:00"),
        ("2026-03-02T16:00:01", "2026-03-03T18:00"),
        ("2026-03-02T23:00", "2026-03-03T18:00"),
        ("2026-03-06T12:00", "2026-03-06T15:00"),
        ("2026-03-06T15:00", "2026-03-09T18:00"),
        ("2026-03-07T10:00", "2026-03-09T18:00"),
    ],
)
def test_who_asks_after_the_cut_off_belongs_to_the_next_working_day(asked: str, ends: str) -> None:
    hours = Content("", "Europe/Moscow", parse_week("mon-thu 09:00-13:00 14:00-18:00; fri 09:00-15:00"))
    calendar = Calendar(ZoneInfo(hours.zone), tuple(hours.week))
    at = datetime.fromisoformat(asked).replace(tzinfo=calendar.zone).astimezone(UTC)
    assert calendar.day_end(at, 16 * 60) == datetime.fromisoformat(ends).replace(tzinfo=calendar.zone)


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    calendar = Calendar(ZoneInfo("Europe/Berlin"), parse_week("fri-sat 22:00-06:00"))
    night = datetime(2026, 3, 7, 2, tzinfo=calendar.zone)
    assert calendar.day_end(night, 16 * 60) == datetime(2026, 3, 7, 6, tzinfo=calendar.zone)
    assert calendar.day_end(night, 60) == datetime(2026, 3, 8, 6, tzinfo=calendar.zone)
    jumped_over = Calendar(ZoneInfo("Europe/Berlin"), parse_week("sat-sun 02:00-03:00"))
    asked = datetime(2026, 3, 28, 12, tzinfo=calendar.zone)
    assert jumped_over.day_end(asked, 60) == datetime(2026, 4, 4, 3, tzinfo=calendar.zone)
    never = Calendar(ZoneInfo("Europe/Berlin"), parse_week(""))
    assert never.day_end(night, 60) is None


async def test_open_promises_are_given_anew_on_purpose_ticket_by_ticket(desk: Desk) -> None:
    standing = await _calendar(desk)
    await _count_by(desk, standing.row.id)
    numbers = [await desk.open() for _ in range(3)]
    other = await desk.open("billing")
    left = await desk.timers(other)
    async with desk.database.transaction(DESK) as tx:
        edited = await calendars.edit(tx, standing.row.id, Wish(week=parse_week("mon-sun 10:00-12:00")))
        assert await renewing.begin(tx, Scope(standing.row.id)) == 3

    last = await clearing.renew_on(desk.database, DESK, Scope(standing.row.id), TicketNumber(0), most=2)
    assert last == numbers[1]
    await clearing.renew_begun(desk.database)
    for number in numbers:
        old, new = (await desk.timers(number))[:2], (await desk.timers(number))[2:]
        assert {timer.state for timer in old} == {TimerState.CANCELLED}
        assert [timer.metric for timer in new] == [FIRST, RESOLUTION]
        assert all(_in_open_time(edited.open_hours(), timer) for timer in new)
        assert sum(isinstance(event.fact, PromisesRenewed) for event in await desk.events(number)) == 1
        async with desk.database.transaction(DESK) as tx:
            await fold.refold(tx, number)
            assert list(await promises.load(tx, number)) == [*old, *new]
    assert await desk.timers(other) == left
    with pytest.raises(Invalid, match="calendar, or a board and a lane"):
        Scope(1, "product", "today")


async def test_two_that_promise_anew_at_once_do_it_once(desk: Desk) -> None:
    standing = await _calendar(desk)
    await _count_by(desk, standing.row.id)
    numbers = [await desk.open() for _ in range(4)]
    await desk.database.run(
        DESK,
        partial(calendars.edit, calendar_id=standing.row.id, wish=Wish(week=parse_week("sun 10:00-12:00"))),
    )
    scope = Scope(standing.row.id)
    await asyncio.gather(*(clearing.renew_on(desk.database, DESK, scope, TicketNumber(0)) for _ in range(2)))
    for number in numbers:
        anew = [event for event in await desk.events(number) if isinstance(event.fact, PromisesRenewed)]
        assert len(anew) == 1


async def test_what_is_promised_while_nobody_is_there_counts_from_the_return(desk: Desk) -> None:
    before, promised_before = await _given(desk)
    async with desk.database.transaction(desk.agent) as tx:
        back_at = tx.now + timedelta(hours=3)
        await away.go(tx, back_at, "at the dentist")
    during, given = await _given(desk)
    assert [given[metric].due_at for metric in (FIRST, RESOLUTION)] == [
        back_at + timedelta(minutes=5),
        back_at + timedelta(hours=24),
    ]
    async with desk.database.transaction(desk.agent) as tx:
        await away.come_back(tx)
        await away.come_back(tx)
    after, counted_at_once = await _given(desk)
    first = counted_at_once[FIRST]
    assert first.due_at == first.started_at + timedelta(minutes=5)
    for number, was in ((before, promised_before), (during, given), (after, counted_at_once)):
        async with desk.database.transaction(DESK) as tx:
            await fold.refold(tx, number)
        assert {timer.metric: timer for timer in await desk.timers(number)} == was


async def test_who_is_away_may_stay_longer_and_is_back_when_the_time_is_over(desk: Desk) -> None:
    async with desk.database.transaction(desk.agent) as tx:
        await away.go(tx, tx.now + timedelta(hours=1))
        await away.go(tx, until := tx.now + timedelta(hours=2), "lunch")
        await away.go(tx, until, "lunch")
    async with desk.database.reading() as session:
        found = await away.now(session)
        assert (found.until, found.why) == (until, "lunch") if found else False
    await desk.pass_time(timedelta(hours=2, seconds=1))
    async with desk.database.reading() as session:
        assert await away.now(session) is None
    _, given = await _given(desk)
    assert given[FIRST].goal.counts_from is None
    async with desk.database.transaction(desk.agent) as tx:
        await away.go(tx, tx.now + timedelta(hours=1))
        for wrong in (tx.now, tx.now + timedelta(days=61)):
            with pytest.raises(Invalid):
                await away.go(tx, wrong)


async def test_telling_of_a_delay_changes_no_verdict(desk: Desk) -> None:
    number, given = await _given(desk)
    due_at = given[RESOLUTION].due_at
    assert due_at
    with pytest.raises(Invalid, match="later"):
        await desk.database.run(desk.agent, partial(delays.tell, number=number, until=due_at))
    later = partial(delays.tell, number=number, until=due_at + timedelta(hours=1))
    for _ in range(2):
        await desk.database.run(desk.agent, later)
    told = [event for event in await desk.events(number) if isinstance(event.fact, DelayTold)]
    assert len(told) == 1
    await desk.pass_time(timedelta(hours=24, seconds=1))
    assert await worker.ring_due(desk.database) == 1
    while await worker.ring_due(desk.database):
        pass
    rung = [type(event.fact) for event in await desk.events(number)]
    assert DeadlineClose not in rung, "an agent told it"
    assert [timer.state for timer in await desk.timers(number)] == [TimerState.MISSED, TimerState.MISSED]
    async with desk.database.transaction(DESK) as tx:
        stood = await promises.load(tx, number)
        await fold.refold(tx, number)
        assert await promises.load(tx, number) == stood


async def test_who_blocked_the_bot_is_told_nothing(desk: Desk) -> None:
    number, given = await _given(desk)
    due_at = given[RESOLUTION].due_at
    assert due_at
    async with desk.database.transaction(DESK) as tx:
        await customers.blocked(tx, await customers.lock(tx, desk.customer))
    later = partial(delays.tell, number=number, until=due_at + timedelta(hours=1))
    with pytest.raises(Conflict, match="blocked"):
        await desk.database.run(desk.agent, later)


async def test_shortly_before_a_solution_is_due_it_is_told_once(desk: Desk) -> None:
    number = await desk.open()
    await desk.answer(number)
    await desk.pass_time(timedelta(hours=24) * 0.96)
    for _ in range(3):
        await worker.ring_due(desk.database)
    rung = [type(event.fact) for event in await desk.events(number)]
    assert [rung.count(kind) for kind in (DeadlineNear, DeadlineClose, DeadlineMissed)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [
        (None, {"hour": "21:00", "tomorrow": "10:00"}),
        ("mon-sun 09:00-22:00", {"hour": "21:00", "tonight": "22:00", "tomorrow": "10:00"}),
        ("mon-sun 11:00-20:30", {"hour": "11:30", "tonight": "20:30", "tomorrow": "11:00"}),
    ],
)
def test_new_times_by_a_word_are_in_the_lanes_hours(hours: str | None, wanted: dict[str, str]) -> None:
    zone = ZoneInfo("Europe/Moscow")
    calendar = Calendar(zone, parse_week(hours)) if hours else None
    now = datetime(2026, 3, 3, 19, 30, tzinfo=zone)
    due = now.replace(hour=20, minute=0)
    timer = Timer(uuid4(), RESOLUTION, TimerState.RUNNING, Goal(timedelta(hours=1)), now, due, due)
    at = {later: delays.at(later, now, timer, calendar, zone) for later in delays.Later}
    assert {later: f"{when.astimezone(zone):%H:%M}" for later, when in at.items() if when > due} == wanted


def test_after_midnight_tonight_is_the_end_of_the_night() -> None:
    zone = ZoneInfo("Europe/Moscow")
    now = datetime(2026, 3, 3, 2, tzinfo=zone)
    due = now + timedelta(hours=1)
    timer = Timer(uuid4(), RESOLUTION, TimerState.RUNNING, Goal(timedelta(hours=1)), now, due, due)
    night = Calendar(zone, parse_week("mon-sun 22:00-06:00"))
    assert delays.at(delays.Later.TONIGHT, now, timer, night, zone) == now.replace(hour=6)
