"""What customers wrote about a rating, in the pieces in which it came."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from board.models import Comment, Rating
from board.values import Author


def rating_words() -> ScalarSelect[str | None]:
    """What explains the rating, in its pieces; None if nothing does."""
    return (
        select(func.string_agg(Comment.text, aggregate_order_by(literal("\n"), Comment.id)))
        .where(Comment.ticket_number == Rating.ticket_number, Comment.author == Author.CUSTOMER)
        .where(Comment.id.between(Rating.comment_id, Rating.last_comment_id), ~Comment.is_thanks)
        .correlate(Rating)
        .scalar_subquery()
    )
