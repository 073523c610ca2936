"""Calendars: when the desk is open, by the hours of a week, a country's holidays, a file and single dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from board import business_time
from board.business_time import Hours
from board.desk import changes, days_off
from board.desk.days_off import FileDays
from board.desk.effects import Listed, Within, board_name, lane_name
from board.errors import Conflict, Invalid, NotFound
from board.models import Board, Calendar, CalendarDay, Lane, Policy
from board.store import clock
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import clean, is_blank
from board.tickets import policies, working_times
from board.values import DayOrigin, Json, Role, Thing
from board.working_hours import checked_week, parse_hours, parse_week, write_hours, write_week

LONGEST_NAME = 60
ROUND_THE_CLOCK = "24x7"
"""Where a calendar is named, this says that there is none."""
MOST_DAYS = 4000
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
_ONE_AT_A_TIME = text("LOCK TABLE calendar IN SHARE ROW EXCLUSIVE MODE")
"""So that of two with the same name the second finds the first; calendars are seldom changed."""


@dataclass(frozen=True)
class Content:
    """What the owner decides: `own` are dates by hand, closed without hours; `file` those of a file, with names."""

    name: str
    zone: str
    week: Sequence[Hours]
    country: str | None = None
    own: Mapping[date, Hours] = field(default_factory=dict)
    file: Mapping[date, str] = field(default_factory=dict)
    file_name: str = ""


@dataclass(frozen=True)
class Wish:
    """What is to be changed; None stays as it is. An empty country is none."""

    name: str | None = None
    zone: str | None = None
    week: Sequence[Hours] | None = None
    country: str | None = None

    def applied_to(self, content: Content) -> Content:
        return replace(content, **{name: value for name, value in vars(self).items() if value is not None})


@dataclass(frozen=True)
class Standing:
    """A calendar with its dates, in order; of several for a date the one that counts first."""

    row: Calendar
    days: Sequence[CalendarDay]

    def content(self) -> Content:
        own = {d.day: parse_hours(d.hours or "") for d in self.days if d.origin == DayOrigin.HAND}
        file = {d.day: d.name for d in self.days if d.origin == DayOrigin.FILE}
        row = self.row
        return Content(row.name, row.zone, parse_week(row.hours), row.country, own, file, row.file_name)

    def open_hours(self) -> business_time.Calendar:
        week = parse_week(self.row.hours)
        days = ((each.day, _hours(each, week)) for each in self.in_force())
        return business_time.Calendar(ZoneInfo(self.row.zone), week, tuple(days))

    def in_force(self) -> Sequence[CalendarDay]:
        """One for each date, in order."""
        first = {each.day: each for each in reversed(self.days)}
        return [first[day] for day in sorted(first)]


@allowed(Role.OWNER)
async def add(tx: Transaction, content: Content) -> Standing:
    await tx.session.execute(_ONE_AT_A_TIME)
    return await _stored(tx, await _new(tx, content), content, None)


@allowed(Role.OWNER)
async def edit(tx: Transaction, calendar_id: int, wish: Wish, *, version: int | None = None) -> Standing:
    """Promises already given keep the calendar they were given with."""
    standing = await _locked(tx, calendar_id, version)
    return await _replace(tx, standing, wish.applied_to(standing.content()))


@allowed(Role.OWNER)
async def set_days(
    tx: Transaction,
    calendar_id: int,
    days: Sequence[date],
    hours: Hours | None,
    *,
    version: int | None = None,
) -> Standing:
    """Give dates hours of their own, none to close them; None: as they would be without."""
    standing = await _locked(tx, calendar_id, version)
    content = standing.content()
    own = {day: known for day, known in content.own.items() if day not in set(days)}
    if hours is not None:
        own |= dict.fromkeys(days, hours)
    return await _replace(tx, standing, replace(content, own=own))


@allowed(Role.OWNER)
async def set_file(
    tx: Transaction, calendar_id: int, name: str, taken: FileDays | None, *, version: int | None = None
) -> Standing:
    """Close the dates of a file, instead of those of the file before; None: of no file any more."""
    standing = await _locked(tx, calendar_id, version)
    file = {each.day: each.name for each in taken.days} if taken else {}
    content = replace(standing.content(), file=file, file_name=name if taken else "")
    return await _replace(tx, standing, content)


@allowed(Role.OWNER)
async def remove(tx: Transaction, calendar_id: int, *, version: int | None = None) -> None:
    """Lanes of boards that were removed count every hour, should they come back."""
    standing = await _locked(tx, calendar_id, version)
    before = _as_json(standing.content())
    if lanes := await lanes_of(tx.session, calendar_id):
        raise Conflict("refused.calendar.in_use", calendar=standing.row.name, lanes=Listed(lanes))
    await policies.let_go(tx, calendar_id)
    await tx.session.delete(standing.row)
    await tx.session.flush()
    await changes.note(tx, Thing.CALENDAR, str(calendar_id), before, None)


@allowed(Role.OWNER)
async def restore(tx: Transaction, key: str, before: Json) -> None:
    """The calendar as it was; one that was removed comes back under its own id."""
    if not isinstance(before, dict):
        await remove(tx, int(key))
        return
    content = _content(before)
    if await tx.session.get(Calendar, int(key)) is not None:
        await _replace(tx, await _locked(tx, int(key), None), content)
        return
    await tx.session.execute(_ONE_AT_A_TIME)
    await _stored(tx, await _new(tx, content, int(key)), content, None)


async def renew(tx: Transaction) -> None:
    """Work out holidays again where a newer package, or the turn of the year, may know more.

    One that never opens any more stays as it is: nobody asked for anything that could be refused.
    """
    known = days_off.known_by(tx.now.year)
    stale = select(Calendar.id).where(Calendar.country_known != known).order_by(Calendar.id)
    for calendar_id in list(await tx.session.scalars(stale)):
        standing = await _locked(tx, calendar_id, None)
        await _write_country(tx, standing.row)
        standing.row.country_known = known
        await _freeze(tx, standing.row)


async def everything(session: AsyncSession) -> list[Standing]:
    rows = await session.scalars(select(Calendar).order_by(Calendar.name, Calendar.id))
    return [await _standing(session, row) for row in list(rows)]


async def named(session: AsyncSession, name: str) -> Standing:
    row = await session.scalar(select(Calendar).where(Calendar.word == _word_of(name)))
    if row is None:
        raise NotFound("refused.calendar.unknown", calendar=name)
    return await _standing(session, row)


async def numbered(session: AsyncSession, calendar_id: int) -> Standing:
    row = await session.get(Calendar, calendar_id, populate_existing=True)
    if row is None:
        raise NotFound("refused.calendar.gone")
    return await _standing(session, row)


async def lanes_of(session: AsyncSession, calendar_id: int) -> Sequence[Within]:
    """Those that promise something in its open time."""
    return (await lanes_by_calendar(session)).get(calendar_id, ())


async def lanes_by_calendar(session: AsyncSession) -> Mapping[int, Sequence[Within]]:
    """Of each calendar, those that promise something in its open time."""
    found = await session.execute(
        select(Policy.calendar_id, Board, Lane)
        .join(Lane, (Policy.board_key == Lane.board_key) & (Policy.lane_key == Lane.key))
        .join(Board, (Lane.board_key == Board.key) & Board.removed_at.is_(None))
        .group_by(Policy.calendar_id, Board.key, Lane.board_key, Lane.key)
        .order_by(Board.position, Board.key, Lane.position)
    )
    lanes: defaultdict[int, list[Within]] = defaultdict(list)
    for calendar_id, board, lane in found:
        if calendar_id is not None:
            lanes[calendar_id].append(Within(board_name(board), lane_name(lane)))
    return lanes


async def kept(session: AsyncSession, calendar_id: int) -> int:
    """Open promises, in lanes that promise in its open time, which were given with other hours than it has now."""
    other = policies.given_otherwise().where(Policy.calendar_id == calendar_id)
    number: int = (await session.execute(select(func.count()).select_from(other.subquery()))).scalar_one()
    return number


def dates(first: date, last: date) -> list[date]:
    """From the first through the last."""
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
        raise Invalid("refused.calendar.range", "last", most=MOST_DAYS)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def known_years(now: date) -> range:
    """Of which holidays are worked out."""
    return range(now.year - 2, now.year + 7)


async def known_span(session: AsyncSession) -> tuple[date, date]:
    """From and through which dates of a file are read, which nobody reads again."""
    now = await clock.now(session)
    return date(now.year - 2, 1, 1), date(now.year + 10, 12, 31)


async def _new(tx: Transaction, content: Content, calendar_id: int | None = None) -> Calendar:
    """What it comes to is known when its dates are written."""
    columns = await _checked(tx, content)
    closed = business_time.Calendar(ZoneInfo(content.zone), tuple(content.week))
    calendar = Calendar(id=calendar_id, **columns, working_time=await working_times.keep(tx, closed))
    tx.session.add(calendar)
    return calendar


async def _freeze(tx: Transaction, row: Calendar) -> Standing:
    """What it comes to now is what promises are given with."""
    standing = await _standing(tx.session, row)
    row.working_time = await working_times.keep(tx, standing.open_hours())
    await tx.session.flush()
    policies.forget(tx)
    return standing


async def _replace(tx: Transaction, standing: Standing, content: Content) -> Standing:
    before = _as_json(standing.content())
    for name, value in (await _checked(tx, content, standing.row.id)).items():
        setattr(standing.row, name, value)
    return await _stored(tx, standing.row, content, before)


async def _locked(tx: Transaction, calendar_id: int, version: int | None) -> Standing:
    await tx.session.execute(_ONE_AT_A_TIME)
    standing = await numbered(tx.session, calendar_id)
    await changes.check(tx, Thing.CALENDAR, str(calendar_id), version)
    return standing


async def _standing(session: AsyncSession, row: Calendar) -> Standing:
    order = {origin: place for place, origin in enumerate(DayOrigin)}
    days = await session.scalars(
        select(CalendarDay).where(CalendarDay.calendar_id == row.id).execution_options(populate_existing=True)
    )
    return Standing(row, sorted(days, key=lambda each: (each.day, order[DayOrigin(each.origin)])))


async def _checked(
    tx: Transaction, content: Content, calendar_id: int | None = None
) -> dict[str, str | None]:
    """The columns; refused if the name is another's, or anything of it can't be."""
    name = " ".join(clean(content.name).split())
    if is_blank(name) or len(name) > LONGEST_NAME or _word_of(name) == ROUND_THE_CLOCK:
        raise Invalid("refused.calendar.name", "name", longest=LONGEST_NAME)
    other = await tx.session.scalar(
        select(Calendar.name).where(
            Calendar.word == _word_of(name), Calendar.id.is_distinct_from(calendar_id)
        )
    )
    if other is not None:
        raise Conflict("refused.calendar.exists", calendar=other)
    if content.zone not in _zones():
        raise Invalid("refused.timezone.unknown", "zone", name=content.zone)
    _check_days([*content.own, *content.file])
    country = content.country and "-".join(filter(None, days_off.split(content.country)))
    return {
        "name": name,
        "word": _word_of(name),
        "zone": content.zone,
        "hours": write_week(checked_week(content.week)),
        "country": country or None,
        "country_known": days_off.known_by(tx.now.year) if country else None,
        "file_name": clean(content.file_name)[:200],
    }


def _check_days(days: Sequence[date]) -> None:
    if len(days) > MOST_DAYS:
        raise Invalid("refused.calendar.too_many_days", "days", most=MOST_DAYS)
    for day in days:
        if not _FIRST_DAY <= day <= _LAST_DAY:
            raise Invalid("refused.calendar.day", "days", first=_FIRST_DAY.year, last=_LAST_DAY.year)


async def _stored(tx: Transaction, row: Calendar, content: Content, before: Json) -> Standing:
    """Write its dates and note the change; refused if it is not open any more."""
    await tx.session.flush()
    await _write(
        tx, row, DayOrigin.HAND, {day: (write_hours(hours), "") for day, hours in content.own.items()}
    )
    await _write(tx, row, DayOrigin.FILE, {day: ("", name) for day, name in content.file.items()})
    await _write_country(tx, row)
    standing = await _freeze(tx, row)
    if standing.open_hours().next_open(tx.now) is None:
        raise Invalid("refused.calendar.never_open", "hours")
    await changes.note(tx, Thing.CALENDAR, str(row.id), before, _as_json(standing.content()))
    return standing


async def _write_country(tx: Transaction, row: Calendar) -> None:
    found = await days_off.of_country(row.country, known_years(tx.now), "en") if row.country else ()
    known = {each.day: (None if each.is_moved else "", each.name) for each in found}
    await _write(tx, row, DayOrigin.COUNTRY, known)


async def _write(
    tx: Transaction, row: Calendar, origin: DayOrigin, days: Mapping[date, tuple[str | None, str]]
) -> None:
    ours = (CalendarDay.calendar_id == row.id, CalendarDay.origin == origin)
    await tx.session.execute(delete(CalendarDay).where(*ours))
    if days:
        rows = [
            {"calendar_id": row.id, "origin": origin, "day": day, "hours": hours, "name": name}
            for day, (hours, name) in days.items()
        ]
        await tx.session.execute(insert(CalendarDay), rows)


def _hours(day: CalendarDay, week: Sequence[Hours]) -> Hours:
    """A moved working day has its weekday's hours, or those of the nearest weekday before it that has any."""
    if day.hours is not None:
        return parse_hours(day.hours)
    before = ((day.day - timedelta(days=n)).weekday() for n in range(7))
    return next((week[weekday] for weekday in before if week[weekday]), ())


@cache
def _zones() -> Collection[str]:
    """Reads a tree of files, so it is asked once."""
    return available_timezones()


def _word_of(name: str) -> str:
    return " ".join(name.split()).lower()


def _as_json(content: Content) -> dict[str, Json]:
    return {
        "name": content.name,
        "zone": content.zone,
        "hours": write_week(content.week),
        "country": content.country,
        "own": {day.isoformat(): write_hours(hours) for day, hours in content.own.items()},
        "file": {day.isoformat(): name for day, name in content.file.items()},
        "file_name": content.file_name,
    }


def _content(told: Mapping[str, Json]) -> Content:
    own, file, country = told["own"], told["file"], told["country"]
    assert isinstance(own, dict)
    assert isinstance(file, dict)
    return Content(
        str(told["name"]),
        str(told["zone"]),
        parse_week(str(told["hours"])),
        None if country is None else str(country),
        {date.fromisoformat(day): parse_hours(str(hours)) for day, hours in own.items()},
        {date.fromisoformat(day): str(name) for day, name in file.items()},
        str(told["file_name"]),
    )
