"""Nobody is there for a while: what is promised meanwhile counts from the return, what was promised before stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid
from board.facts import DeskClosed, DeskOpened
from board.models import Away
from board.store import clock
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import clean
from board.tickets import policies
from board.values import Role

LONGEST_WHY = 200
_LONGEST = timedelta(days=60)
_ONE_AT_A_TIME = select(Away).where(Away.ended_at.is_(None)).with_for_update()


@allowed(Role.AGENT)
async def go(tx: Transaction, until: datetime, why: str = "") -> Away:
    """Be away from now on; who is away already stays so until then instead."""
    why = " ".join(clean(why).split())
    if until <= tx.now:
        raise Invalid("refused.away.past", "until")
    if until > tx.now + _LONGEST:
        raise Invalid("refused.away.too_long", "until", days=_LONGEST.days)
    if len(why) > LONGEST_WHY:
        raise Invalid("refused.away.why", "why", longest=LONGEST_WHY)
    before = await tx.session.scalar(_ONE_AT_A_TIME)
    if before is not None and (before.until, before.why) == (until, why):
        return before
    if before is not None:
        await _end(tx, before)
    away = Away(since=tx.now, until=until, why=why)
    tx.session.add(away)
    await tx.session.flush()
    policies.forget(tx)
    await tx.record(DeskClosed(away.id, until))
    return away


@allowed(Role.AGENT)
async def come_back(tx: Transaction) -> None:
    """Promises count at once again; quiet for who is not away."""
    away = await tx.session.scalar(_ONE_AT_A_TIME)
    if away is None:
        return
    was_away = away.until > tx.now
    await _end(tx, away)
    policies.forget(tx)
    if was_away:
        await tx.record(DeskOpened(away.id))


async def now(session: AsyncSession) -> Away | None:
    """Who is away, until when and why; None if somebody is there."""
    at = await clock.now(session)
    away = await session.scalar(select(Away).where(Away.ended_at.is_(None)))
    return away if away is not None and away.until > at else None


async def _end(tx: Transaction, away: Away) -> None:
    away.ended_at = tx.now
    await tx.session.flush()
