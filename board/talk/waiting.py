"""What is at the door: said there, without a ticket, and not dismissed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from board.models import Comment, Customer
from board.values import Author

_whose = aliased(Customer)
_WAS_DISMISSED = (
    exists()
    .where(_whose.id == Comment.customer_id, _whose.left_door_at >= Comment.created_at)
    .correlate(Comment)
)


def at_door() -> ColumnElement[bool]:
    """A condition on Comment, an agent's too: it has no ticket, and nobody dismissed the person since."""
    return Comment.ticket_number.is_(None) & ~_WAS_DISMISSED


def own_words_at_door() -> ColumnElement[bool]:
    """A condition on Comment: of those, the customer's own. Whoever has some stands at the door."""
    return at_door() & (Comment.author == Author.CUSTOMER)


def opening_words_at_door() -> ColumnElement[bool]:
    """A condition on Comment: of those, what a ticket can begin with. A number sent alone is none."""
    return and_(own_words_at_door(), Comment.detail["try"].astext.is_(None))
