"""`lanedesk calendar`: when the desk is open, and when a goal is over."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import get_month_names

from board.desk import calendars, days_off
from board.desk.calendars import Content, Standing, Wish
from board.errors import Conflict, Invalid, NotFound
from board.store.db import Transaction
from board.tickets import renewing
from board.upkeep import clearing
from board.values import DayEnd
from board.views.calendars import DayJson, DayState, days_of
from board.words.shell import shell_language
from board.working_hours import parse_hours, parse_week, write_week
from cli.files import read_file
from cli.verbs import Runs, family
from cli.words import said
from sla.policy import parse_goal

if TYPE_CHECKING:
    from cli.verbs import Commands

_MARKS: dict[DayState, str] = {"open": "#", "part": "+", "closed": ".", "holiday": "H"}
_NO_COUNTRY = "none"
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "calendar", said("command.calendar.help"))
    group.add_parser("list", help=said("command.calendar.list.help")).set_defaults(**runs(_list))
    _add_set(group, runs)
    command = _named(group, "show")
    command.add_argument("--year", type=int, metavar="Y", help=said("command.calendar.year"))
    command.set_defaults(**runs(_show))
    for name, verb in (("close", _close), ("usual", _usual)):
        command = _named(group, name)
        command.add_argument("days", metavar="DATE[..DATE]")
        command.set_defaults(**runs(verb))
    command = _named(group, "open")
    command.add_argument("days", metavar="DATE[..DATE]")
    command.add_argument("hours", nargs="+", metavar="09:00-17:00")
    command.set_defaults(**runs(_open))
    _named(group, "renew").set_defaults(**runs(_renew, clearing.renew_begun))
    _named(group, "remove").set_defaults(**runs(_remove))
    command = _named(group, "due")
    command.add_argument("start", metavar="START", help=said("command.calendar.start"))
    command.add_argument("goal", metavar="GOAL", help=said("command.calendar.goal"))
    command.set_defaults(**runs(_due))


def _add_set(group: Commands, runs: Runs) -> None:
    command = _named(group, "set")
    command.add_argument("--zone", metavar="ZONE", help=said("command.calendar.zone"))
    command.add_argument("--hours", metavar="HOURS", help=said("command.calendar.hours"))
    command.add_argument("--holidays", metavar="RU[-MOW]", help=said("command.calendar.holidays"))
    command.add_argument("--ics", type=Path, metavar="FILE", help=said("command.calendar.ics"))
    command.add_argument("--name", dest="new_name", metavar="NEW", help=said("command.calendar.name"))
    command.set_defaults(**runs(_set))


def _named(group: Commands, name: str) -> argparse.ArgumentParser:
    command = group.add_parser(name, help=said(f"command.calendar.{name}.help"))
    command.add_argument("name", metavar="NAME")
    return command


async def _list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(_line(standing) for standing in await calendars.everything(tx.session))


async def _set(tx: Transaction, options: argparse.Namespace) -> str:
    week = None if options.hours is None else parse_week(options.hours)
    country = "" if options.holidays == _NO_COUNTRY else options.holidays
    known = await _known(tx, options.name)
    if known is None:
        if week is None or options.zone is None:
            raise Invalid("command.calendar.needs", calendar=options.name)
        name = options.new_name or options.name
        standing = await calendars.add(tx, Content(name, options.zone, week, country or None))
    else:
        wish = Wish(options.new_name, options.zone, week, country)
        standing = await calendars.edit(tx, known.row.id, wish)
    told = [_line(standing)]
    if country and days_off.split(country)[1] and not days_off.countries()[days_off.split(country)[0]]:
        told.append(said("command.calendar.same_everywhere", country=days_off.split(country)[0]))
    if options.ics is not None:
        told.append(await _take_file(tx, standing, options.ics))
    return await _with_kept(tx, standing, *told)


async def _known(tx: Transaction, name: str) -> Standing | None:
    try:
        return await calendars.named(tx.session, name)
    except NotFound:
        return None


async def _take_file(tx: Transaction, standing: Standing, path: Path) -> str:
    data = await read_file(path)
    first, last = await calendars.known_span(tx.session)
    taken = await asyncio.to_thread(days_off.of_file, data, standing.open_hours().zone, first, last)
    await calendars.set_file(tx, standing.row.id, path.name, taken)
    return said("command.calendar.taken", days=len(taken.days), left_out=taken.left_out)


async def _close(tx: Transaction, options: argparse.Namespace) -> str:
    known = await calendars.named(tx.session, options.name)
    await calendars.set_days(tx, known.row.id, _dates(options.days), ())
    done = said("command.calendar.closed", calendar=known.row.name, days=options.days)
    return await _with_kept(tx, known, done)


async def _open(tx: Transaction, options: argparse.Namespace) -> str:
    known, hours = await calendars.named(tx.session, options.name), parse_hours(" ".join(options.hours))
    if not hours:
        raise Invalid("refused.hours.unreadable", written="")
    await calendars.set_days(tx, known.row.id, _dates(options.days), hours)
    hours_written = " ".join(options.hours)
    done = said("command.calendar.opened", calendar=known.row.name, days=options.days, hours=hours_written)
    return await _with_kept(tx, known, done)


async def _usual(tx: Transaction, options: argparse.Namespace) -> str:
    known = await calendars.named(tx.session, options.name)
    await calendars.set_days(tx, known.row.id, _dates(options.days), None)
    done = said("command.calendar.usual_again", calendar=known.row.name, days=options.days)
    return await _with_kept(tx, known, done)


async def _renew(tx: Transaction, options: argparse.Namespace) -> str:
    known = await calendars.named(tx.session, options.name)
    return said("command.promises.renewed", n=await renewing.begin(tx, renewing.Scope(known.row.id)))


async def _with_kept(tx: Transaction, standing: Standing, *done: str) -> str:
    """And what was promised with other hours than it has now."""
    kept = await calendars.kept(tx.session, standing.row.id)
    return "\n".join([*done, *([said("command.promises.kept", n=kept)] if kept else [])])


async def _remove(tx: Transaction, options: argparse.Namespace) -> str:
    known = await calendars.named(tx.session, options.name)
    await calendars.remove(tx, known.row.id)
    return said("command.calendar.removed", calendar=known.row.name)


async def _due(tx: Transaction, options: argparse.Namespace) -> str:
    hours, goal = (await calendars.named(tx.session, options.name)).open_hours(), parse_goal(options.goal)
    if goal is None:
        raise Invalid("refused.goal.nothing")
    try:
        start = datetime.fromisoformat(options.start)
    except ValueError as error:
        raise Invalid("command.calendar.no_time", written=options.start) from error
    if not _FIRST_YEAR <= start.year <= _LAST_YEAR:
        raise Invalid("command.calendar.no_time", written=options.start)
    at = start if start.tzinfo else start.replace(tzinfo=hours.zone)
    due = hours.day_end(at, goal.cut_off) if isinstance(goal, DayEnd) else hours.add(at, goal)
    if due is None:
        raise Conflict("command.calendar.never", calendar=options.name)
    return due.astimezone(hours.zone).isoformat()


async def _show(tx: Transaction, options: argparse.Namespace) -> str:
    standing = await calendars.named(tx.session, options.name)
    now = tx.now.astimezone(standing.open_hours().zone)
    year = now.year if options.year is None else options.year
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Invalid("command.calendar.no_year", first=_FIRST_YEAR, last=_LAST_YEAR)
    days = await days_of(standing, year, shell_language())
    own = list(_own_days(days))
    return "\n".join(
        [_line(standing), _now(standing, now), "", *_drawn(days, year), *([""] if own else []), *own]
    )


def _now(standing: Standing, now: datetime) -> str:
    hours = standing.open_hours()
    if hours.is_open(now):
        until = hours.next_close(now)
        return (
            said("command.calendar.open_until", until=_written(until, now))
            if until
            else said("command.calendar.always")
        )
    return said("command.calendar.closed_until", until=_written(hours.next_open(now), now))


def _written(at: datetime | None, now: datetime) -> str:
    return at.astimezone(now.tzinfo).isoformat(" ", "minutes") if at else "—"


def _drawn(days: Sequence[DayJson], year: int) -> Iterable[str]:
    """A line a month, weekdays one below the other, so that holes stand out."""
    names = get_month_names("abbreviated", context="stand-alone", locale=shell_language())
    width = max(len(str(year)), *map(len, names.values()))
    week = said("command.calendar.weekdays")
    yield f"{year!s:<{width}}  {(week * 6)[:37]}"
    for month, each in groupby(days, key=lambda day: date.fromisoformat(day["date"]).month):
        marks = "".join(_MARKS[day["state"]] for day in each)
        yield f"{names[month]:<{width}}  {' ' * date(year, month, 1).weekday()}{marks}"
    yield said("command.calendar.marks", **_MARKS)


def _own_days(days: Sequence[DayJson]) -> Iterable[str]:
    """Dates with hours of their own; neighbours that are the same stand together."""
    own = [day for day in days if day["origin"]]
    for _, each in groupby(enumerate(own), key=lambda known: _run(*known)):
        run = [day for _, day in each]
        span = run[0]["date"] if len(run) == 1 else f"{run[0]['date']}..{run[-1]['date']}"
        what = " ".join(run[0]["hours"]) or said("command.calendar.day_closed")
        yield f"{span}\t{what}\t{run[0]['name']}".rstrip()


def _run(number: int, day: DayJson) -> tuple[object, ...]:
    return date.fromisoformat(day["date"]).toordinal() - number, day["hours"], day["origin"], day["name"]


def _line(standing: Standing) -> str:
    row = standing.row
    return "\t".join(
        [row.name, row.zone, write_week(standing.content().week), row.country or "", row.file_name]
    ).rstrip()


def _dates(written: str) -> list[date]:
    first, _, last = written.partition("..")
    try:
        return calendars.dates(date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError as error:
        raise Invalid("command.calendar.no_date", written=written) from error
