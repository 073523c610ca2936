"""What the owner decides, as it was before and after each change; two who change the same thing are told apart."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Conflict
from board.facts import DeskChanged
from board.models import Agent, Change
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.values import NOBODY, ActorKind, Json, Thing


async def note(tx: Transaction, thing: Thing, key: str, before: Json, after: Json) -> int | None:
    """Record a change; None stands for what is not there. What is the same as before is no change.

    Returns the version that follows. Secrets and customers' words never go in.
    """
    if before == after:
        return None
    change = Change(event=uuid4(), thing=thing, key=key, before=before, after=after)
    tx.session.add(change)
    await tx.session.flush()
    await tx.record(DeskChanged(thing, key, change.id), key=change.event)
    return change.id


async def version(session: AsyncSession, thing: Thing, *keys: str) -> int:
    """Which change made it, or several of its kind, what they are; 0 if it is as the desk began."""
    latest = select(func.coalesce(func.max(Change.id), 0)).where(Change.thing == thing, Change.key.in_(keys))
    found: int = (await session.execute(latest)).scalar_one()
    return found


async def check(tx: Transaction, thing: Thing, key: str, seen: int | None, *others: str) -> None:
    """Refuse a change made on an older version; None is from somebody who did not look, as at the command line.

    The thing's row, or what else its changes wait for, is locked before. `others` of its kind were looked at with it.
    """
    if seen is None:
        return
    now = await version(tx.session, thing, key, *others)
    if seen != now:
        raise await conflict(tx.session, now)


async def conflict(session: AsyncSession, now: int, **more: object) -> Conflict:
    """What somebody is told who changes it as it was before the change `now`."""
    by = await changed_by(session, now)
    details = {"version": now, "changed_by": by, **more}
    return Conflict("refused.changed_meanwhile", details, by=by or NOBODY)


async def changed_by(session: AsyncSession, change: int) -> str | None:
    """The name of the agent who made this change; None if it was the desk, as at the command line."""
    named = (
        select(Agent.name)
        .join(
            JournalEvent, (JournalEvent.actor_id == Agent.id) & (JournalEvent.actor_kind == ActorKind.AGENT)
        )
        .join(Change, Change.event == JournalEvent.key)
        .where(Change.id == change)
    )
    found: str | None = await session.scalar(named)
    return found
