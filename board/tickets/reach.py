"""Whether anything of the desk's still reaches a person."""

from __future__ import annotations

from sqlalchemy import select

from board.errors import Conflict
from board.models import Customer
from board.store.db import Transaction


async def refuse_to_nobody(tx: Transaction, customer_id: int) -> None:
    """Raises ``Conflict`` when the person had themselves erased: what is said to them would wait for ever."""
    # Asked of the database: what the session has read may be from before the ticket was locked.
    if await tx.session.scalar(select(Customer.telegram_id).where(Customer.id == customer_id)) is None:
        raise Conflict("This person had themselves erased; nothing reaches them any more.")
