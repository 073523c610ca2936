"""What came of invites: people who started the bot, those let in, new accounts, tickets and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Subquery, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Invite, InviteStart, Rating, Ticket

_MOST_SOURCES = 200


class CountsJson(TypedDict):
    """What came of invites: starts of the bot, people, those of them let in, new accounts, tickets, ratings."""

    starts: int
    people: int
    admitted: int
    registrations: int
    tickets: int
    good: int
    fair: int
    bad: int


class SourceJson(TypedDict):
    source: str | None
    invites: int
    counts: CountsJson


class SourcesJson(TypedDict):
    items: list[SourceJson]


async def sources(session: AsyncSession) -> SourcesJson:
    """What came of all invites of each source, the most tickets first."""
    each = _counted(None)
    sums = [func.coalesce(func.sum(each.c[name]), 0).label(name) for name in CountsJson.__annotations__]
    rows = await session.execute(
        select(Invite.source, func.count().label("invites"), *sums)
        .join(each, each.c.id == Invite.id)
        .group_by(Invite.source)
        .order_by(func.sum(each.c.tickets).desc(), Invite.source)
        .limit(_MOST_SOURCES)
    )
    return {
        "items": [
            {"source": row.source, "invites": row.invites, "counts": _counts_of(row)} for row in rows.all()
        ]
    }


async def counted(session: AsyncSession, ids: Sequence[int]) -> dict[int, CountsJson]:
    rows = await session.execute(select(_counted(ids)))
    return {row.id: _counts_of(row) for row in rows}


def _counted(ids: Sequence[int] | None) -> Subquery:
    """For each invite. A ticket that never got words is none, as everywhere."""
    came = select(
        InviteStart.invite_id.label("id"),
        func.sum(InviteStart.times).label("starts"),
        func.count().label("people"),
        func.count(InviteStart.admitted_at).label("admitted"),
        func.count(InviteStart.registered_at).label("registrations"),
    ).group_by(InviteStart.invite_id)
    opened = select(Ticket.invite_id.label("id"), func.count().label("tickets")).where(
        Ticket.invite_id.is_not(None), Ticket.last_message_at.is_not(None)
    )
    rated = select(
        Ticket.invite_id.label("id"),
        *(
            func.count().filter(Rating.score == score).label(name)
            for name, score in (("good", 1), ("fair", 0), ("bad", -1))
        ),
    ).join(Rating, and_(Rating.ticket_number == Ticket.number, Ticket.invite_id.is_not(None)))
    if ids is not None:
        came = came.where(InviteStart.invite_id.in_(ids))
        opened, rated = opened.where(Ticket.invite_id.in_(ids)), rated.where(Ticket.invite_id.in_(ids))
    parts = [came.subquery(), opened.group_by(Ticket.invite_id).subquery()]
    parts.append(rated.group_by(Ticket.invite_id).subquery())
    each = select(
        Invite.id,
        *(
            func.coalesce(part.c[name], 0).label(name)
            for part in parts
            for name in part.columns.keys()  # noqa: SIM118  # iterating gives columns
            if name != "id"
        ),
    )
    for part in parts:
        each = each.outerjoin(part, part.c.id == Invite.id)
    return (each if ids is None else each.where(Invite.id.in_(ids))).subquery("counted")


def _counts_of(row: Row[Any]) -> CountsJson:
    return {name: int(getattr(row, name)) for name in CountsJson.__annotations__}  # type: ignore[return-value]  # by name
