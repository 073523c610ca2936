"""Calendars as promises keep them: they never change, so what was read once is kept for good."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TypedDict
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.business_time import Calendar
from board.models import WorkingTime
from board.store.db import Transaction
from board.working_hours import parse_hours, parse_week, write_hours, write_week

_SAME_HOURS_SAME_KEY = UUID("5d0c3a43-1f0e-4c5b-9d6e-6a8c6f4d2b71")
_read: dict[UUID, Calendar] = {}
"""Of all desks: a key says all that is in it."""
NONE: Mapping[UUID, Calendar] = MappingProxyType({})


class Row(TypedDict):
    """As the table keeps it."""

    key: UUID
    zone: str
    hours: str
    days: dict[str, str]


def row_of(calendar: Calendar) -> Row:
    days = {day.isoformat(): write_hours(hours) for day, hours in sorted(calendar.days)}
    zone, hours = calendar.zone.key, write_week(calendar.week)
    key = uuid5(_SAME_HOURS_SAME_KEY, json.dumps([zone, hours, days]))
    return {"key": key, "zone": zone, "hours": hours, "days": days}


async def keep(tx: Transaction, calendar: Calendar) -> UUID:
    """The key under which promises may name it from now on."""
    row = row_of(calendar)
    await tx.session.execute(insert(WorkingTime).values(**row).on_conflict_do_nothing())
    return row["key"]


async def load(session: AsyncSession, keys: Collection[UUID | None]) -> Mapping[UUID, Calendar]:
    """Those of the keys, without a question to the database if all were read before."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return NONE
    if unread := wanted - _read.keys():
        rows = await session.execute(
            select(WorkingTime.key, WorkingTime.zone, WorkingTime.hours, WorkingTime.days).where(
                WorkingTime.key.in_(unread)
            )
        )
        for key, zone, hours, days in rows:
            own = tuple((date.fromisoformat(day), parse_hours(written)) for day, written in days.items())
            _read[key] = Calendar(ZoneInfo(zone), parse_week(hours), own)
    return {key: _read[key] for key in wanted}


async def of_promise(session: AsyncSession, hours: UUID | None) -> Calendar | None:
    """The calendar of one promise; None is every hour."""
    return None if hours is None else (await load(session, [hours]))[hours]


async def next_opening(session: AsyncSession, keys: Collection[UUID | None], at: datetime) -> datetime | None:
    """When the first of them to open next begins to; None if none of them is ever closed."""
    calendars = await load(session, keys)
    return min(filter(None, (each.next_opening(at) for each in calendars.values())), default=None)


async def closed_until(session: AsyncSession, keys: Collection[UUID | None], at: datetime) -> datetime | None:
    """When the first of them to open opens; None if one is open, none ever will be, or every hour counts."""
    calendars = await load(session, keys)
    if None in keys or not calendars:
        return None
    opens = min(filter(None, (each.next_open(at) for each in calendars.values())), default=at)
    return opens if opens > at else None
