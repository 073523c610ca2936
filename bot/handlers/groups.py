"""Groups: the bot leaves whatever it was added to, unless it is the agents' chat."""

from __future__ import annotations

from uuid import uuid4

from aiogram import Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated, Message

from board.desk import company, texts
from board.store.db import Transaction
from bot.outbound.outbox import Call, send

_GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}


def router() -> Router:
    router = Router(name="groups")
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
        await _leave(tx, event.chat.id)


async def _spoken_to(message: Message, tx: Transaction) -> None:
    await _leave(tx, message.chat.id)


async def _leave(tx: Transaction, chat_id: int) -> None:
    agents_chat = await texts.setting(tx.session, company.AGENTS_CHAT)
    if str(chat_id) != agents_chat.get("id"):
        await send(tx, Call(str(uuid4()), chat_id, "leaveChat", {}))
