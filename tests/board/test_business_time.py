"""Working time: what a calendar makes of real time, in tables, laws, and against a program that goes by the quarter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from board.business_time import ALWAYS, Calendar, Hours, Interval
from board.working_hours import parse_hours, parse_week

pytestmark = pytest.mark.fast

BERLIN, NEW_YORK, MOSCOW = "Europe/Berlin", "America/New_York", "Europe/Moscow"
OFFICE = "mon-fri 09:00-18:00"
NIGHTS = "mon-sun 22:00-06:00"
LUNCH = "mon-fri 08:00-12:00 13:30-18:00"
MOVED = {"2025-11-01": "09:00-17:00", "2025-11-03": "", "2025-11-04": ""}
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)


def calendar(zone: str, week: str, days: dict[str, str] | None = None) -> Calendar:
    """`days`: hours of dates that have their own, nothing for a closed one; a range of dates is 2026-07-01..31-08."""
    own = {day: parse_hours(hours) for days_, hours in (days or {}).items() for day in _dates(days_)}
    return Calendar(ZoneInfo(zone), parse_week(week), tuple(sorted(own.items())))


def _dates(written: str) -> list[date]:
    first, _, last = written.partition("..")
    since = date.fromisoformat(first)
    until = date.fromisoformat(last or first)
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]


def at(written: str) -> datetime:
    return datetime.fromisoformat(written)


CASES = {
    "over the spring change, Friday to Monday": (
        calendar(BERLIN, "mon-fri 09:00-17:00"), "2026-03-27T16:30+01:00", HOUR, "2026-03-30T09:30+02:00"
    ),
    "round the clock over the autumn change counts real hours": (
        calendar(BERLIN, "mon-sun 00:00-24:00"), "2026-10-24T20:00+02:00", 8 * HOUR, "2026-10-25T03:00+01:00"
    ),
    "round the clock over the spring change": (
        calendar(BERLIN, "mon-sun 00:00-24:00"), "2026-03-28T20:00+01:00", 8 * HOUR, "2026-03-29T05:00+02:00"
    ),
    "a night shift has nine hours when clocks go back": (
        calendar(NEW_YORK, NIGHTS), "2026-10-31T23:00-04:00", 6 * HOUR, "2026-11-01T04:00-05:00"
    ),
    "and seven when they go forward": (
        calendar(NEW_YORK, NIGHTS), "2026-03-07T23:00-05:00", 6 * HOUR, "2026-03-08T06:00-04:00"
    ),
    "the seventh hour is in the next night": (
        calendar(NEW_YORK, NIGHTS), "2026-03-07T23:00-05:00", 7 * HOUR, "2026-03-08T23:00-04:00"
    ),
    "what opens at a time that does not exist opens when the clock has jumped": (
        calendar(NEW_YORK, "mon-sun 02:30-10:00"), "2026-03-08T01:00-05:00", HOUR, "2026-03-08T04:00-04:00"
    ),
    "an hour that comes twice is open twice": (
        calendar(NEW_YORK, "mon-sun 01:00-02:00"), "2026-11-01T00:30-04:00", 2 * HOUR, "2026-11-01T02:00-05:00"
    ),
    "Friday prayer, then Independence Day": (
        calendar(
            "Asia/Jakarta", "mon-thu 08:00-12:00 13:00-17:00; fri 08:00-11:30 13:30-17:00", {"2026-08-17": ""}
        ),
        "2026-08-14T11:00+07:00", 5 * HOUR, "2026-08-18T09:00+07:00",
    ),
    "asked during lunch": (
        calendar(MOSCOW, LUNCH), "2026-11-11T12:30+03:00", HOUR / 12, "2026-11-11T13:35+03:00"
    ),
    "five minutes around lunch": (
        calendar(MOSCOW, LUNCH), "2026-11-11T11:58+03:00", HOUR / 12, "2026-11-11T13:33+03:00"
    ),
    "a moved working Saturday": (
        calendar(MOSCOW, OFFICE, MOVED), "2025-10-31T17:00+03:00", 4 * HOUR, "2025-11-01T12:00+03:00"
    ),
    "and the holidays after it": (
        calendar(MOSCOW, OFFICE, MOVED), "2025-10-31T17:00+03:00", 12 * HOUR, "2025-11-05T12:00+03:00"
    ),
    "forty-eight working hours": (
        calendar(BERLIN, "mon-sun 09:00-21:00"), "2016-11-09T23:00+01:00", 48 * HOUR, "2016-11-13T21:00+01:00"
    ),
    "forty-eight working hours with two closed days": (
        calendar(BERLIN, "mon-sun 09:00-21:00", {"2016-11-11": "", "2016-11-13": ""}),
        "2016-11-09T23:00+01:00", 48 * HOUR, "2016-11-15T21:00+01:00",
    ),
    "seconds are kept": (
        calendar("Asia/Kolkata", "mon-fri 10:00-18:00"),
        "2025-03-24T17:59:40+05:30", HOUR / 60, "2025-03-25T10:00:40+05:30",
    ),
    "over midnight without an extra minute": (
        calendar("UTC", "mon-sun 00:00-24:00"), "2026-05-05T23:50+00:00", HOUR / 3, "2026-05-06T00:10+00:00"
    ),
    "two closed months": (
        calendar(MOSCOW, "mon-sun 10:00-18:00", {"2026-07-01..2026-08-31": ""}),
        "2026-06-30T18:00+03:00", HOUR, "2026-09-01T11:00+03:00",
    ),
    "Tuesdays only": (
        calendar(NEW_YORK, "tue 08:00-17:00"), "2024-08-07T10:00-04:00", 10 * HOUR, "2024-08-20T09:00-04:00"
    ),
    "a zone that changed its rule": (
        calendar(MOSCOW, OFFICE), "2014-10-24T17:30+04:00", HOUR, "2014-10-27T09:30+03:00"
    ),
    "a day that a zone left out": (
        calendar("Pacific/Apia", "mon-sun 09:00-17:00"),
        "2011-12-29T16:00-10:00", 2 * HOUR, "2011-12-31T10:00+14:00",
    ),
    "Sunday's midnight comes twice and Monday begins with the first": (
        calendar("America/Havana", "sat 20:00-24:00; sun 00:00-02:00"),
        "2026-10-31T20:00-04:00", 7 * HOUR, "2026-11-01T02:00-05:00",
    ),
    "a day that has no midnight": (
        calendar("Africa/Cairo", "mon-sun 00:00-01:30"), "2026-04-24T00:00+02:00", HOUR, "2026-04-25T00:30+03:00"
    ),
    "Saturday's night is open although Sunday is closed": (
        calendar("UTC", "sat 22:00-06:00; sun 08:00-12:00", {"2026-05-10": ""}),
        "2026-05-09T12:00+00:00", 8 * HOUR, "2026-05-10T06:00+00:00",
    ),
    "hours of a date that run into those of the next day are open once": (
        calendar("UTC", "mon-sun 09:00-12:00", {"2026-05-09": "20:00-11:00"}),
        "2026-05-09T20:00+00:00", 16 * HOUR, "2026-05-10T12:00+00:00",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("hours", "start", "goal", "due"), CASES.values(), ids=CASES)
def test_goal_is_over(hours: Calendar, start: str, goal: timedelta, due: str) -> None:
    assert hours.add(at(start), goal) == at(due)
    assert hours.measure(at(start), at(due)) == goal


def test_a_pause_over_a_weekend_costs_nothing() -> None:
    office = calendar(MOSCOW, OFFICE)
    due = office.add(at("2026-11-06T16:00+03:00"), 4 * HOUR)
    assert due is not None
    left = office.measure(at("2026-11-06T17:00+03:00"), due)
    assert office.add(at("2026-11-08T20:00+03:00"), left) == at("2026-11-09T12:00+03:00")


def test_three_quarters_are_of_working_time() -> None:
    office = calendar("Europe/Paris", "mon-fri 08:00-18:00")
    warned, due = at("2026-01-13T10:00+01:00"), at("2026-01-13T11:00+01:00")
    assert office.add(at("2026-01-12T17:00+01:00"), 3 * HOUR) == warned
    assert office.subtract(due, HOUR) == warned


@pytest.mark.parametrize(
    ("moment", "opens", "closes"),
    [
        ("2026-11-13T12:00:00+03:00", "2026-11-13T13:30+03:00", "2026-11-13T18:00+03:00"),
        ("2026-11-13T17:59:59+03:00", "2026-11-13T17:59:59+03:00", "2026-11-13T18:00+03:00"),
        ("2026-11-13T18:00:00+03:00", "2026-11-16T08:00+03:00", "2026-11-16T12:00+03:00"),
    ],
)
def test_opening_and_closing_are_known(moment: str, opens: str, closes: str) -> None:
    office = calendar(MOSCOW, LUNCH)
    assert office.next_open(at(moment)) == at(opens)
    assert office.next_close(at(moment)) == at(closes)
    assert office.is_open(at(moment)) == (moment == opens)


def test_a_night_from_sunday_to_monday_is_one() -> None:
    nights = calendar("UTC", NIGHTS)
    assert nights.next_close(at("2026-05-10T23:00+00:00")) == at("2026-05-11T06:00+00:00")


def test_what_never_closes_has_no_closing_time() -> None:
    always = Calendar(ZoneInfo(BERLIN), (ALWAYS,) * 7)
    assert always.next_close(at("2026-05-10T23:00+00:00")) is None


def test_with_nothing_open_ahead_nothing_is_promised() -> None:
    closed, over = calendar("UTC", ""), calendar("UTC", "", {"2026-05-10": "22:00-02:00"})
    assert closed.add(at("2026-05-05T00:00+00:00"), HOUR) is None
    assert closed.next_open(at("2026-05-05T00:00+00:00")) is None
    assert closed.subtract(at("2026-05-05T00:00+00:00"), HOUR) is None
    assert over.add(at("2026-05-05T00:00+00:00"), 4 * HOUR) == at("2026-05-11T02:00+00:00")
    assert over.add(at("2026-05-05T00:00+00:00"), 5 * HOUR) is None
    assert over.next_close(at("2026-05-11T01:00+00:00")) == at("2026-05-11T02:00+00:00")
    assert over.next_close(at("2026-05-11T02:00+00:00")) is None


def test_what_would_take_centuries_is_never_over() -> None:
    assert calendar("UTC", "tue 08:00-08:01").add(at("2026-05-05T00:00+00:00"), 48 * HOUR * 24) is None


ZONES = (
    BERLIN,
    NEW_YORK,
    MOSCOW,
    "America/Havana",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
)
moments = st.integers(0, 500 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
changes_of_clocks = st.sampled_from(
    [
        datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=hour)
        for month, day in [(3, 8), (3, 29), (4, 24), (10, 25), (10, 29), (11, 1), (4, 4), (10, 3)]
        for hour in (0, 12)
    ]
)
goals = st.timedeltas(timedelta(0), timedelta(hours=60))


@st.composite
def hours_of_a_day(draw: st.DrawFn) -> Hours:
    """Apart within the day; now and then into the next."""
    edges = draw(st.lists(st.integers(0, 95), max_size=6, unique=True))
    edges = sorted(edges[: len(edges) // 2 * 2])
    hours = [Interval(edges[n] * 15, edges[n + 1] * 15) for n in range(0, len(edges), 2)]
    into_next_day: bool = draw(st.booleans())
    if hours and into_next_day:
        hours[-1] = Interval(hours[-1].opens, 1440 + draw(st.integers(0, hours[0].opens // 15)) * 15)
    return tuple(hours)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = tuple(draw(hours_of_a_day()) for _ in range(7))
    assume(any(week))
    near = st.dates(date(2026, 2, 1), date(2026, 12, 1))
    days = draw(st.dictionaries(near, st.just(()) | hours_of_a_day(), max_size=8))
    return Calendar(ZoneInfo(draw(st.sampled_from(ZONES))), week, tuple(sorted(days.items())))


@settings(deadline=None, max_examples=60)
@given(calendars(), moments | changes_of_clocks, goals)
def test_measuring_gives_back_what_was_added(hours: Calendar, start: datetime, goal: timedelta) -> None:
    due = hours.add(start, goal)
    assert due is not None
    assert hours.measure(start, due) == goal
    assert hours.measure(due, start) == -goal
    back = hours.subtract(due, goal)
    assert back is not None
    assert back <= start or goal == timedelta()
    assert hours.add(back, goal) == due


@settings(deadline=None, max_examples=60)
@given(calendars(), moments | changes_of_clocks, goals, goals)
def test_a_goal_in_two_parts_is_the_whole_and_more_is_never_sooner(
    hours: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    middle, due = hours.add(start, one), hours.add(start, one + other)
    assert middle is not None
    assert due is not None
    assert hours.add(middle, other) == due
    assert start <= middle <= due
    later = hours.add(start + other, one)
    assert later is not None
    assert later >= middle


@settings(deadline=None, max_examples=60)
@given(calendars(), moments, goals, st.lists(st.tuples(goals, goals), max_size=6))
def test_pauses_keep_what_is_left(
    hours: Calendar, start: datetime, goal: timedelta, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    """However often it is paused, the goal is over when it has run for that long, and no pause counts."""
    now, ran = start, timedelta()
    due = hours.add(start, goal)
    assert due is not None
    for running, paused in pauses:
        if now + running >= due:
            break
        ran += hours.measure(now, now + running)
        left = hours.measure(now + running, due)
        now += running + paused
        due = hours.add(now, left)
        assert due is not None
    assert ran + hours.measure(now, due) == goal


@settings(deadline=None, max_examples=60)
@given(calendars(), moments | changes_of_clocks, st.integers(0, 3 * 96))
def test_it_is_what_a_program_finds_that_goes_by_the_quarter(
    hours: Calendar, start: datetime, quarters: int
) -> None:
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    around = [start.date() + timedelta(days=n) for n in range(-3, quarters // 96 + 3)]
    spans = [
        (_first(hours.zone, day, opens), _last(hours.zone, day, closes))
        for day in around
        for opens, closes in dict(hours.days).get(day, hours.week[day.weekday()])
    ]
    found = [any(a <= start + n * QUARTER < b for a, b in spans) for n in range(quarters + 1)]
    assert hours.measure(start, start + quarters * QUARTER) == sum(found[:-1]) * QUARTER
    assert hours.is_open(start) == found[0]


def _first(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """Goes through real time until the wall shows it or more."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC) - 2 * HOUR
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += QUARTER
    return moment


def _last(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """Goes back through real time until the wall shows less; what follows is the last time."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC) + 2 * HOUR
    while moment.astimezone(zone).replace(tzinfo=None) >= wall:
        moment -= QUARTER
    return moment + QUARTER


def test_years_ahead_and_ten_years_of_holidays_take_no_time() -> None:
    days = {
        f"{year}-{month:02}-{day:02}": ""
        for year in range(2026, 2037)
        for month in (1, 5)
        for day in range(1, 10)
    }
    office = calendar(MOSCOW, LUNCH, days)
    due = office.add(at("2026-04-28T12:30+03:00"), 48 * HOUR)
    assert due == at("2026-05-14T09:00+03:00")
    assert len(office._built) <= 4
    closed = calendar(MOSCOW, LUNCH, {"2026-05-01..2036-05-01": ""})
    assert closed.add(at("2026-04-30T17:00+03:00"), 2 * HOUR) == at("2036-05-02T09:00+03:00")
    assert len(closed._built) <= 3
