"""Calendars as their settings page reads them: hours, days off, and a year day by day."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from babel import Locale
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.business_time import Hours
from board.desk import calendars, changes, days_off
from board.desk.calendars import Standing
from board.models import Calendar
from board.store import clock
from board.tickets import renewing
from board.values import DayOrigin, Thing
from board.views.shapes import instant
from board.working_hours import write_interval

DayState = Literal["open", "part", "closed", "holiday"]


class OwnDayJson(TypedDict):
    """A date by hand; without hours it is closed."""

    date: str
    hours: list[str]


class CalendarJson(TypedDict):
    """`week` has seven lists of intervals like 09:00-18:00, Monday's first. `country` may have a region: RU-MOW.

    `lanes`, with their boards, promise in its open time; `kept` tickets have open promises of these, from before, that
    they would not give so today.
    """

    id: int
    name: str
    zone: str
    week: list[list[str]]
    country: str | None
    file_name: str
    file_days: int
    own_days: list[OwnDayJson]
    is_open: bool
    opens_at: str | None
    closes_at: str | None
    lanes: list[str]
    kept: int
    version: int
    changed_by: str | None


class NamedCalendarJson(TypedDict):
    id: int
    name: str


class CalendarsJson(TypedDict):
    items: list[CalendarJson]


class DayJson(TypedDict):
    """`part`: open, but shorter than the longest day of the week; `holiday`: closed though others like it aren't.

    `origin` says whence the date has hours of its own; null: from its weekday.
    """

    date: str
    state: DayState
    hours: list[str]
    origin: Literal["hand", "file", "country"] | None
    name: str


class YearJson(TypedDict):
    """Holidays are known from `known_from` through `known_to`."""

    year: int
    known_from: int
    known_to: int
    days: list[DayJson]


class CountryJson(TypedDict):
    code: str
    name: str
    regions: list[str]


class CountriesJson(TypedDict):
    """Whose holidays are known, and regions with days of their own."""

    items: list[CountryJson]


async def all_calendars(session: AsyncSession, language: str) -> CalendarsJson:
    now = await clock.now(session)
    lanes, kept = await calendars.lanes_by_calendar(session), await renewing.waiting_by_calendar(session)
    items = []
    for each in await calendars.everything(session):
        named = [lane.say(language) for lane in lanes.get(each.row.id, ())]
        items.append(await _calendar(session, each, now, named, kept.get(each.row.id, 0)))
    return {"items": items}


async def one_year(session: AsyncSession, calendar_id: int, year: int | None, language: str) -> YearJson:
    """This year if none is named."""
    now = await clock.now(session)
    standing = await calendars.numbered(session, calendar_id)
    year = now.astimezone(standing.open_hours().zone).year if year is None else year
    known = calendars.known_years(now.date())
    return {
        "year": year,
        "known_from": known.start,
        "known_to": known.stop - 1,
        "days": await days_of(standing, year, language),
    }


async def days_of(standing: Standing, year: int, language: str) -> list[DayJson]:
    """Every day of the year. Holidays are named in the language, where their package knows it."""
    names = await _names(standing.row.country, year, language)
    own = {each.day: each for each in standing.in_force() if each.day.year == year}
    hours = standing.open_hours()
    usual = max(map(_minutes, hours.week if any(hours.week) else (each for _, each in hours.days)))
    first = date(year, 1, 1)
    days: list[DayJson] = []
    for day in (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)):
        known, open_on = own.get(day), hours.hours_on(day)
        origin = DayOrigin(known.origin) if known else None
        name = known.name if known else ""
        days.append(
            {
                "date": day.isoformat(),
                "state": _state(open_on, usual, is_own=known is not None),
                "hours": list(map(write_interval, open_on)),
                "origin": origin.value if origin else None,
                "name": names.get(day, name) if origin is DayOrigin.COUNTRY else name,
            }
        )
    return days


async def named_calendars(session: AsyncSession) -> list[NamedCalendarJson]:
    rows = await session.execute(select(Calendar.id, Calendar.name).order_by(Calendar.name, Calendar.id))
    return [{"id": number, "name": name} for number, name in rows]


async def countries(language: str) -> CountriesJson:
    known = await asyncio.to_thread(days_off.countries)
    names = Locale(language).territories
    items: list[CountryJson] = [
        {"code": code, "name": names.get(code, code), "regions": list(regions)}
        for code, regions in known.items()
    ]
    return {"items": sorted(items, key=lambda each: each["name"])}


async def _calendar(
    session: AsyncSession, standing: Standing, now: datetime, lanes: list[str], kept: int
) -> CalendarJson:
    row, content, hours = standing.row, standing.content(), standing.open_hours()
    opens, closes = hours.next_open(now), hours.next_close(now)
    version = await changes.version(session, Thing.CALENDAR, str(row.id))
    return {
        "id": row.id,
        "name": row.name,
        "zone": row.zone,
        "week": [list(map(write_interval, day)) for day in hours.week],
        "country": row.country,
        "file_name": row.file_name,
        "file_days": len(content.file),
        "own_days": [
            {"date": day.isoformat(), "hours": list(map(write_interval, own))}
            for day, own in content.own.items()
        ],
        "is_open": opens == now,
        "opens_at": instant(opens) if opens else None,
        "closes_at": instant(closes) if closes else None,
        "lanes": lanes,
        "kept": kept,
        "version": version,
        "changed_by": await changes.changed_by(session, version),
    }


async def _names(country: str | None, year: int, language: str) -> Mapping[date, str]:
    if country is None:
        return {}
    return {
        each.day: each.name for each in await days_off.of_country(country, range(year, year + 1), language)
    }


def _state(hours: Hours, usual: int, *, is_own: bool) -> DayState:
    if not hours:
        return "holiday" if is_own else "closed"
    return "part" if _minutes(hours) < usual else "open"


def _minutes(hours: Hours) -> int:
    return sum(interval.closes - interval.opens for interval in hours)
