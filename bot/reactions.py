"""When this happens, tell them that: the listener that turns events into messages, fetches and reminders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from board.events import ActorKind, Author, Delivery, Event, EventType, TicketNumber
from board.people import accounts, customers
from board.settings import Settings
from board.store.db import Effect, Listener, Transaction
from board.store.jobs import Job
from board.talk import attachments, questions, sending
from board.tickets import promises
from board.views import chat
from bot.agents.alarms import raise_for_agents
from bot.outbound import reply_calls
from bot.outbound.outbox import drop_parked, send
from bot.reminders import Reminder, remind
from bot.talk import asking, saying, ticket_texts

RATE_AFTER = timedelta(seconds=10)
MOVE_SETTLES_AFTER = timedelta(seconds=10)
"""As long as an undo is possible, nobody is told."""
NUDGE_AFTER = timedelta(minutes=2)
CLOSE_EMPTY_AFTER = timedelta(hours=24)
NO_TOPIC_AFTER = timedelta(minutes=10)

_OPENED_BY_WORDS = ("follow_up", "something_new")

Reaction: TypeAlias = Callable[[Transaction, Event, Settings], Awaitable[None]]


def listener(settings: Settings) -> Listener:
    """Bound to the desk's settings: its time zone, for customers whose account names none."""

    async def write(tx: Transaction, event: Event) -> None:
        for react in _TABLE.get(event.type, ()):
            await react(tx, event, settings)

    async def apply(tx: Transaction, event: Event) -> Effect | None:
        return partial(write, tx, event) if event.type in _TABLE else None

    return apply


async def _answer_opening(tx: Transaction, event: Event, settings: Settings) -> None:
    number = _number(event)
    ticket = await chat.ticket(tx.session, number, tx.now)
    timers = await promises.load(tx, number)
    has_words = event.reason in _OPENED_BY_WORDS or await chat.waits_at_door(tx.session, ticket.person.id)
    text = ticket_texts.opening(
        ticket, timers, tx.now, settings.timezone, no_topic=event.reason == "no_topic", has_words=has_words
    )
    due_at = ticket_texts.resolution_due(timers)
    await saying.notice(tx, number, text, told_due_at=due_at, key=f"{event.key}:opening")


async def _await_words(tx: Transaction, event: Event, settings: Settings) -> None:
    number = _number(event)
    for kind, after in ((Reminder.NUDGE, NUDGE_AFTER), (Reminder.CLOSE_EMPTY, CLOSE_EMPTY_AFTER)):
        await remind(tx, kind, event.key, f"ticket:{number}", event.at + after, ticket=number)


async def _alarm_agents(tx: Transaction, event: Event, settings: Settings) -> None:
    await raise_for_agents(tx, event)


async def _alarm_if_bad(tx: Transaction, event: Event, settings: Settings) -> None:
    if event.data["score"] == -1:
        await raise_for_agents(tx, event)


async def _tell_later_time(tx: Transaction, event: Event, settings: Settings) -> None:
    if event.data["from_goals"] != event.data["goals"]:
        at = event.at + MOVE_SETTLES_AFTER
        number = _number(event)
        await remind(tx, Reminder.MOVED_LATER, event.key, f"ticket:{number}", at, ticket=number)


async def _ask_rating(tx: Transaction, event: Event, settings: Settings) -> None:
    number = _number(event)
    await remind(
        tx,
        Reminder.RATING,
        event.key,
        f"ticket:{number}",
        event.at + RATE_AFTER,
        ticket=number,
        resolution=str(event.key),
    )


async def _show_seen(tx: Transaction, event: Event, settings: Settings) -> None:
    """👀 takes the place of ✍ on each message an agent has now seen."""
    comments = event.data["comments"]
    assert isinstance(comments, list)
    for place in await chat.places(tx.session, [int(str(comment)) for comment in comments]):
        key = f"seen:{event.key}:{place.comment}"
        await saying.react(tx, place.chat, place.message, saying.SEEN, key)


async def _send_reply(tx: Transaction, event: Event, settings: Settings) -> None:
    if event.data["author"] == Author.AGENT and event.data["public"] and event.comment is not None:
        await _send(tx, event, event.comment)


