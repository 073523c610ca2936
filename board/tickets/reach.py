"""Whether a person can still be written to."""

from __future__ import annotations

from sqlalchemy import select

from board.errors import Conflict
from board.models import Customer
from board.store.db import Transaction


async def refuse_to_nobody(tx: Transaction, customer_id: int) -> None:
    """Raises ``Conflict`` for a person who was erased: a message to them would wait for ever."""
    # Read from the database: the session may remember the row as it was before the ticket was locked.
    if await tx.session.scalar(select(Customer.telegram_id).where(Customer.id == customer_id)) is None:
        raise Conflict("refused.person.erased")
