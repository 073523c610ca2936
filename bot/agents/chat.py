"""The agents' chat: the one group the bot stays in, also when it becomes a supergroup under another id."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from board.desk import company, setting_rows
from board.store.db import Transaction
from bot.outbound.outbox import Call, send
from bot.reminders import Reminder, remind

_SUPERGROUP = "-100"
_MAY_BE_THE_SAME_FOR = timedelta(seconds=30)


async def leave_unless_ours(tx: Transaction, chat_id: int) -> None:
    """Leave any other group. A new supergroup may be what the agents' plain group has just become.

    Telegram says so in a message of its own, which may come later: then it is judged again.
    """
    ours = (await setting_rows.read(tx.session, company.AGENTS_CHAT)).get("id", "")
    if str(chat_id) == ours:
        return
    if ours and not ours.startswith(_SUPERGROUP) and str(chat_id).startswith(_SUPERGROUP):
        at = tx.now + _MAY_BE_THE_SAME_FOR
        await remind(tx, Reminder.LEAVE, chat_id, f"chat:{chat_id}", at, chat=chat_id)
        return
    await _leave(tx, chat_id)


async def leave_after_all(tx: Transaction, chat_id: int) -> None:
    """Time is over: leave it, unless it turned out to be the agents' chat."""
    if str(chat_id) != (await setting_rows.read(tx.session, company.AGENTS_CHAT)).get("id"):
        await _leave(tx, chat_id)


async def _leave(tx: Transaction, chat_id: int) -> None:
    await send(tx, Call(str(uuid4()), chat_id, "leaveChat", {}))
