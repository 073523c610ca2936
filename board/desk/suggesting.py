"""A lane that a rule suggests for a ticket: once a ticket, taken or dismissed by an agent, never moving by itself."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from board.errors import Conflict
from board.facts import Cause, LaneSuggested, SuggestionDismissed
from board.models import Comment, Suggestion, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import locking, moving
from board.values import RULE, CommentId, Role, TicketNumber


@allowed(Role.AGENT)
async def take(tx: Transaction, number: int, *, version: int | None = None) -> Ticket:
    """Move the ticket to the lane suggested. Taken twice, it is moved once."""
    ticket = await locking.lock(tx, number)
    offered = await of_ticket(tx, ticket.number)
    if offered is not None and offered.ended_by is not None and ticket.lane_key == offered.lane_key:
        return ticket
    if offered is None or offered.ended_by is not None or ticket.done_at is not None:
        raise Conflict("refused.suggestion.gone")
    return await moving.move(tx, ticket.number, lane=offered.lane_key, version=version, why=Cause.SUGGESTION)


@allowed(Role.AGENT)
async def dismiss(tx: Transaction, number: int) -> Ticket:
    """The lane is not suggested for this ticket again; quiet if it is not suggested now."""
    ticket = await locking.lock(tx, number)
    offered = await of_ticket(tx, ticket.number)
    if offered is not None and offered.ended_by is None:
        told = await tx.record(SuggestionDismissed(ticket.number, ticket.customer_id, offered.lane_key))
        offered.ended_by = told.key
    return ticket


async def suggest(tx: Transaction, comment: Comment, lane: str, word: str) -> None:
    """By the rule, because of a word in this comment of the ticket. A ticket that had a suggestion gets none again."""
    assert comment.ticket_number is not None, "only an opening suggests"
    row = insert(Suggestion).values(
        ticket_number=comment.ticket_number, lane_key=lane, word=word, comment_id=comment.id
    )
    made = await tx.session.execute(row.on_conflict_do_nothing().returning(Suggestion.ticket_number))
    if made.first() is None:
        return
    with tx.acting(RULE):
        await tx.record(
            LaneSuggested(
                TicketNumber(comment.ticket_number), CommentId(comment.id), comment.customer_id, lane
            )
        )


async def settle(tx: Transaction, offered: Suggestion, event: UUID) -> None:
    """An agent has chosen a lane, or the ticket begins anew: the suggestion is past, unless that is undone."""
    offered.ended_by = event
    await tx.session.flush()


async def unsettle(tx: Transaction, offered: Suggestion) -> None:
    """What settled it was undone."""
    offered.ended_by = None
    await tx.session.flush()


async def withdraw(tx: Transaction, offered: Suggestion) -> None:
    """The words were meant for another ticket."""
    await tx.session.delete(offered)
    await tx.session.flush()


async def of_ticket(tx: Transaction, number: int) -> Suggestion | None:
    """Also one that is past. The caller has locked the ticket."""
    return await tx.session.get(Suggestion, number, populate_existing=True)
