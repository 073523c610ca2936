"""Registration: /start, the account's number, the yes; blocking and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import Command, CommandStart
from aiogram.types import ChatMemberUpdated, Message

from board.desk.support import of_account
from board.errors import NotFound
from board.people import accounts, consents, customers
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions
from board.words.catalog import say
from bot.handlers import profile
from bot.talk import asking, consenting, refusing, saying
from bot.talk.taps import ConfirmTap, Press

if TYPE_CHECKING:
    from board.models import Customer, Question

_ALONE = ~F.args
"""Words after a command are words."""


def router() -> Router:
    router = Router(name="registration")
    router.message.register(_start, CommandStart(magic=_ALONE))
    router.message.register(_start, Command("help", "menu", magic=_ALONE))
    router.message.register(_send_copy, Command("mydata", magic=_ALONE))
    router.message.register(_show_privacy, Command("privacy", magic=_ALONE))
    router.my_chat_member.register(_blocked, F.new_chat_member.status == ChatMemberStatus.KICKED)
    router.my_chat_member.register(_returned, F.new_chat_member.status == ChatMemberStatus.MEMBER)
    return router


async def _start(message: Message, tx: Transaction, customer: Customer, settings: Settings) -> None:
    await asking.greet(tx, customer, message.chat.id, settings)


async def _send_copy(message: Message, tx: Transaction, customer: Customer, settings: Settings) -> None:
    await profile.send_copy(tx, customer, message.chat.id, settings)


async def _show_privacy(message: Message, tx: Transaction, customer: Customer) -> None:
    await consenting.show(tx, customer, message.chat.id)


async def confirm(
    tx: Transaction, customer: Customer, press: Press, tap: ConfirmTap, settings: Settings
) -> None:
    question = await questions.find(tx, customer, tap.question, questions.CONFIRM_ACCOUNT)
    if question is None or question.answered_at is not None:
        await saying.answer(tx, press, say(customer.language, "button.old"))
        return
    if await consents.is_held(tx, customer):
        await saying.answer(tx, press)
        await consenting.ask(tx, customer, press.chat)
        return
    await questions.answer(tx, question)
    if not tap.is_yes:
        await saying.answer(tx, press)
        await asking.ask_account(tx, customer, press.chat)
        return
    await _confirm(tx, customer, press, question, settings)


async def _confirm(
    tx: Transaction, customer: Customer, press: Press, question: Question, settings: Settings
) -> None:
    """The account is looked up again: it may have been suspended or renumbered since it was shown."""
    chat_id = press.chat
    try:
        account = await accounts.by_number(tx, str(question.data["account"]))
    except NotFound:
        await saying.answer(tx, press, say(customer.language, "button.old"))
        await asking.ask_account(tx, customer, chat_id)
        return
    await saying.answer(tx, press)
    support = await of_account(tx, account, settings.timezone)
    if not support.may_register:
        text = await refusing.words(tx, customer, support, settings.timezone, is_registering=True)
        await saying.tell(tx, chat_id, text)
        return
    await asking.register(tx, customer, chat_id, account, settings)


async def _blocked(event: ChatMemberUpdated, tx: Transaction, customer: Customer) -> None:
    await customers.blocked(tx, customer)


async def _returned(event: ChatMemberUpdated, tx: Transaction, customer: Customer) -> None:
    await customers.returned(tx, customer)
