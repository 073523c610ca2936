"""Ratings: a tap on one of three emoji, or the emoji alone on a ticket that is done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from aiogram import Router
from aiogram.types import CallbackQuery

from board.errors import Conflict
from board.store.db import Transaction
from board.talk import comments, looking, questions
from board.talk.comments import Incoming
from board.tickets import ratings
from board.values import State
from board.views import chat
from board.words.catalog import say
from bot.handlers.tapping import Tapped
from bot.talk import keyboards, saying
from bot.talk.buttons import drawn
from bot.talk.taps import RateTap
from bot.talk.typed import EMOJI_OF, score

if TYPE_CHECKING:
    from board.models import Customer


_JUST_NOW = timedelta(minutes=1)
"""Longer than it takes until the question is out."""


def router() -> Router:
    router = Router(name="rating")
    router.callback_query.register(_rate_tapped, Tapped(RateTap))
    return router


async def _rate_tapped(query: CallbackQuery, tap: RateTap, tx: Transaction, customer: Customer) -> None:
    question = await questions.find(tx, customer, tap.question, questions.RATING)
    if question is None or question.ticket_number is None or tap.score not in EMOJI_OF:
        await saying.answer_tap(tx, query.id, query.from_user.id, say(customer.language, "button.old"))
        return
    number, emoji = question.ticket_number, EMOJI_OF[tap.score]
    try:
        await ratings.rate(tx, number, tap.score, resolution=UUID(question.data["resolution"]))
    except Conflict:
        said = say(customer.language, "rating.closed", number=number)
        await saying.answer_tap(tx, query.id, query.from_user.id, said)
        return
    await questions.answer(tx, question)
    said = say(customer.language, "rating.thanks", emoji=emoji)
    await saying.answer_tap(tx, query.id, query.from_user.id, said)
    if query.message is not None:
        text = say(customer.language, "rating.words_welcome", number=number, emoji=emoji)
        markup = drawn(customer.language, keyboards.scores(question.id))
        await saying.reword(tx, query.from_user.id, query.message.message_id, text, markup)


async def rate_typed(tx: Transaction, customer: Customer, message: Incoming) -> bool:
    """Whether the text was one of the three emoji alone, for a ticket that is done."""
    given = score(message.text)
    if given is None:
        return False
    number = await _rated_ticket(tx, customer, message)
    if number is None:
        return False
    try:
        await ratings.rate(tx, number, given)
    except Conflict:
        return False
    question = await questions.latest_open(tx, customer, questions.RATING)
    if question is not None and question.ticket_number == number:
        await questions.answer(tx, question)
    text = say(customer.language, "rating.words_welcome", number=number, emoji=EMOJI_OF[given])
    await saying.notice(tx, number, text)
    return True


async def _rated_ticket(tx: Transaction, customer: Customer, message: Incoming) -> int | None:
    """The ticket replied to, else the one resolved last; None if it is not done, or they talk about another by now."""
    replied = await comments.replied_comment(tx, message)
    if replied is not None:
        number = await chat.ticket_of_comment(tx.session, replied, customer.id)
    else:
        number = await _resolved_last(tx, customer)
    if number is None:
        return None
    ticket = await chat.ticket(tx.session, number, tx.now)
    return number if ticket.state is State.DONE and ticket.has_words else None


async def _resolved_last(tx: Transaction, customer: Customer) -> int | None:
    """If it is the current one, or was resolved just now, or they were asked about it and have not answered."""
    last = await chat.resolved_last(tx.session, customer.id, tx.now)
    if last is None or tx.now - last.done_at <= _JUST_NOW:
        return last.number if last else None
    current = await looking.current(tx, customer)
    question = await questions.latest_open(tx, customer, questions.RATING)
    is_asked = question is not None and question.ticket_number == last.number
    is_current = current is not None and current.number == last.number
    return last.number if is_asked or is_current else None
