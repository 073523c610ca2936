"""Picking a topic, which opens a ticket, or the ticket that was meant; by tap or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import Router
from aiogram.types import CallbackQuery

from board.people import customers, door
from board.store.db import Transaction
from board.talk import questions, regrouping
from board.tickets import places
from board.values import TicketNumber
from board.views import chat
from bot.handlers.tapping import Tapped
from bot.talk import asking, saying
from bot.talk.taps import TopicTap, WhichTap
from bot.texts.catalog import say
from bot.texts.words import plain

if TYPE_CHECKING:
    from board.models import Customer, Question


def router() -> Router:
    router = Router(name="topics")
    router.callback_query.register(_topic_tapped, Tapped(TopicTap))
    router.callback_query.register(_which_tapped, Tapped(WhichTap))
    return router


async def topic_typed(
    tx: Transaction, customer: Customer, chat_id: int, question: Question, text: str
) -> bool:
    """Whether the text was a topic's name, in any language."""
    said = plain(text)
    for topic in await places.topics(tx.session):
        if said in map(plain, topic.names.values()):
            await _open(tx, customer, chat_id, question, topic.key)
            return True
    return False


async def which_typed(tx: Transaction, customer: Customer, question: Question, text: str) -> bool:
    """Whether the text named one of the tickets asked about: by number, or by a topic only one of them has."""
    options = [await chat.ticket(tx.session, number, tx.now) for number in question.data["tickets"]]
    said = plain(text)
    named = [option for option in options if said in (str(option.number), plain(option.topic))]
    if len(named) != 1:
        return False
    await _move(tx, customer, question, named[0].number)
    return True


async def _topic_tapped(query: CallbackQuery, tap: TopicTap, tx: Transaction, customer: Customer) -> None:
    question = await questions.find(tx, customer, tap.question, questions.TOPIC)
    if question is None:
        said = say(customer.language, "button.old")
    elif question.ticket_number is not None:
        said = say(customer.language, "opened.already", number=question.ticket_number)
    else:
        said = await _open(tx, customer, query.from_user.id, question, tap.topic)
    await saying.answer_tap(tx, query.id, query.from_user.id, said)


async def _open(tx: Transaction, customer: Customer, chat_id: int, question: Question, topic_key: str) -> str:
    """Open one ticket for one keyboard; the listener tells its number and promise. Returns the text for the tap."""
    if customer.account_id is None:
        await asking.ask_account(tx, customer, chat_id)
        return ""
    if all(topic.key != topic_key for topic in await places.topics(tx.session)):
        await asking.ask_topic(tx, customer, chat_id)
        return say(customer.language, "topic.gone")
    ticket = await door.open_ticket(tx, customer, topic_key)
    await questions.answer(tx, question, ticket=ticket.number)
    await questions.close(tx, customer.id, questions.WHICH)
    return f"#{ticket.number}"


async def _which_tapped(query: CallbackQuery, tap: WhichTap, tx: Transaction, customer: Customer) -> None:
    """The next message of either side closes the question; later taps only tell where the message is."""
    question = await questions.find(tx, customer, tap.question, questions.WHICH)
    if question is None or tap.ticket not in question.data.get("tickets", ()):
        said = say(customer.language, "button.old")
    elif question.answered_at is not None:
        said = say(customer.language, "which.stays", number=question.ticket_number)
    else:
        said = await _move(tx, customer, question, tap.ticket)
        if query.message is not None:
            await saying.reword(tx, query.from_user.id, query.message.message_id, said)
    await saying.answer_tap(tx, query.id, query.from_user.id, said)


async def _move(tx: Transaction, customer: Customer, question: Question, number: int) -> str:
    ticket = await chat.ticket(tx.session, number, tx.now)
    stays = number == question.ticket_number
    assert question.comment_id is not None
    await regrouping.move_comments(tx, question.comment_id, number)
    await customers.choose(tx, customer, TicketNumber(number))
    await questions.answer(tx, question, ticket=TicketNumber(number))
    return say(ticket.person.language, "which.stays" if stays else "which.moved", number=number)
