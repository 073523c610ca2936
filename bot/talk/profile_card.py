"""The profile as a message: accounts held, language, and a button for each thing that can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from board.people import accounts
from board.store.db import Transaction
from bot.talk import keyboards, saying
from bot.texts.catalog import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from board.models import Account, Customer


async def send(tx: Transaction, customer: Customer, chat_id: int, held: Sequence[Account]) -> None:
    markup = keyboards.profile(customer.language, held, customer.account_id)
    await saying.tell(tx, chat_id, _text(customer, held), markup=markup)


async def redraw(tx: Transaction, customer: Customer, chat_id: int, message_id: int) -> None:
    """Put it in the place of a message of ours."""
    held = await accounts.held(tx, customer)
    markup = keyboards.profile(customer.language, held, customer.account_id)
    await saying.reword(tx, chat_id, message_id, _text(customer, held), markup)


def _text(customer: Customer, held: Sequence[Account]) -> str:
    language = customer.language
    lines = [say(language, "profile.title")]
    for account in held:
        is_current = account.id == customer.account_id and len(held) > 1
        key = "profile.account_current" if is_current else "profile.account"
        lines.append(say(language, key, account=account.number))
    if not held:
        lines.append(say(language, "profile.no_account"))
    lines.append(say(language, "profile.language", language=say(language, "language.name")))
    return "\n".join(lines)
