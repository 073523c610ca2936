"""Undoing a ticket's latest move, as if it had not happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from board.errors import Conflict
from board.facts import Cause, Event, TicketMerged, TicketResolved, TicketUndone, Travel
from board.models import Comment, ResolutionCause, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import history, locking, merging, places
from board.tickets.reach import refuse_to_nobody
from board.values import ActorKind, Place, Role, State

UNDO_WITHIN = timedelta(seconds=10)
LONGEST_FOR_MANY = timedelta(minutes=5)
"""However long it took to do it to all of them."""


@allowed(Role.AGENT)
async def undo(tx: Transaction, number: int, *, version: int | None = None, is_fresh: bool = False) -> Ticket:
    """Undo the latest move, resolution, reopening or merge by an agent, within ten seconds.

    `is_fresh`: it was one of many, the last of which was within them.
    """
    ticket = await merging.lock_with_led(tx, number)
    await locking.check_version(tx, ticket, version)
    event = await history.last_change(tx, ticket)
    if event is not None and isinstance(event.fact, TicketMerged):
        await merging.take_apart(tx, ticket, event)
        return ticket
    if event is None or not isinstance(event.fact, Travel) or event.actor.kind is not ActorKind.AGENT:
        raise Conflict("refused.undo.nothing")
    if tx.now - event.at > (LONGEST_FOR_MANY if is_fresh else UNDO_WITHIN):
        raise Conflict("refused.undo.late")
    if isinstance(event.fact, TicketResolved):
        await refuse_to_nobody(tx, ticket.customer_id)
    if not await _is_still_there(tx, event.fact.start):
        raise Conflict("refused.undo.place_gone")
    await _take_back(tx, ticket, event.fact, event.key, event.at)
    return ticket


async def take_back_for_words(tx: Transaction, ticket: Ticket, since: datetime) -> None:
    """Undo the move that a message caused since then, if it is still the ticket's last change and can be undone."""
    event = await history.last_change(tx, ticket)
    if event is None or not isinstance(event.fact, Travel) or event.at < since:
        return
    if event.fact.why is Cause.CUSTOMER_WROTE and await _is_still_there(tx, event.fact.start):
        await _take_back(tx, ticket, event.fact, event.key, event.at)


async def take_back_with_reply(tx: Transaction, ticket: Ticket, moves: Sequence[Event]) -> None:
    """Undo the moves made in one breath with a reply, which are the ticket's last, if they can be undone."""
    if moves and await _is_still_there(tx, _travel(moves[0]).start):
        for event in reversed(moves):
            await _take_back(tx, ticket, _travel(event), event.key, event.at)


def _travel(event: Event) -> Travel:
    assert isinstance(event.fact, Travel)
    return event.fact


async def _is_still_there(tx: Transaction, place: Place) -> bool:
    """Whether the column is what it was: it may have been removed, or given another kind."""
    return await places.kind_of(tx.session, place.board, place.column) is place.state


async def _take_back(tx: Transaction, ticket: Ticket, travel: Travel, key: UUID, since: datetime) -> None:
    before = travel.start
    ticket.board_key, ticket.lane_key, ticket.column_key = before.board, before.lane, before.column
    ticket.done_at = travel.done_at
    ticket.waiting_since = (travel.waiting_since or tx.now) if before.state is State.WAITING else None
    ticket.version += 1
    await tx.session.execute(delete(ResolutionCause).where(ResolutionCause.resolution == key))
    await _forget_summary(tx, ticket, since)
    await tx.record(TicketUndone(ticket.number, ticket.customer_id, undoes=key))


async def _forget_summary(tx: Transaction, ticket: Ticket, since: datetime) -> None:
    """The line that came with the move; as a note it stays."""
    summary = await tx.session.get(Comment, ticket.summary_id) if ticket.summary_id else None
    if summary is not None and summary.created_at >= since:
        ticket.summary_id = None
