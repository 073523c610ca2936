"""What was changed of what the owner decides: by whom, when, before and after."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Agent, Change
from board.store.tables import JournalEvent
from board.values import ActorKind, Thing
from board.views.shapes import instant

_MOST = 100


class ChangeJson(TypedDict):
    """`before` and `after` in the thing's own shape, null where it was not there; `by` is null for the desk itself."""

    id: int
    thing: Thing
    key: str
    before: Any
    after: Any
    by: str | None
    at: str
    may_take_back: bool
    """Whether it is the thing's latest change."""


class ChangesJson(TypedDict):
    items: list[ChangeJson]


async def of_things(session: AsyncSession, thing: Thing, keys: Collection[str]) -> ChangesJson:
    """The latest changes of these things, newest first."""
    return {"items": await matching(session, Change.thing == thing, Change.key.in_(keys))}


async def latest(session: AsyncSession) -> ChangesJson:
    """The latest changes of everything, newest first."""
    return {"items": await matching(session)}


async def matching(session: AsyncSession, *where: ColumnElement[bool]) -> list[ChangeJson]:
    """As `of_things`, of all for which the conditions hold."""
    last = func.max(Change.id).over(partition_by=(Change.thing, Change.key)).label("last")
    by_agent = and_(JournalEvent.actor_kind == ActorKind.AGENT, JournalEvent.actor_id == Agent.id)
    rows = await session.execute(
        select(Change, last, Agent.name, JournalEvent.at)
        .join(JournalEvent, JournalEvent.key == Change.event)
        .outerjoin(Agent, by_agent)
        .where(*where)
        .order_by(Change.id.desc())
        .limit(_MOST)
    )
    return [_change(*row) for row in rows]


def _change(change: Change, last: int, by: str | None, at: Any) -> ChangeJson:
    return {
        "id": change.id,
        "thing": Thing(change.thing),
        "key": change.key,
        "before": change.before,
        "after": change.after,
        "by": by,
        "at": instant(at),
        "may_take_back": change.id == last,
    }
