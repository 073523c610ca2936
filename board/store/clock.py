"""Desk time as a reader sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Moment:
    """When a snapshot was read, and the cursor from which live events go on."""

    now: datetime
    cursor: int


async def moment(session: AsyncSession) -> Moment:
    """One statement."""
    read = await session.execute(
        text("SELECT desk_now(), (SELECT coalesce(max(id), 0) FROM event) AS cursor")
    )
    return Moment(*read.one())


async def now(session: AsyncSession) -> datetime:
    """The database's clock and the practice offset."""
    read: datetime = (await session.execute(text("SELECT desk_now()"))).scalar_one()
    return read


async def offset(session: AsyncSession) -> timedelta:
    """How far practice time runs ahead."""
    ahead: timedelta | None = await session.scalar(text("SELECT ahead FROM practice_clock"))
    return ahead or timedelta()
