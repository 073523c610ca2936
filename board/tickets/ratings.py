"""A rating is one of three emoji, one for each resolution; it can be changed for a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from board.errors import Conflict, Invalid
from board.facts import Event, TicketRated
from board.models import Comment, Rating, Ticket
from board.store.db import Transaction
from board.tickets import history, locking
from board.values import Author

SCORES = {"😞": -1, "😐": 0, "🤩": 1}
CHANGEABLE_FOR = timedelta(days=1)


async def rate(tx: Transaction, number: int, score: int, *, resolution: UUID | None = None) -> Rating:
    """Rate the resolution given, else the ticket's latest that was not undone. The same score again changes nothing."""
    if score not in SCORES.values():
        raise Invalid("refused.rating.score")
    ticket = await locking.lock(tx, number)
    key = resolution or await _standing(tx, ticket)
    rating = await tx.session.get(Rating, key)
    if rating is None:
        rating = Rating(resolution=key, ticket_number=ticket.number, score=score, scored_at=tx.now)
        tx.session.add(rating)
    elif rating.score == score:
        return rating
    elif tx.now - rating.scored_at > CHANGEABLE_FOR:
        raise Conflict("refused.rating.late")
    else:
        rating.score = score
    await tx.record(TicketRated(ticket.number, ticket.customer_id, score, resolution=key))
    return rating


async def question_stands(tx: Transaction, number: int, resolution: UUID) -> bool:
    """Whether to ask for a rating: the resolution was not undone, an agent wrote, and nobody has rated it."""
    ticket = await locking.lock(tx, number)
    standing = await history.resolution_of(tx, ticket)
    if standing is None or standing.key != resolution:
        return False
    if await tx.session.get(Rating, resolution) is not None:
        return False
    return await agent_wrote(tx, ticket)


async def agent_wrote(tx: Transaction, ticket: Ticket) -> bool:
    found = await tx.session.scalar(
        select(Comment.id)
        .where(Comment.ticket_number == ticket.number, Comment.author == Author.AGENT, Comment.is_public)
        .limit(1)
    )
    return found is not None


async def _standing(tx: Transaction, ticket: Ticket) -> UUID:
    event: Event | None = await history.resolution_of(tx, ticket)
    if event is None:
        raise Conflict("refused.ticket.not_resolved", number=ticket.number)
    return event.key
