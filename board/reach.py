"""Whether anything of the desk's still reaches a person."""

from __future__ import annotations

from board.errors import Conflict
from board.models import Customer
from board.store.db import Transaction


async def refuse_to_nobody(tx: Transaction, customer_id: int) -> None:
    """Raises ``Conflict`` when the person had themselves erased: what is said to them would wait for ever."""
    if (await tx.session.get_one(Customer, customer_id)).telegram_id is None:
        raise Conflict("This person had themselves erased; nothing reaches them any more.")
