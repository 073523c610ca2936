"""Groups: the bot leaves whatever it was added to, unless it is the agents' chat."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated, Message

from board.store.db import Transaction
from bot.agents.chat import leave_unless_ours
from bot.outbound.following import follow

_GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}


def router() -> Router:
    router = Router(name="groups")
    router.message.register(_became_supergroup, _is_group, F.migrate_to_chat_id)
    router.message.register(_was_group, _is_group, F.migrate_from_chat_id)
    router.my_chat_member.register(_added, _is_group)
    router.message.register(_spoken_to, _is_group)
    return router


# Coroutines and not `F`, which aiogram 3.31 sends to a thread and back for every message.
async def is_private(event: Message | ChatMemberUpdated) -> bool:
    return event.chat.type == ChatType.PRIVATE


async def _is_group(event: Message | ChatMemberUpdated) -> bool:
    return event.chat.type != ChatType.PRIVATE


async def _added(event: ChatMemberUpdated, tx: Transaction) -> None:
    if event.new_chat_member.status not in _GONE:
        await leave_unless_ours(tx, event.chat.id)


async def _spoken_to(message: Message, tx: Transaction) -> None:
    await leave_unless_ours(tx, message.chat.id)


async def _became_supergroup(message: Message, tx: Transaction) -> None:
    """Said in the old group; nothing can be sent there any more."""
    assert message.migrate_to_chat_id is not None
    await follow(tx, message.chat.id, message.migrate_to_chat_id)


async def _was_group(message: Message, tx: Transaction) -> None:
    assert message.migrate_from_chat_id is not None
    await follow(tx, message.migrate_from_chat_id, message.chat.id)
    await leave_unless_ours(tx, message.chat.id)
