"""Calendars over HTTP: when the desk is open, its days off, and a year to draw."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, TypeVar

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from board.business_time import Hours
from board.desk import calendars, days_off
from board.desk.calendars import Content, Wish
from board.errors import Invalid
from board.store.db import Transaction
from board.values import Role
from board.views.calendars import (
    CalendarsJson,
    CountriesJson,
    YearJson,
    all_calendars,
    countries,
    one_year,
)
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.endpoint import Endpoint
from board.web.files import uploaded
from board.web.keys import DATABASE, language
from board.web.reads import answer, read, refuse_lesser
from board.web.writes import Answer, write
from board.working_hours import checked_day, parse_interval

_CALENDARS = "/api/v1/settings/calendars"
_CALENDAR = _CALENDARS + "/{number:[0-9]{1,9}}"

Shape = TypeVar("Shape", bound="NewCalendar")
Intervals = Annotated[list[bodies.Key], Field(max_length=100)]
"""Like 09:00-18:00; one that ends no later than it begins ends on the next day."""


class NewCalendar(bodies.Body):
    """`week` has seven lists of intervals, Monday's first. `country` may have a region: RU-MOW."""

    name: bodies.Key
    zone: bodies.Key
    week: Annotated[list[Intervals], Field(min_length=7, max_length=7)]
    country: bodies.Key | None = None


class EditedCalendar(NewCalendar):
    version: bodies.Version | None = None


class RemovedCalendar(bodies.Body):
    version: bodies.Version | None = None


class Days(bodies.Body):
    """From `first` through `last`, which is the same day if missing. No `hours` close them; null: as without."""

    first: date
    last: date | None = None
    hours: Intervals | None
    version: bodies.Version | None = None


class File(bodies.Body):
    """An .ics file: an upload of one's own, or the text itself."""

    file: bodies.Id | None = None
    text: Annotated[str, Field(max_length=days_off.MOST_BYTES)] | None = None
    name: bodies.Key = ""
    version: bodies.Version | None = None


class YearQuery(bodies.Query):
    year: Annotated[int, Field(ge=1970, le=2199)] | None = None


class FileTakenJson(TypedDict):
    """`left_out`: events that leave no whole day free, or can't be read."""

    days: int
    left_out: int
    calendars: CalendarsJson


async def show_calendars(request: web.Request) -> web.Response:
    return await read(request, lambda session: all_calendars(session, language(request)))


async def show_year(request: web.Request) -> web.Response:
    number, year = number_of(request), query_of(request, YearQuery).year
    return await read(request, lambda session: one_year(session, number, year, language(request)))


async def show_countries(request: web.Request) -> web.Response:
    return answer(await countries(language(request)))


async def add_calendar(request: web.Request) -> web.Response:
    body = await _content_of(request, NewCalendar)
    content = Content(body.name, body.zone, _week(body), body.country)
    return await _changing(request, lambda tx: calendars.add(tx, content))


async def edit_calendar(request: web.Request) -> web.Response:
    number, body = number_of(request), await _content_of(request, EditedCalendar)
    wish = Wish(body.name, body.zone, _week(body), body.country or "")
    return await _changing(request, lambda tx: calendars.edit(tx, number, wish, version=body.version))


async def remove_calendar(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, RemovedCalendar)
    return await _changing(request, lambda tx: calendars.remove(tx, number, version=body.version))


async def set_calendar_days(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, Days)
    days = calendars.dates(body.first, body.last or body.first)
    hours = None if body.hours is None else checked_day(map(parse_interval, body.hours))
    return await _changing(
        request, lambda tx: calendars.set_days(tx, number, days, hours, version=body.version)
    )


async def set_calendar_file(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, File)
    refuse_lesser(request, Role.OWNER)  # before the file is read
    name, data = await _given(request, body)
    async with request.app[DATABASE].reading() as session:
        zone = (await calendars.numbered(session, number)).open_hours().zone
        first, last = await calendars.known_span(session)
    taken = await asyncio.to_thread(days_off.of_file, data, zone, first, last)

    async def work(tx: Transaction) -> Answer:
        await calendars.set_file(tx, number, name, taken, version=body.version)
        told = {"days": len(taken.days), "left_out": taken.left_out}
        return Answer({**told, "calendars": await all_calendars(tx.session, language(request))}, ())

    return await write(request, work)


async def remove_calendar_file(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, RemovedCalendar)
    return await _changing(request, lambda tx: calendars.set_file(tx, number, "", None, version=body.version))


async def _content_of(request: web.Request, shape: type[Shape]) -> Shape:
    body = await body_of(request, shape)
    if body.country:
        await asyncio.to_thread(days_off.countries)  # takes most of a second, once, and no transaction should
    return body


def _week(body: NewCalendar) -> list[Hours]:
    return [checked_day(map(parse_interval, day)) for day in body.week]


async def _given(request: web.Request, body: File) -> tuple[str, bytes]:
    if (body.file is None) == (body.text is None):
        raise Invalid("refused.calendar.no_file", "file")
    if body.file is None:
        return body.name, (body.text or "").encode(errors="surrogatepass")
    file = await uploaded(request, body.file, days_off.MOST_BYTES)
    return body.name or file.name, file.data


async def _changing(request: web.Request, verb: Callable[[Transaction], Awaitable[object]]) -> web.Response:
    async def work(tx: Transaction) -> Answer:
        await verb(tx)
        return Answer(await all_calendars(tx.session, language(request)), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint("GET", _CALENDARS, show_calendars, "When the desk is open.", CalendarsJson, called="calendars"),
    Endpoint("POST", _CALENDARS, add_calendar, "A calendar more.", CalendarsJson, NewCalendar),
    Endpoint(
        "GET",
        _CALENDARS + "/countries",
        show_countries,
        "Whose holidays are known.",
        CountriesJson,
        called="countries",
    ),
    Endpoint(
        "PUT",
        _CALENDAR,
        edit_calendar,
        "Its name, zone, week and country; single dates stay.",
        CalendarsJson,
        EditedCalendar,
    ),
    Endpoint("DELETE", _CALENDAR, remove_calendar, "Takes it away.", CalendarsJson, RemovedCalendar),
    Endpoint(
        "GET",
        _CALENDAR + "/year",
        show_year,
        "A year day by day: open, shorter, closed, and why.",
        YearJson,
        query=YearQuery,
        called="calendar_year",
    ),
    Endpoint(
        "POST",
        _CALENDAR + "/days",
        set_calendar_days,
        "Closes dates, opens them at hours of their own, or leaves them to week and holidays again.",
        CalendarsJson,
        Days,
    ),
    Endpoint(
        "PUT",
        _CALENDAR + "/file",
        set_calendar_file,
        "Closes the whole days of an .ics file, instead of those of the file before.",
        FileTakenJson,
        File,
    ),
    Endpoint(
        "DELETE",
        _CALENDAR + "/file",
        remove_calendar_file,
        "Closes no file's days any more.",
        CalendarsJson,
        RemovedCalendar,
    ),
)
