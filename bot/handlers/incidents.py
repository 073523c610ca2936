"""The answer to a known trouble: to be told when it is fixed, or a ticket all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions
from board.tickets import incidents, places
from board.words.catalog import say
from bot.handlers import topics
from bot.talk import asking, saying
from bot.talk.taps import IncidentAct, IncidentTap, Press

if TYPE_CHECKING:
    from board.models import Customer, Question


async def answer(
    tx: Transaction, customer: Customer, press: Press, tap: IncidentTap, settings: Settings
) -> None:
    """One keyboard opens one ticket; to follow twice is to follow once."""
    question = await questions.find(tx, customer, tap.question, questions.INCIDENT)
    if question is None:
        await saying.answer(tx, press, say(customer.language, "button.old"))
    elif question.ticket_number is not None:
        said = say(customer.language, "opened.already", number=question.ticket_number)
        await saying.answer(tx, press, said)
    elif tap.act is IncidentAct.FOLLOW:
        await _follow(tx, customer, press, question)
    elif tap.act is IncidentAct.OPEN:
        await _open(tx, customer, press, question, settings)
    else:
        assert_never(tap.act)


async def _follow(tx: Transaction, customer: Customer, press: Press, question: Question) -> None:
    incident = await incidents.lock(tx, int(question.data["incident"]))
    if not incident.is_open:
        await saying.answer(tx, press, say(customer.language, "incident.over_already"))
        return
    is_new = not await incidents.is_following(tx.session, incident.id, customer.id)
    await incidents.follow(tx, incident, customer.id)
    await questions.answer(tx, question)
    said = say(customer.language, "incident.followed")
    if is_new:
        await saying.tell(tx, press.chat, said)
    await saying.answer(tx, press, said, is_seen=is_new)


async def _open(
    tx: Transaction, customer: Customer, press: Press, question: Question, settings: Settings
) -> None:
    topic = await places.topic_offered(tx.session, str(question.data["topic"]))
    if topic is None:
        await asking.ask_topic(tx, customer, press.chat, settings, is_gone=True)
        await saying.answer(tx, press)
        return
    ticket = await topics.open_picked(tx, customer, press, topic.key, settings)
    if ticket is not None:
        await questions.answer(tx, question, ticket=ticket.number)
