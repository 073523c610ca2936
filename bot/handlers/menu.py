"""The menu's three buttons, known by any wording they ever had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from aiogram import Router
from aiogram.types import Message

from board.people import customers
from board.settings import Settings
from board.store.db import Transaction
from bot.handlers import profile, tickets
from bot.talk import asking
from bot.texts.words import MenuWord, menu_word

if TYPE_CHECKING:
    from board.models import Customer


def router() -> Router:
    router = Router(name="menu")
    router.message.register(_pressed, _is_menu_word)
    return router


async def _is_menu_word(message: Message) -> dict[str, Any] | bool:
    word = menu_word(message.text) if message.text and not message.forward_origin else None
    return {"word": word} if word else False


async def _pressed(
    message: Message, word: MenuWord, tx: Transaction, customer: Customer, settings: Settings
) -> None:
    chat_id = message.chat.id
    match word:
        case MenuWord.TICKETS:
            await tickets.show(tx, customer, chat_id)
        case MenuWord.NEW if customer.account_id is None:
            await asking.ask_account(tx, customer, chat_id)
        case MenuWord.NEW:
            customers.choose_none(tx, customer)
            await asking.ask_topic(tx, customer, chat_id)
        case MenuWord.PROFILE:
            await profile.show(tx, customer, chat_id)
        case _:
            assert_never(word)
