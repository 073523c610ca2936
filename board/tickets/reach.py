"""Whether a person can still be written to, and whether an agent blocked them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from board.errors import Conflict
from board.models import Customer
from board.store.db import Transaction


async def refuse_to_nobody(tx: Transaction, customer_id: int) -> None:
    """Raises ``Conflict`` for a person who was erased: a message to them would wait for ever."""
    # Read from the database: the session may remember the row as it was before the ticket was locked.
    if await tx.session.scalar(select(Customer.telegram_id).where(Customer.id == customer_id)) is None:
        raise Conflict("refused.person.erased")


def is_barred(customer: Customer, now: datetime) -> bool:
    """Whether a block holds at this time; its end passes by itself."""
    return customer.bar_id is not None and (customer.barred_until is None or customer.barred_until > now)


def barred() -> ColumnElement[bool]:
    """The same as a condition on Customer, by the desk's time."""
    holds = or_(Customer.barred_until.is_(None), Customer.barred_until > func.desk_now())
    return and_(Customer.bar_id.is_not(None), holds)


def hears() -> ColumnElement[bool]:
    """A condition on Customer: the desk may say something to them by itself."""
    return and_(Customer.telegram_id.is_not(None), Customer.blocked_at.is_(None), ~barred())
