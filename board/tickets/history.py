"""What has happened to a ticket, as the journal and the running transaction have it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from board.events import Event, EventType, Json, TicketNumber
from board.models import Ticket
from board.store import journal
from board.store.db import Transaction
from board.store.tables import JournalEvent

UNDOABLE = (
    EventType.TICKET_MOVED,
    EventType.TICKET_RESOLVED,
    EventType.TICKET_REOPENED,
)


async def resolution_of(tx: Transaction, ticket: Ticket) -> Event | None:
    """The event that resolved the ticket, if it is done and nothing undid it."""
    event = await last_change(tx, ticket, types=(*UNDOABLE, EventType.TICKET_UNDONE))
    if event is not None and event.type is EventType.TICKET_UNDONE:
        event = await _resolution_before_undo(tx, ticket)
    return event if event is not None and event.type is EventType.TICKET_RESOLVED else None


async def last_change(
    tx: Transaction,
    ticket: Ticket,
    types: Iterable[EventType] = (*UNDOABLE, EventType.TICKET_UNDONE),
) -> Event | None:
    wanted = set(types)
    own = [event for event in tx.events if event.ticket == ticket.number and event.type in wanted]
    if own:
        return own[-1]
    key = await tx.session.scalar(
        select(JournalEvent.key)
        .where(JournalEvent.ticket == ticket.number, JournalEvent.type.in_(wanted))
        .order_by(JournalEvent.id.desc())
        .limit(1)
    )
    return await journal.by_key(tx.session, key) if key else None


async def _resolution_before_undo(tx: Transaction, ticket: Ticket) -> Event | None:
    """After a reopening was taken back, the resolution before it stands again."""
    history = await journal.of_ticket(tx.session, TicketNumber(ticket.number))
    history += [event for event in tx.events if event.ticket == ticket.number]
    undone = {event.data["undoes"] for event in history if event.type is EventType.TICKET_UNDONE}
    standing = [event for event in history if event.type in UNDOABLE and str(event.key) not in undone]
    return standing[-1] if standing else None


async def record(
    tx: Transaction,
    ticket: Ticket,
    type: EventType,
    reason: str | None,
    data: dict[str, Json],
) -> Event:
    return await tx.record(
        type,
        ticket=ticket.number,
        customer=ticket.customer_id,
        reason=reason,
        data=data,
    )
