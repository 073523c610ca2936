"""Desk time as a reader sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def now(session: AsyncSession) -> datetime:
    """The database's clock and the practice offset."""
    read: datetime = (await session.execute(text("SELECT desk_now()"))).scalar_one()
    return read


async def offset(session: AsyncSession) -> timedelta:
    """How far practice time runs ahead."""
    ahead: timedelta | None = await session.scalar(text("SELECT ahead FROM practice_clock"))
    return ahead or timedelta()
