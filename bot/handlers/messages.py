"""All other messages: a typed answer if a question is open, else a message for a ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, assert_never

from aiogram import Router
from aiogram.types import Message

from board.people import claims, consents, customers
from board.people.normal_form import looks_like_number
from board.settings import Settings
from board.store.db import Transaction
from board.talk import editing, looking, questions, receiving
from board.talk.comments import BOT_DOWNLOAD_LIMIT, Incoming
from board.talk.looking import Found
from board.talk.receiving import Outcome, Received
from board.values import Kind
from board.words.catalog import say
from bot.handlers import destroying, pressing, profile, rating, tickets
from bot.inbound.kinds import not_carried, read
from bot.inbound.values import Raw
from bot.talk import asking, closed, consenting, known_trouble, saying
from bot.talk.asking import Search
from bot.talk.taps import Press

if TYPE_CHECKING:
    from board.models import Customer, Question

_ASK_AGAIN_AFTER = timedelta(minutes=10)
"""Messages within this time are stored but not answered again."""
_WORDS_IN_NUMBER = 2
_OVER_WITH_WORDS = (questions.ACCOUNT, *questions.LISTS)
"""Who writes on has left these; what the words of their buttons mean then is nothing but words."""


def router() -> Router:
    router = Router(name="messages")
    router.message.register(_received)
    router.edited_message.register(_edited)
    return router


async def _received(
    message: Message, said: Raw, heard_by: int, tx: Transaction, customer: Customer, settings: Settings
) -> None:
    incoming = read(said, heard_by)
    if incoming is not None:
        await _hear(tx, customer, incoming, settings)


async def _edited(
    message: Message, said: Raw, heard_by: int, tx: Transaction, customer: Customer, settings: Settings
) -> None:
    """A corrected number is looked up again, and other words on a done ticket are judged again.

    A message that never came is heard now.
    """
    incoming = read(said, heard_by)
    if incoming is None:
        return
    edited = await editing.edit(tx, replace(incoming, is_try=looks_like_number(incoming.text)))
    if edited is None:
        await _hear(tx, customer, incoming, settings)
        return
    if edited.reopened is not None:
        number, new = edited.reopened.number, edited.comment.id if edited.is_last else None
        await tickets.tell_reopened(tx, customer, number, settings, new)
    if customer.account_id is None and incoming.text:
        await asking.search_account(tx, customer, incoming.chat_id, incoming.text, settings)


async def _hear(tx: Transaction, customer: Customer, incoming: Incoming, settings: Settings) -> None:
    if await consents.has_refused(tx, customer):
        await consenting.say_elsewhere_again(tx, customer, incoming.chat_id)
        return
    found = await looking.look(tx, customer, incoming)
    waiting = await _latest_question(tx, customer, found)
    if _may_answer(incoming) and await _is_answer(
        tx, customer, incoming, replace(found, question=waiting), settings
    ):
        return
    search = Search.NOTHING
    if customer.account_id is None:
        search = await asking.search_account(tx, customer, incoming.chat_id, incoming.text, settings)
        is_own = incoming.kind is Kind.TEXT and incoming.forwarded_from is None
        is_try = is_own and looks_like_number(incoming.text)
        incoming = replace(incoming, is_try=is_try and not await _was_asked(tx, customer, found))
    elif _may_answer(incoming) and await _asked_account(tx, customer, waiting, incoming):
        search = await asking.search_account(tx, customer, incoming.chat_id, incoming.text, settings)
    elif found.current is None and _may_answer(incoming) and incoming.reply_to_message_id is None:
        search = await asking.search_number_alone(tx, customer, incoming.chat_id, incoming.text, settings)
        is_try = search is Search.ANSWERED and not await _was_asked(tx, customer, found)
        incoming = replace(incoming, is_try=is_try)
    if search is Search.NUMBER_ALONE and incoming.kind is Kind.TEXT:
        return
    await _keep(tx, customer, incoming, found, settings, is_answered=search is not Search.NOTHING)
    if waiting is not None and waiting.kind in _OVER_WITH_WORDS and customer.account_id is not None:
        await questions.close(tx, customer.id, *_OVER_WITH_WORDS)


async def keep_if_it_answers(
    tx: Transaction,
    customer: Customer,
    message: Incoming,
    found: Found,
    settings: Settings,
    *,
    since: datetime | None = None,
) -> None:
    """Keep the words of a button as words too, if they may answer an agent, who spoke last (since then)."""
    spoke_at = await looking.agent_spoke_at(tx, customer, found.current)
    if spoke_at is not None and (since is None or spoke_at > since):
        await _keep(tx, customer, replace(message, is_button=True), found, settings, is_answered=True)


async def keep_refused(
    tx: Transaction, customer: Customer, said: Raw, bot_id: int, settings: Settings
) -> None:
    """Keep a message that asked for something refused like any other words."""
    incoming = read(said, bot_id)
    if incoming is not None:
        found = await looking.look(tx, customer, incoming)
        await _keep(tx, customer, incoming, found, settings, is_answered=True)


async def _was_asked(tx: Transaction, customer: Customer, found: Found) -> bool:
    """Whether an agent spoke last: a number may be what they asked for."""
    return await looking.agent_spoke_at(tx, customer, found.current) is not None


async def _latest_question(tx: Transaction, customer: Customer, found: Found) -> Question | None:
    """The latest open one. One about destroying is closed after its ten minutes, and hides none before it."""
    question = found.question
    if question is not None and question.kind == questions.DESTROY and destroying.is_over(tx, question):
        await questions.close(tx, customer.id, questions.DESTROY)
        return await questions.latest_open(tx, customer)
    return question


def _may_answer(message: Incoming) -> bool:
    return message.kind is Kind.TEXT and message.forwarded_from is None


async def _is_answer(
    tx: Transaction, customer: Customer, message: Incoming, found: Found, settings: Settings
) -> bool:
    """Typed answers count only while their question is the latest open one; an emoji rates what is done."""
    if await rating.rate_typed(tx, customer, message):
        return True
    question = found.question
    if question is not None and await _answers(tx, customer, message, question, found, settings):
        return True
    if question is None or question.kind not in questions.LISTS:
        return False
    before = await questions.latest_open(tx, customer, but=questions.LISTS)
    return before is not None and await _answers(tx, customer, message, before, found, settings)


async def _answers(
    tx: Transaction,
    customer: Customer,
    message: Incoming,
    question: Question,
    found: Found,
    settings: Settings,
) -> bool:
    """What may answer an agent who spoke after the question is kept as words, too."""
    if message.reply_to_message_id not in (None, question.message_id):
        return False
    if question.kind == questions.DESTROY:
        return await destroying.answer_typed(tx, customer, message.chat_id, question, message.text)
    keep = partial(keep_if_it_answers, tx, customer, message, found, settings, since=question.asked_at)
    tap = await pressing.typed(tx, customer, question, message.text)
    if tap is not None:
        await keep()  # before it does what it does: that may change where words go
        press = Press(message.bot_id, message.chat_id, question.message_id)
        await pressing.do(tx, customer, press, tap, settings)
        return True
    if await _is_account(tx, customer, question, message, settings):
        await keep()
        return True
    return False


async def _is_account(
    tx: Transaction, customer: Customer, question: Question, message: Incoming, settings: Settings
) -> bool:
    match question.kind:
        case questions.PROFILE:
            return await profile.switch_typed(tx, customer, message.chat_id, message.text)
        case questions.ACCOUNT if customer.account_id is not None:
            return await _another_account(tx, customer, question, message, settings)
        case _:
            return False


async def _another_account(
    tx: Transaction, customer: Customer, question: Question, message: Incoming, settings: Settings
) -> bool:
    """With an account: switch to one they hold, or add another. Only a number alone is nothing but an answer."""
    chat_id, text = message.chat_id, message.text
    if await profile.switch_typed(tx, customer, chat_id, text):
        await questions.close(tx, customer.id, questions.ACCOUNT)
        return True
    return await asking.search_number_alone(tx, customer, chat_id, text, settings) is not Search.NOTHING


async def _asked_account(
    tx: Transaction, customer: Customer, question: Question | None, message: Incoming
) -> bool:
    """Whether another account is asked for, and the text is short enough to name one. Its words are kept as well."""
    if len(message.text.split()) > _WORDS_IN_NUMBER:
        return False
    if question is not None and question.kind in questions.LISTS:
        question = await questions.latest_open(tx, customer, but=questions.LISTS)
    if question is None or question.kind != questions.ACCOUNT:
        return False
    return message.reply_to_message_id in (None, question.message_id)


async def _keep(
    tx: Transaction,
    customer: Customer,
    message: Incoming,
    found: Found,
    settings: Settings,
    *,
    is_answered: bool,
) -> None:
    received = await receiving.receive(tx, customer, message, settings.timezone, found)
    if received.outcome not in (Outcome.GREW, Outcome.REPEATED):
        key = f"stored:{message.bot_id}:{message.chat_id}:{message.message_id}"
        await saying.react(tx, message.chat_id, message.message_id, saying.STORED, key)
    await _say_what_is_missing(tx, customer, message)
    await _say_where_it_went(tx, customer, message, received, settings, is_answered=is_answered)


async def _say_what_is_missing(tx: Transaction, customer: Customer, message: Incoming) -> None:
    language, what = customer.language, not_carried(message)
    for file in message.files:
        if (file.size_bytes or 0) > BOT_DOWNLOAD_LIMIT:
            await saying.tell(tx, message.chat_id, say(language, "too_big", name=file.name))
    if what is not None:
        key = "carried_in_part" if message.text or message.files else "not_carried"
        await saying.tell(tx, message.chat_id, say(language, key, what=say(language, f"what.{what}")))


async def _say_where_it_went(
    tx: Transaction,
    customer: Customer,
    message: Incoming,
    received: Received,
    settings: Settings,
    *,
    is_answered: bool,
) -> None:
    match received.outcome:
        case Outcome.AT_DOOR:
            if not is_answered:
                await _ask_at_door(tx, customer, message.chat_id, settings)
        case Outcome.REOPENED:
            assert received.ticket is not None
            number = received.ticket.number
            await tickets.tell_reopened(tx, customer, number, settings, received.comment.id)
        case Outcome.RATING_WORDS:
            assert received.ticket is not None
            await tickets.tell_rating_kept(tx, customer, received.ticket.number)
        case Outcome.ADDED:
            assert received.ticket is not None
            number = received.ticket.number
            if received.which:
                await asking.ask_which(tx, customer, received.comment.id, number, received.which)
            if not message.is_button and message.thanked is None:
                await closed.tell(tx, customer, received.ticket, settings.timezone)
        case Outcome.OPENED | Outcome.GREW | Outcome.REPEATED:
            pass
        case Outcome.THANKED | Outcome.MORE_RATING_WORDS:
            pass
        case _:
            assert_never(received.outcome)


async def _ask_at_door(tx: Transaction, customer: Customer, chat_id: int, settings: Settings) -> None:
    """Ask for a topic, or for an account if they have none. That their message is kept is said once.

    Who waits for approval was told so, and is asked nothing.
    """
    if customer.account_id is None and await claims.waits(tx, customer):
        return
    if await consents.is_held(tx, customer):
        customers.greeted(tx, customer)
        await consenting.ask_at_door(tx, customer, chat_id)
        return
    if await known_trouble.opens_for_words(tx, customer, chat_id, settings):
        return
    kind = questions.TOPIC if customer.account_id is not None else questions.ACCOUNT
    asked = await questions.latest_open(tx, customer, kind)
    if kind == questions.TOPIC and await asking.opens_expected(tx, customer, chat_id, asked, settings):
        return
    if (
        asked is not None
        and asked.ticket_number is None
        and asked.data.get("kept")
        and tx.now - asked.asked_at < _ASK_AGAIN_AFTER
    ):
        return
    if customer.account_id is not None:
        await asking.ask_topic(tx, customer, chat_id, settings, is_asked=False)
    elif customer.greeted_at is None:
        await asking.greet(tx, customer, chat_id, settings)
    else:
        await asking.ask_account(tx, customer, chat_id, "account.kept", is_kept=True)
