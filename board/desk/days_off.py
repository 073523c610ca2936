"""Days off that others keep: a country's holidays, and the dates of an .ics file."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from board.errors import Invalid

if TYPE_CHECKING:
    from icalendar import Calendar, Component, Event

MOST_BYTES = 2 * 1024 * 1024
_MOST_EVENTS = 3000
_MOST_DAYS = 4000
_MOST_SECONDS = 5.0
"""For what returns; some rules never fall on any date, and are looked for to the end of time."""
_CODE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
_LANGUAGES = {"en": "en_US"}
"""As the package names them, where it is not by our own names."""
_TOO_OFTEN = re.compile(rb"FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(SECOND|MINUTE|HOUR)=", re.IGNORECASE)
"""No day off returns within a day, and looking for all of them takes for ever."""
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What icalendar and recurring-ical-events raise for what they can't make sense of."""


@dataclass(frozen=True)
class DayOff:
    """A date and why; `is_moved`: a weekend's day on which people work instead of another."""

    day: date
    name: str
    is_moved: bool = False


@dataclass(frozen=True)
class FileDays:
    """`left_out`: events that leave no whole day free, or can't be read."""

    days: Sequence[DayOff]
    left_out: int


def known_by(year: int) -> str:
    """Stands for what `of_country` says: another release of the package, or another year, may say more."""
    return f"{version('holidays')} {year}"


async def of_country(code: str, years: range, language: str) -> Sequence[DayOff]:
    """Refused if the country or its region is unknown. A region of a country that is the same everywhere is taken."""
    country, region = split(code)
    return await asyncio.to_thread(_of_country, country, region, years, language)


def split(code: str) -> tuple[str, str | None]:
    """RU or RU-MOW, in capital letters."""
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        raise Invalid("refused.calendar.country", "country", code=code)
    return match[1], match[2]


@cache
def countries() -> Mapping[str, Sequence[str]]:
    """Codes of countries, and of their regions that keep days of their own."""
    # Takes most of a second to import.
    import holidays

    known: Mapping[str, Sequence[str]] = holidays.list_supported_countries(include_aliases=False)
    return dict(sorted(known.items()))


@cache
def _of_country(country: str, region: str | None, years: range, language: str) -> Sequence[DayOff]:
    import holidays

    regions = countries().get(country)
    if regions is None:
        raise Invalid("refused.calendar.country", "country", code=country)
    if region is not None and regions and region not in regions:
        raise Invalid("refused.calendar.region", "country", country=country, region=region)
    own = region if regions else None
    supported = holidays.country_holidays(country, subdiv=own).supported_languages
    wanted = _LANGUAGES.get(language, language)
    named = wanted if wanted in supported else "en_US" if "en_US" in supported else None
    found = holidays.country_holidays(country, subdiv=own, years=years, language=named)
    moved = [DayOff(day, "", is_moved=True) for day in found.weekend_workdays if day.year in years]
    return [
        *(DayOff(day, name) for day, name in sorted(found.items()) if day.year in years),
        *sorted(moved, key=_day),
    ]


def of_file(data: bytes, zone: ZoneInfo, since: date, until: date) -> FileDays:
    """The whole days that its events fill, those that return too; a day is one in the zone."""
    import icalendar

    if len(data) > MOST_BYTES:
        raise Invalid("refused.calendar.file_big", "file", most=MOST_BYTES // 2**20)
    try:
        read = icalendar.Calendar.from_ical(data.decode("utf-8-sig", "replace"), multiple=True)
        events = [event for calendar in read for event in calendar.walk("VEVENT")]
    except _UNREADABLE as error:
        raise Invalid("refused.calendar.file", "file") from error
    if len(events) > _MOST_EVENTS:
        raise Invalid("refused.calendar.file_long", "file", most=_MOST_EVENTS)
    found: dict[date, str] = {}
    left_out = 0
    ends = time.monotonic() + _MOST_SECONDS
    for series in _series(events):
        if time.monotonic() > ends:
            raise Invalid("refused.calendar.file_slow", "file")
        days = _days(series, zone, since, until)
        left_out += days is None
        for day, name in days or ():
            found.setdefault(day, name)
    if not found:
        raise Invalid("refused.calendar.file_empty", "file")
    if len(found) > _MOST_DAYS:
        raise Invalid("refused.calendar.file_long", "file", most=_MOST_DAYS)
    return FileDays([DayOff(day, name) for day, name in sorted(found.items())], left_out)


def _series(events: Iterable[Component]) -> Iterable[list[Event]]:
    """Events that belong together: one that returns, and its single changes."""
    import icalendar

    by_uid: dict[str, list[Event]] = defaultdict(list)
    for number, event in enumerate(events):
        if isinstance(event, icalendar.Event):
            by_uid[str(event.get("UID", number))].append(event)
    return by_uid.values()


def _days(series: list[Event], zone: ZoneInfo, since: date, until: date) -> list[tuple[date, str]] | None:
    """None if it fills no day at all. What lies outside the years asked for is no reason to say so."""
    try:
        if any(event.get("RRULE") and _TOO_OFTEN.search(event.to_ical()) for event in series):
            return None
        if any(event.get("RRULE") or event.get("RDATE") or event.get("RECURRENCE-ID") for event in series):
            series = _returning(series, since, until)
        elif not any(_whole_days(event, zone) for event in series):
            return None
        return [
            (day, " ".join(str(event.get("SUMMARY", "")).split())[:200])
            for event in series
            if str(event.get("STATUS", "")).upper() != "CANCELLED"
            for day in _whole_days(event, zone)
            if since <= day <= until
        ]
    except _UNREADABLE:
        return None


def _returning(series: list[Event], since: date, until: date) -> list[Event]:
    import icalendar
    import recurring_ical_events

    calendar: Calendar = icalendar.Calendar()
    for event in series:
        calendar.add_component(event)
    return list(recurring_ical_events.of(calendar).between(since, until + timedelta(days=1)))


def _whole_days(event: Event, zone: ZoneInfo) -> list[date]:
    starts, ends = event.start, event.end
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        days = max((ends - starts).days, 1)
        return [starts + timedelta(days=n) for n in range(min(days, _MOST_DAYS))]
    since, until = _local(starts, zone), _local(ends, zone)
    first = since.date() if since.time() == datetime.min.time() else since.date() + timedelta(days=1)
    return [first + timedelta(days=n) for n in range(min((until.date() - first).days, _MOST_DAYS))]


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone) if at.tzinfo else at


def _day(day_off: DayOff) -> date:
    return day_off.day
