"""What a customer's words on a done ticket are: a bare thanks, a rating's words, or a reason to open it again."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import or_, select

from board.models import Agent, Comment, Rating, Ticket
from board.store.db import Transaction
from board.talk import destination, thanks
from board.talk.comments import Incoming
from board.tickets import history
from board.values import Author, Kind


class Meaning(StrEnum):
    THANKS = "thanks"
    RATING_WORDS = "rating_words"
    NEWS = "news"


async def meaning_of(tx: Transaction, ticket: Ticket, comment: Comment, message: Incoming) -> Meaning:
    """Marks the comment as what it is; the caller opens the ticket again for news."""
    if await _is_rating_words(tx, ticket, comment):
        return Meaning.RATING_WORDS
    if await _is_bare_thanks(tx, ticket, message):
        comment.is_thanks, comment.seen_at = True, tx.now
        return Meaning.THANKS
    return Meaning.NEWS


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
    found = await tx.session.scalar(select(Rating.resolution).where(Rating.comment_id == comment.id))
    return found is not None


async def _is_rating_words(tx: Transaction, ticket: Ticket, comment: Comment) -> bool:
    """Whether it is the first message after the rating, a text, and within 15 minutes: then it explains the rating."""
    resolution = await history.resolution_of(tx, ticket)
    rating = await tx.session.get(Rating, resolution.key) if resolution else None
    if rating is None or rating.comment_id is not None or comment.kind != Kind.TEXT:
        return False
    if tx.now - rating.scored_at > destination.WORDS_AFTER_RATING:
        return False
    between = await tx.session.scalar(
        select(Comment.id)
        .where(Comment.customer_id == ticket.customer_id, Comment.id != comment.id)
        .where(Comment.created_at > rating.scored_at)
        .limit(1)
    )
    if between is not None:
        return False
    rating.comment_id = comment.id
    return True
