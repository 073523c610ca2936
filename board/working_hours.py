"""Working hours as people write and read them: mon-thu 08:00-12:00 13:00-17:00; sat 22:00-06:00."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NoReturn

from board.business_time import DAY_MINUTES, Hours, Interval
from board.errors import Invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_INTERVALS = 12
"""A day; more is a mistake."""
_DAYS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?")
_INTERVAL = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")


def parse_week(written: str) -> tuple[Hours, ...]:
    """Monday first. Days without hours are closed; ranges of days may wrap, as in sun-fri."""
    week: list[list[Interval]] = [[] for _ in DAYS]
    for part in written.lower().split(";"):
        words = part.split()
        if not words:
            continue
        if len(words) == 1:
            _unreadable(part)
        intervals = [parse_interval(word) for word in words[1:]]
        for day in _days(words[0], part):
            week[day] += intervals
    return checked_week(week)


def parse_hours(written: str) -> Hours:
    """Of one day."""
    return checked_day([parse_interval(word) for word in written.split()])


def parse_interval(written: str) -> Interval:
    """What does not end later than it begins ends on the next day."""
    match = _INTERVAL.fullmatch(written.strip())
    if match is None:
        _unreadable(written)
    opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if opens >= DAY_MINUTES or closes > DAY_MINUTES or int(match[2]) > 59 or int(match[4]) > 59:
        _unreadable(written)
    if opens == closes:
        raise Invalid("refused.hours.nothing", "hours", written=written)
    return Interval(opens, closes if opens < closes else closes + DAY_MINUTES)


def checked_week(week: Sequence[Iterable[Interval]]) -> tuple[Hours, ...]:
    """In order; refused if hours overlap, also those of a night with the next day's."""
    days = tuple(map(checked_day, week))
    known = [(day, interval) for day, hours in enumerate(days) for interval in hours]
    following = [*known[1:], *((day + 7, interval) for day, interval in known[:1])]
    for (day, one), (next_day, other) in zip(known, following, strict=True):
        if day * DAY_MINUTES + one.closes > next_day * DAY_MINUTES + other.opens:
            raise Invalid(
                "refused.hours.overlap",
                "hours",
                one=f"{DAYS[day]} {write_interval(one)}",
                other=f"{DAYS[next_day % 7]} {write_interval(other)}",
            )
    return days


def checked_day(hours: Iterable[Interval]) -> Hours:
    day = tuple(sorted(hours))
    if len(day) > MOST_INTERVALS:
        raise Invalid("refused.hours.too_many", "hours", most=MOST_INTERVALS)
    for one, other in pairwise(day):
        if one.closes > other.opens:
            raise Invalid(
                "refused.hours.overlap", "hours", one=write_interval(one), other=write_interval(other)
            )
    return day


def write_week(week: Sequence[Hours]) -> str:
    """As `parse_week` reads it; neighbours with the same hours stand together."""
    parts: list[str] = []
    first = 0
    for day in range(len(DAYS)):
        if day + 1 < len(DAYS) and week[day + 1] == week[first]:
            continue
        if week[first]:
            days = DAYS[first] if first == day else f"{DAYS[first]}-{DAYS[day]}"
            parts.append(f"{days} {write_hours(week[first])}")
        first = day + 1
    return "; ".join(parts)


def write_hours(hours: Hours) -> str:
    return " ".join(map(write_interval, hours))


def write_interval(interval: Interval) -> str:
    closes = interval.closes if interval.closes <= DAY_MINUTES else interval.closes - DAY_MINUTES
    return f"{_time(interval.opens)}-{_time(closes)}"


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(written: str, part: str) -> list[int]:
    days: list[int] = []
    for word in written.split(","):
        match = _DAYS.fullmatch(word)
        if match is None or not {match[1], match[2] or match[1]} <= set(DAYS):
            _unreadable(part)
        first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
        days += [(first + n) % 7 for n in range((last - first) % 7 + 1)]
    return days


def _unreadable(written: str) -> NoReturn:
    raise Invalid("refused.hours.unreadable", "hours", written=written.strip())
