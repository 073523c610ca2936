"""`/start` with a word: an agent's code, or the invite by which somebody comes; also as the link itself, pasted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, assert_never

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from board.desk import bot_address
from board.desk.support import of_account
from board.people import arriving, consents, customers
from board.people.arriving import Arrival, Verdict
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions
from board.words.catalog import say
from board.words.times import until
from bot.agents import linking
from bot.talk import asking, consenting, keyboards, refusing, saying

if TYPE_CHECKING:
    from board.models import Customer

_LINK = re.compile(r"(?:https?://|tg://)?[^\s?]+\?(?:\S*&)?start=([A-Za-z0-9_-]{1,64})(?:&\S*)?")

_IS_PARAMETER = F.args.regexp(r"[A-Za-z0-9_-]{1,64}", mode="fullmatch")
"""What a link may carry (Bot API, deep linking); anything else after /start are words."""


def router() -> Router:
    router = Router(name="invited")
    router.message.register(_started, CommandStart(deep_link=True, magic=_IS_PARAMETER))
    router.message.register(_pasted, _is_our_link)
    return router


async def _started(
    message: Message, command: CommandObject, tx: Transaction, customer: Customer, settings: Settings
) -> None:
    await start(tx, customer, message.chat.id, command.args or "", settings)


async def _is_our_link(message: Message, tx: Transaction, settings: Settings) -> dict[str, Any] | bool:
    """Whether the message is nothing but a link that starts this bot, as people pass it on."""
    found = _LINK.fullmatch((message.text or "").strip())
    if found is None:
        return False
    name = await bot_address.username(tx.session)
    if name is None or not bot_address.leads_to(settings, name, found[0]):
        return False
    return {"word": found[1]}


async def _pasted(
    message: Message, word: str, tx: Transaction, customer: Customer, settings: Settings
) -> None:
    await start(tx, customer, message.chat.id, word, settings)


async def start(tx: Transaction, customer: Customer, chat_id: int, word: str, settings: Settings) -> None:
    """Who must agree to the privacy text first is asked that; the word is remembered meanwhile."""
    if await linking.link(tx, word, chat_id, settings):
        return
    if await consents.is_held(tx, customer):
        customers.greeted(tx, customer)
        await consenting.ask(tx, customer, chat_id, word=word)
        return
    arrival = await arriving.start(tx, customer, word, asking.today(tx, settings))
    match arrival.verdict:
        case Verdict.ADMITTED:
            await _let_in(tx, customer, chat_id, arrival, settings)
        case Verdict.UNKNOWN if linking.looks_like_code(word):
            await linking.refuse(tx, chat_id, settings)
        case Verdict.UNKNOWN | Verdict.EXPIRED | Verdict.REVOKED | Verdict.SPENT:
            why = say(customer.language, f"invite.{arrival.verdict}")
            await _turn_away(tx, customer, chat_id, why, settings)
        case Verdict.PAUSED:
            ends = arrival.paused_until or tx.now
            time = until(customer.language, ends, tx.now, settings.timezone)
            await saying.tell(tx, chat_id, say(customer.language, "account.locked", time=time))
        case Verdict.REFUSED:
            await _refuse(tx, customer, chat_id, arrival, settings)
        case Verdict.MEANINGLESS:
            await asking.greet(tx, customer, chat_id, settings)
        case _:
            assert_never(arrival.verdict)


async def _let_in(
    tx: Transaction, customer: Customer, chat_id: int, arrival: Arrival, settings: Settings
) -> None:
    """They hear what is theirs now, and what to do next; an account is asked for only if the invite has none."""
    if customer.account_id is None:
        await asking.greet(tx, customer, chat_id, settings)
        return
    language, account = customer.language, arrival.account
    await questions.close(tx, customer.id, questions.ACCOUNT, questions.CONFIRM_ACCOUNT)
    customers.greeted(tx, customer)
    if account is not None and (arrival.is_new or arrival.is_change):
        key = "invite.linked" if arrival.is_new else "profile.switched"
        text = say(language, key, account=account.number)
        await saying.tell(tx, chat_id, text, markup=keyboards.menu(language))
    if arrival.ticket is not None:
        await saying.tell(tx, chat_id, say(language, "invite.already_open", number=arrival.ticket))
    elif arrival.topic is not None or arrival.is_change:
        await asking.ask_what(tx, customer, chat_id, settings)
    else:
        await asking.greet(tx, customer, chat_id, settings)


async def _turn_away(tx: Transaction, customer: Customer, chat_id: int, why: str, settings: Settings) -> None:
    """It opens nothing, but nobody is left standing: the number is asked for, or they may simply write."""
    if customer.account_id is not None:
        text = f"{why}\n{say(customer.language, 'invite.write_anyway')}"
        await saying.tell(tx, chat_id, text, markup=keyboards.menu(customer.language))
    elif customer.greeted_at is None:
        await saying.tell(tx, chat_id, why)
        await asking.greet(tx, customer, chat_id, settings)
    else:
        question = await questions.ask(tx, customer, questions.ACCOUNT)
        text, menu = f"{why}\n{say(customer.language, 'account.ask')}", keyboards.menu(customer.language)
        await saying.tell(tx, chat_id, text, markup=menu, question=question.id)


async def _refuse(
    tx: Transaction, customer: Customer, chat_id: int, arrival: Arrival, settings: Settings
) -> None:
    assert arrival.account is not None
    support = await of_account(tx, arrival.account, settings.timezone)
    text = await refusing.words(tx, customer, support, settings.timezone, is_registering=True)
    await saying.tell(tx, chat_id, text, markup=keyboards.menu(customer.language))
