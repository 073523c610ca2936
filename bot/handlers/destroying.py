"""What cannot be taken back: erase, close, remove an account, sign out. Each asks once, and its yes works once."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from aiogram import Router
from aiogram.types import CallbackQuery

from board.facts import Cause
from board.people import accounts, consents, customers
from board.store.db import Transaction
from board.talk import questions
from board.tickets import moving
from board.values import AccountId, Json, State, TicketNumber
from board.views import chat
from board.words.catalog import say
from bot.handlers.tapping import Tapped
from bot.talk import keyboards, profile_card, saying
from bot.talk.buttons import drawn
from bot.talk.taps import DestroyTap
from bot.talk.typed import is_wording, yes_or_no

if TYPE_CHECKING:
    from board.models import Customer, Question

_LASTS = timedelta(minutes=10)


class Destroys(StrEnum):
    """What a yes does, by its name in the texts."""

    ERASE = "erase"
    SIGN_OUT = "sign_out"
    REMOVE = "remove"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    """Their agreement to the privacy text; they are erased with it."""


def router() -> Router:
    router = Router(name="destroying")
    router.callback_query.register(_tapped, Tapped(DestroyTap))
    return router


async def ask(
    tx: Transaction,
    customer: Customer,
    chat_id: int,
    what: Destroys,
    *,
    in_place: tuple[int, int] | None = None,
    account: AccountId | None = None,
    ticket: TicketNumber | None = None,
) -> None:
    """Ask whether to do it; whatever of this kind was asked before is over then.

    `in_place`, a bot and its message that shows the profile, is replaced by the question; the answer brings it back.
    """
    await questions.close(tx, customer.id, questions.DESTROY)
    data: dict[str, Json] = {"what": what, "account": account, "in_place": in_place is not None}
    question = await questions.ask(tx, customer, questions.DESTROY, ticket=ticket, data=data)
    named = await _named(tx, customer, question)
    text = say(customer.language, f"{what}.ask", **named)
    markup = drawn(customer.language, keyboards.destroy(question.id, what, named))
    if in_place is None:
        await saying.tell(tx, chat_id, text, markup=markup, question=question.id)
        return
    bot_id, message_id = in_place
    await questions.shown(tx, question.id, bot_id, message_id)
    await saying.reword(tx, chat_id, message_id, text, markup)


def is_over(tx: Transaction, question: Question) -> bool:
    """Whether its buttons are old: it was answered, or asked ten minutes ago."""
    return question.answered_at is not None or tx.now - question.asked_at >= _LASTS


async def answer_typed(
    tx: Transaction, customer: Customer, chat_id: int, question: Question, text: str
) -> bool:
    """Whether the text was a button's, or a yes or no with nothing said by anybody since the question."""
    is_yes = await _understood(tx, customer, question, text)
    if is_yes is None or not await _still_concerns(tx, customer, question):
        return False
    await _answer(tx, customer, chat_id, question, is_yes)
    return True


async def _understood(tx: Transaction, customer: Customer, question: Question, text: str) -> bool | None:
    what, named = question.data["what"], await _named(tx, customer, question)
    for is_yes, key in ((True, f"{what}.yes"), (False, f"{what}.no")):
        if is_wording(text, key, **named):
            return is_yes
    if await chat.was_spoken_since(tx.session, customer.id, question.asked_at):
        return None
    return yes_or_no(text)


async def _tapped(query: CallbackQuery, tap: DestroyTap, tx: Transaction, customer: Customer) -> None:
    chat_id = query.from_user.id
    question = await questions.find(tx, customer, tap.question, questions.DESTROY)
    if question is None or is_over(tx, question) or not await _still_concerns(tx, customer, question):
        await saying.answer_tap(tx, query.id, chat_id, say(customer.language, "button.old"))
        return
    await saying.answer_tap(tx, query.id, chat_id)
    await _answer(tx, customer, chat_id, question, tap.is_yes)


async def _answer(
    tx: Transaction, customer: Customer, chat_id: int, question: Question, is_yes: bool
) -> None:
    what, named = Destroys(str(question.data["what"])), await _named(tx, customer, question)
    profile = question.message_id if question.data["in_place"] else None
    await questions.answer(tx, question)
    if is_yes:
        await _destroy(tx, customer, chat_id, question, what, named)
    else:
        await saying.tell(tx, chat_id, say(customer.language, f"{what}.kept", **named))
    if profile is not None:
        await profile_card.redraw(tx, customer, chat_id, profile)


async def _destroy(
    tx: Transaction,
    customer: Customer,
    chat_id: int,
    question: Question,
    what: Destroys,
    named: dict[str, object],
) -> None:
    done = say(customer.language, f"{what}.done", **named)
    match what:
        case Destroys.ERASE | Destroys.WITHDRAW:
            if what is Destroys.WITHDRAW:
                await consents.withdraw(tx, customer)
            await customers.erase(tx, customer)
            await saying.tell(tx, chat_id, done, markup=keyboards.NONE, is_traceless=True)
        case Destroys.SIGN_OUT:
            await accounts.sign_out(tx, customer)
            await questions.close(tx, customer.id, questions.TOPIC, questions.CONFIRM_ACCOUNT)
            await questions.ask(tx, customer, questions.ACCOUNT)
            await saying.tell(tx, chat_id, done)
        case Destroys.REMOVE:
            await accounts.leave(tx, customer, _account(question))
            await saying.tell(tx, chat_id, done)
        case Destroys.CLOSE:
            assert question.ticket_number is not None
            await moving.resolve(tx, question.ticket_number, why=Cause.CLOSED_BY_CUSTOMER)
            await saying.notice(tx, question.ticket_number, done)
        case _:
            assert_never(what)


async def _still_concerns(tx: Transaction, customer: Customer, question: Question) -> bool:
    """Whether there is still something to destroy: the account is held, the ticket is open."""
    if question.ticket_number is not None:
        return (await chat.ticket(tx.session, question.ticket_number, tx.now)).state is not State.DONE
    if question.data["account"] is None:
        return True
    return any(held.id == _account(question) for held in await accounts.held(tx, customer))


async def _named(tx: Transaction, customer: Customer, question: Question) -> dict[str, object]:
    """What the texts name: the ticket, or the account if they hold it."""
    if question.ticket_number is not None:
        return {"number": question.ticket_number}
    if question.data["account"] is None:
        return {}
    held = {account.id: account.number for account in await accounts.held(tx, customer)}
    return {"account": held.get(_account(question), "")}


def _account(question: Question) -> AccountId:
    return AccountId(int(str(question.data["account"])))
