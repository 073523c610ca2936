"""The journal: facts that are only added. Their ids are in commit order, so a cursor is one number."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, String, any_, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.facts import Event, Fact
from board.store import fact_rows
from board.store.tables import JournalEvent
from board.values import Actor, ActorKind, TicketNumber

# Built once: every stream and every open ticket asks, and building a statement costs more than running it.
_APPEND = text("SELECT journal_append(cast(:rows AS jsonb))")
_AFTER = (
    select(JournalEvent)
    .where(JournalEvent.id > bindparam("cursor"))
    .order_by(JournalEvent.id)
    .limit(bindparam("most"))
)
_OF_TICKET = select(JournalEvent).where(JournalEvent.ticket == bindparam("ticket")).order_by(JournalEvent.id)
_OF_TICKETS = (
    select(*JournalEvent.__table__.c)
    .where(JournalEvent.ticket.between(bindparam("first"), bindparam("last")))
    .order_by(JournalEvent.ticket, JournalEvent.id)
)
_LATEST = (
    select(JournalEvent)
    .where(JournalEvent.ticket == bindparam("ticket"))
    .where(JournalEvent.type == any_(bindparam("types", type_=ARRAY(String))))
    .order_by(JournalEvent.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Entry:
    id: int
    event: Event


async def append(session: AsyncSession, events: Sequence[Event]) -> None:
    """The last statement of a transaction: take the journal's lock, insert, notify.

    Each transaction commits before the next one gets an id, so a reader of `id > cursor` never sees a later id
    before an earlier one.
    """
    rows = [_to_row(event) for event in events]
    await session.execute(_APPEND, {"rows": json.dumps(rows)})


async def read_after(session: AsyncSession, cursor: int, limit: int = 500) -> list[Entry]:
    rows = await session.scalars(_AFTER, {"cursor": cursor, "most": limit})
    return [to_entry(row) for row in rows]


async def of_ticket(session: AsyncSession, ticket: TicketNumber) -> list[Event]:
    """A ticket's whole history, oldest first."""
    rows = await session.scalars(_OF_TICKET, {"ticket": ticket})
    return [to_entry(row).event for row in rows]


async def of_tickets(
    session: AsyncSession, first: TicketNumber, last: TicketNumber
) -> dict[TicketNumber, list[Event]]:
    """The whole histories of the tickets from the first through the last, each oldest first."""
    found: defaultdict[TicketNumber, list[Event]] = defaultdict(list)
    for row in await session.execute(_OF_TICKETS, {"first": first, "last": last}):
        found[row.ticket].append(to_entry(row).event)
    return found


async def latest_of(session: AsyncSession, ticket: TicketNumber, kinds: Iterable[type[Fact]]) -> Event | None:
    """The latest of these facts about the ticket."""
    row = await session.scalar(_LATEST, {"ticket": ticket, "types": list(map(fact_rows.name_of, kinds))})
    return to_entry(row).event if row else None


async def by_key(session: AsyncSession, key: UUID) -> Event | None:
    row = await session.scalar(select(JournalEvent).where(JournalEvent.key == key))
    return to_entry(row).event if row else None


async def head(session: AsyncSession) -> int:
    """The cursor after the latest event."""
    found: int = (await session.execute(text("SELECT coalesce(max(id), 0) FROM event"))).scalar_one()
    return found


async def tail(session: AsyncSession) -> int:
    """The oldest id; reading cannot go on from a cursor before it."""
    found: int = (await session.execute(text("SELECT coalesce(min(id), 0) FROM event"))).scalar_one()
    return found


def _to_row(event: Event) -> dict[str, Any]:
    return {
        "key": str(event.key),
        "type": fact_rows.name_of(type(event.fact)),
        "actor_kind": event.actor.kind,
        "actor_id": event.actor.id,
        "at": event.at.isoformat(),
        **{column: getattr(event.fact, column, None) for column in fact_rows.COLUMNS},
        "data": fact_rows.to_json(event.fact),
    }


def to_entry(row: JournalEvent | Row[Any]) -> Entry:
    columns = {"ticket": row.ticket, "comment": row.comment, "customer": row.customer}
    return Entry(
        id=row.id,
        event=Event(
            fact=fact_rows.from_row(row.type, columns, row.data),
            actor=Actor(ActorKind(row.actor_kind), row.actor_id),
            at=row.at,
            key=row.key,
        ),
    )
