"""A group that became a supergroup has another id: what is set and queued for the old one follows it.

Comments never need to: they are said in private chats, which keep their id.
"""

from __future__ import annotations

from board.desk import company
from board.queues import TO_CHATS, chat_key
from board.store import readdressing
from board.store.db import Transaction


async def follow(tx: Transaction, old: int, new: int) -> None:
    """Repeating it changes nothing."""
    await company.follow_chat(tx, old, new)
    for queue in TO_CHATS:
        await readdressing.readdress(tx.session, queue, chat_key(old), chat_key(new), new)
