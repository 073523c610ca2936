"""That an agent is writing, as the customer's Telegram shows it for a moment: "typing", and nobody's name."""

from __future__ import annotations

import time

from sqlalchemy import select

from board.models import Account, Customer, Ticket
from board.queues import Queue, chat_key
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.jobs import Job
from board.tickets.reach import hears
from board.values import Role

EVERY_SECONDS = 5
"""So long Telegram shows it (Bot API, sendChatAction)."""
_SUSPENDED = "suspended"


@allowed(Role.AGENT)
async def show(tx: Transaction, number: int) -> bool:
    """Show it once, soon or never; nothing is recorded. False where there is nobody to show it to.

    It goes with the reactions, in an order of its own, so that it never stands before a message.
    """
    chat = await tx.session.scalar(
        select(Customer.telegram_id)
        .join(Ticket, Ticket.customer_id == Customer.id)
        .outerjoin(Account, Account.id == Ticket.account_id)
        .where(Ticket.number == number, hears())
        .where(Account.status.is_distinct_from(_SUSPENDED))
    )
    if chat is None:
        return False
    now = time.time()
    key = f"{chat_key(chat)}:typing"
    tx.at_end(
        Job(
            queue=Queue.RECEIPT,
            key=f"{key}:{int(now) // EVERY_SECONDS}",
            order_key=key,
            payload={
                "key": key,
                "chat_id": chat,
                "method": "sendChatAction",
                "params": {"action": "typing"},
                "until": now + EVERY_SECONDS,
            },
        )
    )
    return True
