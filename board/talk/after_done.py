"""What a customer's words on a done or snoozed ticket are: a bare thanks, a rating's words, or news."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, select

from board.facts import TicketRated
from board.models import Agent, Comment, Rating, Ticket
from board.store.db import Transaction
from board.talk import destination, thanks
from board.talk.comments import Incoming
from board.tickets import history
from board.values import Author, Kind

_GOES_ON_WITHIN = timedelta(minutes=2)
"""As long as somebody on a phone may take for the next piece of what they are saying."""


class Meaning(StrEnum):
    THANKS = "thanks"
    RATING_WORDS = "rating_words"
    MORE_RATING_WORDS = "more_rating_words"
    """People write in pieces: this one goes on where the last one stopped."""
    NEWS = "news"


async def meaning_of(tx: Transaction, ticket: Ticket, comment: Comment, message: Incoming) -> Meaning:
    """Marks the comment as what it is; the caller opens the ticket again for news. A button's words are none."""
    if message.is_button:
        comment.is_thanks, comment.seen_at = True, tx.now
        return Meaning.THANKS
    rating = await _rating_of(tx, ticket)
    if rating is not None and await _is_first_after_tap(tx, ticket, rating, comment):
        rating.comment_id = rating.comment_id or comment.id
        rating.last_comment_id = comment.id
        return Meaning.RATING_WORDS
    if await _is_bare_thanks(tx, ticket, message):
        comment.is_thanks, comment.seen_at = True, tx.now
        return Meaning.THANKS
    if rating is not None and await _goes_on(tx, ticket, rating, comment):
        rating.last_comment_id = comment.id
        return Meaning.MORE_RATING_WORDS
    return Meaning.NEWS


async def wakes(tx: Transaction, ticket: Ticket, message: Incoming) -> bool:
    """Whether words on a snoozed ticket are for its agent at once: more than a bare thanks or a button's words."""
    return not message.is_button and not await _is_bare_thanks(tx, ticket, message)


async def meaning_of_edit(tx: Transaction, ticket: Ticket, comment: Comment, message: Incoming) -> Meaning:
    """New wording is judged as new words are, but a rating's words stay what they are."""
    if await _explains_rating(tx, comment):
        return Meaning.RATING_WORDS
    comment.is_thanks = await _is_bare_thanks(tx, ticket, message)
    if not comment.is_thanks:
        return Meaning.NEWS
    comment.seen_at = tx.now
    return Meaning.THANKS


async def _is_bare_thanks(tx: Transaction, ticket: Ticket, message: Incoming) -> bool:
    if not message.thanked:
        return message.thanked is not None
    spoke = select(Comment.agent_id).where(
        Comment.ticket_number == ticket.number, Comment.author == Author.AGENT, Comment.is_public
    )
    agents = await tx.session.scalars(
        select(Agent.name).where(or_(Agent.id == ticket.agent_id, Agent.id.in_(spoke)))
    )
    return thanks.are_names(message.thanked, agents)


async def _explains_rating(tx: Transaction, comment: Comment) -> bool:
    found = await tx.session.scalar(
        select(Rating.resolution)
        .where(Rating.ticket_number == comment.ticket_number)
        .where(Rating.comment_id <= comment.id, Rating.last_comment_id >= comment.id)
    )
    return found is not None and not comment.is_thanks


async def _rating_of(tx: Transaction, ticket: Ticket) -> Rating | None:
    """The rating of the resolution that stands."""
    resolution = await history.resolution_of(tx, ticket)
    return await tx.session.get(Rating, resolution.key) if resolution else None


async def _is_first_after_tap(tx: Transaction, ticket: Ticket, rating: Rating, comment: Comment) -> bool:
    """Whether it is a text within 15 minutes, with nothing between: then it explains the rating."""
    tap = await history.last_change(tx, ticket, (TicketRated,))
    tapped_at = tap.at if tap else rating.scored_at
    if comment.kind != Kind.TEXT or tx.now - tapped_at > destination.WORDS_AFTER_RATING:
        return False
    return await _last_said(tx, comment, tapped_at) is None


async def _goes_on(tx: Transaction, ticket: Ticket, rating: Rating, comment: Comment) -> bool:
    """Whether it obviously goes on with the words before: a text soon after them, nothing between, no question."""
    if rating.last_comment_id is None or comment.kind != Kind.TEXT or "?" in comment.text:
        return False
    said = await _last_said(tx, comment, rating.scored_at)
    return (
        said is not None and said.id == rating.last_comment_id and tx.now - said.created_at <= _GOES_ON_WITHIN
    )


async def _last_said(tx: Transaction, comment: Comment, since: datetime) -> Comment | None:
    """The latest of what this person and agents said to each other since then, the comment itself excepted."""
    found: Comment | None = await tx.session.scalar(
        select(Comment)
        .where(Comment.customer_id == comment.customer_id, Comment.id != comment.id)
        .where(Comment.author != Author.SYSTEM, Comment.is_public, Comment.created_at > since)
        .order_by(Comment.id.desc())
        .limit(1)
    )
    return found