async def _close_which(tx: Transaction, event: Event, settings: Settings) -> None:
    """An agent's answer ends the question which ticket the customer meant."""
    if event.data["author"] == Author.AGENT and event.data["public"] and event.customer is not None:
        await questions.close(tx, event.customer, questions.WHICH)


async def _fetch_files(tx: Transaction, event: Event, settings: Settings) -> None:
    """Of people nobody knows yet nothing is fetched."""
    if event.comment is None or event.customer is None:
        return
    files = await attachments.pending_of(tx, event.comment)
    if not files:
        return
    if event.ticket is None and not (await chat.person(tx.session, event.customer)).is_registered:
        return
    for file in files:
        await _fetch(tx, file.id, event)


async def _fetch_what_waited(tx: Transaction, event: Event, settings: Settings) -> None:
    if event.reason == "account_added" and event.customer is not None:
        for file in await chat.files_at_door(tx.session, event.customer):
            await _fetch(tx, file, event)


async def _await_topic(tx: Transaction, event: Event, settings: Settings) -> None:
    """Whoever is registered and has words at the door gets a ticket, topic or not."""
    assert event.customer is not None
    if event.type is EventType.CUSTOMER_CHANGED and event.reason != "account_added":
        return
    if not (await chat.person(tx.session, event.customer)).is_registered:
        return
    await remind(
        tx,
        Reminder.NO_TOPIC,
        event.key,
        f"customer:{event.customer}",
        event.at + NO_TOPIC_AFTER,
        customer=event.customer,
        comment=event.comment,
        since=event.at.isoformat(),
    )


async def _welcome(tx: Transaction, event: Event, settings: Settings) -> None:
    """Whom an agent let in at the door goes on as anybody who let themselves in."""
    if event.reason != "account_added" or event.actor.kind is not ActorKind.AGENT:
        return
    assert event.customer is not None
    customer = await customers.lock(tx, event.customer)
    account = next(held for held in await accounts.held(tx, customer) if held.id == customer.account_id)
    if customer.telegram_id is not None:
        await asking.let_in(tx, customer, customer.telegram_id, account, by_agent=True)


async def _send_again(tx: Transaction, event: Event, settings: Settings) -> None:
    if event.data["state"] == Delivery.QUEUED and event.comment is not None:
        await drop_parked(tx, event.comment)
        await _send(tx, event, event.comment)


async def _send_what_was_missed(tx: Transaction, event: Event, settings: Settings) -> None:
    """Told once for the person, after the events of their tickets."""
    if event.ticket is None and event.customer is not None:
        for comment in await chat.missed_replies(tx.session, event.customer):
            await sending.retry(tx, comment)


async def _send(tx: Transaction, event: Event, comment: int) -> None:
    reply = await chat.reply(tx.session, comment, tx.now)
    for call in reply_calls.calls_for(reply, str(event.key)) if reply else ():
        await send(tx, call)


async def _fetch(tx: Transaction, file: int, event: Event) -> None:
    await tx.later(
        Job(
            queue="media",
            key=f"{file}:{event.key}",
            order_key=attachments.order_key(file),
            payload={"file": file},
        )
    )


def _number(event: Event) -> TicketNumber:
    assert event.ticket is not None
    return TicketNumber(event.ticket)


_TABLE: Mapping[EventType, tuple[Reaction, ...]] = {
    EventType.TICKET_OPENED: (_answer_opening, _await_words, _alarm_agents),
    EventType.TICKET_MOVED: (_tell_later_time,),
    EventType.TICKET_RESOLVED: (_ask_rating,),
    EventType.TICKET_SEEN: (_show_seen,),
    EventType.TICKET_RATED: (_alarm_if_bad,),
    EventType.COMMENT_ADDED: (_send_reply, _close_which, _fetch_files),
    EventType.COMMENT_CHANGED: (_fetch_files,),
    EventType.DELIVERY_CHANGED: (_send_again,),
    EventType.DEADLINE_NEAR: (_alarm_agents,),
    EventType.DEADLINE_MISSED: (_alarm_agents,),
    EventType.PERSON_AT_DOOR: (_await_topic, _fetch_files),
    EventType.CUSTOMER_CHANGED: (_welcome, _await_topic, _fetch_what_waited),
    EventType.CUSTOMER_RETURNED: (_send_what_was_missed,),
}
