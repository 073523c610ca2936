"""Picking a topic, which opens a ticket, or the ticket that was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from board.desk.support import NoSupport
from board.people import customers, door
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions, regrouping
from board.tickets import incidents, locking, places
from board.values import TicketNumber
from board.views import chat
from board.words.catalog import say
from bot.talk import asking, known_trouble, refusing, saying, ticket_texts
from bot.talk.taps import Press, TopicTap, WhichTap

if TYPE_CHECKING:
    from board.models import Customer, Question, Ticket


async def pick(tx: Transaction, customer: Customer, press: Press, tap: TopicTap, settings: Settings) -> None:
    """One keyboard opens one ticket; later it gives its topic to one that the timer opened meanwhile."""
    language = customer.language
    question = await questions.find(tx, customer, tap.question, questions.TOPIC)
    topic = await places.topic_offered(tx.session, tap.topic)
    if question is None:
        await saying.answer(tx, press, say(language, "button.old"))
    elif topic is None:
        await _say_gone(tx, customer, press, question, settings)
    elif question.ticket_number is not None:
        await _pick_late(tx, customer, press, question.ticket_number, topic.key)
    elif not await known_trouble.offer_instead(tx, customer, press, topic):
        await open_picked(tx, customer, press, topic.key, settings)


async def _say_gone(
    tx: Transaction, customer: Customer, press: Press, question: Question, settings: Settings
) -> None:
    """It is not offered any more, and nothing took its place: they hear so and get the present choice."""
    number = question.ticket_number
    if number is None and customer.account_id is None:
        await asking.ask_account(tx, customer, press.chat)
    elif number is None:
        await asking.ask_topic(tx, customer, press.chat, settings, is_gone=True)
    else:
        await locking.lock(tx, number)
        if not await door.may_pick_topic(tx, number):
            await saying.answer(tx, press, say(customer.language, "opened.already", number=number))
            return
        await asking.ask_topic_again(tx, customer, press.chat, question, settings)
    await saying.answer(tx, press)


async def open_picked(
    tx: Transaction, customer: Customer, press: Press, topic_key: str, settings: Settings
) -> Ticket | None:
    """The listener tells the ticket's number and promise. Without support, the topic is remembered."""
    if customer.account_id is None:
        await asking.ask_account(tx, customer, press.chat)
        await saying.answer(tx, press)
        return None
    has_words = await chat.waits_at_door(tx.session, customer.id)
    try:
        ticket = await door.open_ticket(tx, customer, topic_key, settings.timezone)
    except NoSupport as refused:
        await saying.answer(tx, press)
        await refusing.tell(
            tx, customer, press.chat, refused.support, settings.timezone, is_asked=True, topic_key=topic_key
        )
        return None
    if has_words:
        await incidents.join(tx, ticket)
    await questions.opened(tx, customer.id, ticket.number)
    await questions.close(tx, customer.id, questions.WHICH, questions.INCIDENT)
    await saying.answer(tx, press, f"#{ticket.number}", is_seen=True)
    return ticket


async def _pick_late(
    tx: Transaction, customer: Customer, press: Press, number: TicketNumber, topic_key: str
) -> None:
    await locking.lock(tx, number)
    if not await door.may_pick_topic(tx, number):
        await saying.answer(tx, press, say(customer.language, "opened.already", number=number))
        return
    await incidents.join(tx, await door.pick_topic(tx, number, topic_key))
    await questions.topic_picked(tx, customer.id, number)
    ticket = await chat.ticket(tx.session, number, tx.now)
    said = say(customer.language, "topic.picked", number=number, topic=ticket.topic)
    await saying.notice(tx, number, "\n".join([said, *await ticket_texts.notices_of(tx, ticket)]))
    await saying.answer(tx, press, f"#{number}", is_seen=True)


async def choose_which(tx: Transaction, customer: Customer, press: Press, tap: WhichTap) -> None:
    """The next message of either side closes the question; later taps only tell where the message is."""
    question = await questions.find(tx, customer, tap.question, questions.WHICH)
    if question is None or tap.ticket not in question.data.get("tickets", ()):
        await saying.answer(tx, press, say(customer.language, "button.old"))
        return
    if question.answered_at is not None:
        said = say(customer.language, "which.stays", number=question.ticket_number)
        await saying.answer(tx, press, said)
        return
    said = await _move(tx, customer, question, tap.ticket)
    if press.keyboard is not None:
        await saying.reword(tx, press.chat, press.keyboard, said)
    await saying.answer(tx, press, said)


async def _move(tx: Transaction, customer: Customer, question: Question, number: int) -> str:
    stays = number == question.ticket_number
    assert question.comment_id is not None
    await regrouping.move_comments(tx, question.comment_id, number)
    await customers.choose(tx, customer, TicketNumber(number))
    await questions.answer(tx, question, ticket=TicketNumber(number))
    return say(customer.language, "which.stays" if stays else "which.moved", number=number)
