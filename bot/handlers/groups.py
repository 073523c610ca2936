"""Groups: the bot leaves whatever it was added to, unless it is the agents' chat."""

from __future__ import annotations

from uuid import uuid4

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated, Message

from board import routing
from board.store.db import Transaction
from bot.outbox import Call, send

_GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}


def router() -> Router:
    router = Router(name="groups")
    router.my_chat_member.register(_added, F.chat.type != ChatType.PRIVATE)
    router.message.register(_spoken_to, F.chat.type != ChatType.PRIVATE)
    return router


async def _added(event: ChatMemberUpdated, tx: Transaction) -> None:
    if event.new_chat_member.status not in _GONE:
        await _leave(tx, event.chat.id)


async def _spoken_to(message: Message, tx: Transaction) -> None:
    await _leave(tx, message.chat.id)


async def _leave(tx: Transaction, chat_id: int) -> None:
    agents_chat = await routing.setting(tx.session, "agents_chat")
    if str(chat_id) != agents_chat.get("id"):
        await send(tx, Call(str(uuid4()), chat_id, "leaveChat", {}))
