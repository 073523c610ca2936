"""What is at the door: said there, without a ticket, and not dismissed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.orm import aliased

from board.models import Comment, Customer
from board.store.db import Transaction
from board.values import Author

KEPT_AT_DOOR = 50
"""How many messages are kept for a person without an account, and for one who is blocked."""
BARRED = "barred"
"""In the detail of a message that came while its customer was blocked."""

_whose = aliased(Customer)
_WAS_DISMISSED = (
    exists()
    .where(_whose.id == Comment.customer_id, _whose.left_door_at >= Comment.created_at)
    .correlate(Comment)
)


def at_door() -> ColumnElement[bool]:
    """A condition on Comment, an agent's too: it has no ticket, and nobody dismissed the person since.

    Nor does it count what somebody sent whom an agent has blocked.
    """
    return Comment.ticket_number.is_(None) & ~_WAS_DISMISSED & ~was_barred()


def was_barred() -> ColumnElement[bool]:
    """A condition on Comment: sent while its customer was blocked, and never shown."""
    return and_(Comment.detail[BARRED].astext.is_not(None))


def own_words_at_door() -> ColumnElement[bool]:
    """A condition on Comment: of those, the customer's own. Whoever has some stands at the door."""
    return at_door() & (Comment.author == Author.CUSTOMER)


def opening_words_at_door() -> ColumnElement[bool]:
    """A condition on Comment: of those, what a ticket can begin with. A number sent alone is none."""
    return and_(own_words_at_door(), Comment.detail["try"].astext.is_(None))


async def keep_latest(tx: Transaction, customer: Customer, which: ColumnElement[bool]) -> None:
    """Delete the oldest of their messages without a ticket beyond the limit, so that nobody can fill the desk."""
    theirs = (Comment.customer_id == customer.id) & Comment.ticket_number.is_(None) & which
    kept = select(Comment.id).where(theirs).order_by(Comment.id.desc()).limit(KEPT_AT_DOOR)
    await tx.session.execute(
        delete(Comment).where(theirs, Comment.id.not_in(kept)).execution_options(synchronize_session=False)
    )
