"""What customers hear of an incident: that it is known, that it is over, and that it is fixed for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from board.desk.texts import in_language
from board.people import customers
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions
from board.tickets import incidents, places
from board.tickets.reach import is_barred
from board.values import CustomerId, Json
from board.views import chat
from board.words.catalog import say
from bot.talk import asking, keyboards, saying
from bot.talk.buttons import drawn
from bot.talk.taps import Press

if TYPE_CHECKING:
    from board.models import Customer, Incident, Topic
    from board.views.chat import TicketInChat


async def offer_instead(tx: Transaction, customer: Customer, press: Press, topic: Topic) -> bool:
    """Whether the topic they picked has an open incident, and they are told so instead of getting a ticket.

    Who has said already what it is about, gets the ticket. What they write next waits for an answer, and opens it too.
    """
    incident = await incidents.of_topic(tx.session, topic.key)
    if incident is None or customer.account_id is None or await chat.waits_at_door(tx.session, customer.id):
        return False
    said = _said(incident, topic, customer.language)
    asked = await questions.latest_open(tx, customer, questions.INCIDENT)
    about: dict[str, Json] = {"incident": incident.id, "topic": topic.key}
    if asked is not None and asked.data == about and press.query is not None:
        await saying.answer(tx, press, said)
        return True
    await questions.close(tx, customer.id, questions.INCIDENT, questions.WHICH)
    customers.choose_none(tx, customer)
    question = await questions.ask(tx, customer, questions.INCIDENT, data=about)
    is_following = await incidents.is_following(tx.session, incident.id, customer.id)
    rows = keyboards.incident(question.id, is_following=is_following)
    text = say(customer.language, "notice.said", text=said)
    await saying.tell(tx, press.chat, text, markup=drawn(customer.language, rows), question=question.id)
    await saying.answer(tx, press)
    return True


async def opens_for_words(tx: Transaction, customer: Customer, chat_id: int, settings: Settings) -> bool:
    """Whether their words, which wait, come after they were told of an incident, and open the ticket."""
    asked = await questions.latest_open(tx, customer, questions.INCIDENT)
    if asked is None or customer.account_id is None:
        return False
    topic = await places.topic_offered(tx.session, str(asked.data["topic"]))
    if topic is None:
        return False
    await asking.open_expected(tx, customer, chat_id, topic, settings)
    return True


async def to_say(tx: Transaction, ticket: TicketInChat) -> str | None:
    """What is said where a ticket of the topic is opened, unless its customer has just heard it."""
    incident = await incidents.of_topic(tx.session, ticket.topic_key)
    if incident is None:
        return None
    if await questions.asked_about_incident(tx, ticket.person.id, questions.INCIDENT, incident.id):
        return None
    topic = await places.topic(tx.session, ticket.topic_key)
    return _said(incident, topic, ticket.person.language)


async def tell_over(tx: Transaction, incident_id: int, customer_id: int) -> None:
    """Once for each resolution; who has a ticket about it has heard the closing words there."""
    customer = await customers.lock(tx, customer_id)
    incident = await incidents.lock(tx, incident_id)
    person = await incidents.person(tx, incident_id, customer.id)
    if person is None or incident.resolved_at is None or customer.telegram_id is None:
        return
    if _is_silent(tx, customer) or (person.told_at and person.told_at >= incident.resolved_at):
        return
    person.told_at = tx.now
    if incident.closing and await incidents.has_ticket(tx.session, incident_id, customer.id) is not None:
        return
    await saying.tell(tx, customer.telegram_id, await _over(tx, incident, customer.language))


async def tell_for_good(tx: Transaction, incident_id: int, customer_id: int) -> None:
    """Once a person. It reopens nothing and asks nothing; who has a ticket about it hears it there."""
    customer = await customers.lock(tx, customer_id)
    incident = await incidents.lock(tx, incident_id)
    person = await incidents.person(tx, incident_id, CustomerId(customer.id))
    if person is None or person.loop_told_at is not None or incident.loop_closed_at is None:
        return
    if customer.telegram_id is None or _is_silent(tx, customer):
        return
    person.loop_told_at = tx.now
    person.told_at = person.told_at or tx.now
    text = in_language(incident.loop_texts, customer.language) or say(customer.language, "incident.loop")
    number = await incidents.has_ticket(tx.session, incident_id, customer.id)
    if number is not None:
        await saying.notice(tx, number, text)
    else:
        await saying.tell(tx, customer.telegram_id, text)


async def _over(tx: Transaction, incident: Incident, language: str) -> str:
    if incident.closing or incident.topic_key is None:
        return incident.closing or say(language, "incident.over_already")
    topic = await places.topic(tx.session, incident.topic_key)
    return say(language, "incident.over", topic=in_language(topic.names, language))


def _said(incident: Incident, topic: Topic, language: str) -> str:
    named = in_language(topic.names, language)
    return in_language(incident.notice, language) or say(language, "incident.known", topic=named)


def _is_silent(tx: Transaction, customer: Customer) -> bool:
    """They blocked the bot, or an agent blocked them."""
    return customer.blocked_at is not None or is_barred(customer, tx.now)
