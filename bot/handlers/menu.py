"""The menu's three buttons, known by any wording they ever had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from aiogram import Router
from aiogram.types import Message

from board.people import customers
from board.settings import Settings
from board.store.db import Transaction
from board.talk import looking
from bot.handlers import messages, tickets
from bot.inbound.kinds import read
from bot.inbound.values import Raw
from bot.talk import asking, profile_card
from bot.talk.typed import MenuWord, menu_word

if TYPE_CHECKING:
    from board.models import Customer


def router() -> Router:
    router = Router(name="menu")
    router.message.register(_pressed, _is_menu_word)
    return router


async def _is_menu_word(message: Message) -> dict[str, Any] | bool:
    """A Telegram reply is always words."""
    answers = message.reply_to_message or message.external_reply or message.reply_to_story
    is_own = not message.forward_origin and not answers
    word = menu_word(message.text) if message.text and is_own else None
    return {"word": word} if word else False


async def _pressed(
    message: Message,
    said: Raw,
    heard_by: int,
    word: MenuWord,
    tx: Transaction,
    customer: Customer,
    settings: Settings,
) -> None:
    """The menu always opens. What may be the answer to an agent's question is kept as well."""
    chat_id = message.chat.id
    if (incoming := read(said, heard_by)) is not None:
        found = await looking.look(tx, customer, incoming)
        await messages.keep_if_it_answers(tx, customer, incoming, found, settings)
    match word:
        case MenuWord.TICKETS:
            await tickets.show(tx, customer, chat_id, settings)
        case MenuWord.NEW if customer.account_id is None:
            await asking.ask_account(tx, customer, chat_id)
        case MenuWord.NEW:
            # Without support there is no new ticket for their words to wait for: they go where they went.
            if await asking.ask_topic(tx, customer, chat_id, settings):
                customers.choose_none(tx, customer)
        case MenuWord.PROFILE:
            await profile_card.send(tx, customer, chat_id)
        case _:
            assert_never(word)
