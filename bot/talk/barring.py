"""What somebody hears whom an agent has blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from board.people import bars
from board.settings import Settings
from board.store.db import Transaction
from board.views import chat
from board.words.catalog import say
from board.words.times import until

if TYPE_CHECKING:
    from board.models import Customer


async def words_once(tx: Transaction, customer: Customer, settings: Settings) -> str:
    """That they can't write here, and until when; nothing the second time. The reason is for agents."""
    if not bars.tell_once(tx, customer):
        return ""
    if customer.barred_until is None:
        return say(customer.language, "barred")
    zone = await chat.zone_of(tx.session, customer.id) or settings.timezone
    end = until(customer.language, customer.barred_until, tx.now, zone)
    return say(customer.language, "barred.until", until=end)
