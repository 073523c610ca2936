"""What has happened to a ticket, as the journal and the running transaction have it."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from sqlalchemy import func, select

from board.facts import Event, Fact, TicketMerged, TicketReopened, TicketResolved, TicketUndone, Travel
from board.models import Comment, Ticket
from board.store import journal
from board.store.db import Transaction
from board.values import Author, TicketNumber

TRAVELS: tuple[type[Fact], ...] = get_args(Travel)
_TRAVELS_AND_UNDOING = (*TRAVELS, TicketMerged, TicketUndone)
_OF_RESOLVING = (TicketResolved, TicketReopened)
"""A done ticket that moves on to another done column stays resolved by what resolved it."""


async def resolution_of(tx: Transaction, ticket: Ticket) -> Event | None:
    """The event that resolved the ticket, if it is done and nothing undid it."""
    event = await last_change(tx, ticket, (*_OF_RESOLVING, TicketUndone))
    if event is not None and isinstance(event.fact, TicketUndone):
        event = await _resolution_before_undo(tx, ticket)
    return event if event is not None and isinstance(event.fact, TicketResolved) else None


async def last_change(
    tx: Transaction, ticket: Ticket, kinds: tuple[type[Fact], ...] = _TRAVELS_AND_UNDOING
) -> Event | None:
    """The latest of these facts about the ticket, this transaction's own included."""
    own = [event for event in tx.events if event.ticket == ticket.number and isinstance(event.fact, kinds)]
    return own[-1] if own else await journal.latest_of(tx.session, TicketNumber(ticket.number), kinds)


async def last_words_at(tx: Transaction, ticket: Ticket) -> datetime | None:
    """When its customer or an agent last said something to the other; `Ticket.last_message_at` keeps it."""
    said = select(func.max(Comment.created_at)).where(
        Comment.ticket_number == ticket.number, Comment.is_public, Comment.author != Author.SYSTEM
    )
    found: datetime | None = await tx.session.scalar(said)
    return found


async def _resolution_before_undo(tx: Transaction, ticket: Ticket) -> Event | None:
    """If a reopening was undone, the resolution before it counts again."""
    history = await journal.of_ticket(tx.session, TicketNumber(ticket.number))
    history += [event for event in tx.events if event.ticket == ticket.number]
    undone = {event.fact.undoes for event in history if isinstance(event.fact, TicketUndone)}
    standing = [
        event for event in history if isinstance(event.fact, _OF_RESOLVING) and event.key not in undone
    ]
    return standing[-1] if standing else None
