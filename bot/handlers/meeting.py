"""Around every handler: find who writes, and tell them when a verb refuses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject

from board.errors import DeskError
from board.people import bars, customers, team
from board.settings import Settings
from board.store.db import Transaction
from board.tickets.reach import is_barred
from board.values import customer_actor
from board.words.catalog import LANGUAGES, say
from bot.handlers import messages
from bot.inbound.kinds import read
from bot.talk import barring, saying

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Meet(BaseMiddleware):
    """Gives handlers `customer`, locked until the transaction ends, and `settings`.

    Who writes acts from here on, and is reachable.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Message | CallbackQuery | ChatMemberUpdated)
        tx: Transaction = data["tx"]
        user = event.from_user
        if user is None or user.is_bot:
            return None
        language = (user.language_code or "").partition("-")[0]
        customer = await customers.meet(
            tx,
            user.id,
            user.full_name,
            user.username,
            language if language in LANGUAGES else self._settings.language,
        )
        tx.actor = customer_actor(customer.id)
        if not isinstance(event, ChatMemberUpdated):
            await customers.returned(tx, customer)
        return await handler(event, {**data, "customer": customer, "settings": self._settings})


class KeepBarred(BaseMiddleware):
    """Whoever an agent blocked is heard by no handler: what they send is kept, and they hear once that it is so.

    Agents write here too, and are never blocked as such.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        tx, customer = data["tx"], data["customer"]
        if isinstance(event, ChatMemberUpdated) or not is_barred(customer, tx.now):
            return await handler(event, data)
        assert isinstance(event, Message | CallbackQuery)
        assert event.from_user is not None  # or they were not met
        if await team.agent_by_telegram(tx.session, event.from_user.id) is not None:
            return await handler(event, data)
        words = await barring.words_once(tx, customer, self._settings)
        if isinstance(event, CallbackQuery):
            await saying.answer_tap(tx, event.id, event.from_user.id, words)
            return None
        said = read(data["said"], data["heard_by"])
        if said is not None:
            await bars.keep(tx, customer, said, is_edit=data["event_update"].message is None)
        if words:
            await saying.tell(tx, event.chat.id, words)
        return None


class Refuse(BaseMiddleware):
    """A verb that refuses has changed nothing. The customer is told that the situation has changed.

    The words that it was asked with are kept. An edit is tried again, and set aside in sight: its words may stand
    nowhere else.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        try:
            return await handler(event, data)
        except DeskError:
            if isinstance(event, Message) and data["event_update"].message is None:
                raise
            tx, customer = data["tx"], data["customer"]
            text = say(customer.language, "refused")
            if isinstance(event, CallbackQuery):
                await saying.answer_tap(tx, event.id, event.from_user.id, text)
            elif isinstance(event, Message):
                await messages.keep_refused(tx, customer, data["said"], data["heard_by"], data["settings"])
                await saying.tell(tx, event.chat.id, text)
            return None
