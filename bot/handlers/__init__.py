"""Handlers for what comes from Telegram: each parses, calls one verb and says what happened."""

from __future__ import annotations

from aiogram import Router

from board.settings import Settings
from bot.agents import linking
from bot.handlers import destroying, groups, invited, menu, messages, pressing, rating, registration
from bot.handlers.groups import is_private
from bot.handlers.meeting import KeepBarred, Meet, Refuse


def routers(settings: Settings) -> list[Router]:
    """In the order in which they are asked; the first that fits handles it."""
    private = Router(name="private")
    private.message.filter(is_private)
    private.edited_message.filter(is_private)
    private.my_chat_member.filter(is_private)
    for observer in (
        private.message,
        private.edited_message,
        private.callback_query,
        private.my_chat_member,
    ):
        observer.outer_middleware(Meet(settings))
        observer.outer_middleware(KeepBarred(settings))
        observer.middleware(Refuse())
    private.include_routers(
        *(
            module.router()
            for module in (invited, linking, registration, menu, destroying, rating, pressing, messages)
        )
    )
    return [groups.router(), private]
