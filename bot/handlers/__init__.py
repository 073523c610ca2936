"""What comes from Telegram finds its handler: each parses, calls one verb and says what came of it."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatType

from board.settings import Settings
from bot.handlers import agents, groups, menu, messages, profile, rating, registration, tickets, topics
from bot.handlers.meeting import Meet, Refuse


def routers(settings: Settings) -> list[Router]:
    """In the order in which they are asked; the first that fits handles it."""
    private = Router(name="private")
    private.message.filter(F.chat.type == ChatType.PRIVATE)
    private.edited_message.filter(F.chat.type == ChatType.PRIVATE)
    private.my_chat_member.filter(F.chat.type == ChatType.PRIVATE)
    for observer in (
        private.message,
        private.edited_message,
        private.callback_query,
        private.my_chat_member,
    ):
        observer.outer_middleware(Meet(settings))
        observer.middleware(Refuse())
    private.include_routers(
        *(
            module.router()
            for module in (agents, registration, menu, profile, tickets, topics, rating, messages)
        )
    )
    return [groups.router(), private]
