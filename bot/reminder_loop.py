"""The loop for what was left for later: ask for ratings, nudge, close and open tickets, alarm agents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from board.desk.support import NoSupport
from board.facts import Cause
from board.people import customers, door
from board.settings import Settings
from board.store import jobs
from board.store.db import Database, Transaction
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.trouble import describe, is_passing, where
from board.store.wake import Wake, wait
from board.store.workers import Watch, pause
from board.talk import conversation, looking, questions
from board.tickets import incidents, locking, moving, promises, ratings, snoozing
from board.values import TIMER, Json, State, TicketNumber
from board.views import chat
from board.words.catalog import say
from bot.agents import alarms
from bot.agents import chat as chat_of_agents
from bot.reminders import QUEUE, Reminder, remind
from bot.talk import (
    closed,
    delaying,
    due,
    keyboards,
    known_trouble,
    refused_people,
    refusing,
    regrouped,
    saying,
    ticket_texts,
)
from bot.talk.buttons import drawn

log = structlog.get_logger()

_RATE_AGAIN_AFTER = timedelta(days=1)
_TRIES = 5
_BACK_OFF = timedelta(seconds=5)
_LONGEST_SLEEP_SECONDS = 15.0


async def loop(database: Database, wake: Wake, settings: Settings, beat: Beat) -> None:
    """Turn for ever; any number of them may turn at once."""
    watch = Watch(database, QUEUE, beat)
    async with wake.on(f"job:{QUEUE}", "clock") as woken:
        while True:
            woken.clear()
            await watch.turn()
            if not await step(database, settings):
                await wait(woken, await pause(database, QUEUE, _LONGEST_SLEEP_SECONDS))


async def step(database: Database, settings: Settings) -> bool:
    """Do the next reminder that is due and delete it, in one transaction; False if none is due."""
    taken: list[Claim] = []

    async def work(tx: Transaction) -> None:
        claim = await jobs.take(tx.session, QUEUE)
        taken[:] = [claim] if claim else []
        if claim is not None:
            await jobs.finish(tx.session, claim)
            await _do(tx, claim, settings)

    try:
        await database.run(TIMER, work)
    except Exception as error:
        if not taken or is_passing(error):
            raise
        await _failed(database, taken[0], error)
    return bool(taken)


async def _failed(database: Database, claim: Claim, error: Exception) -> None:
    log.error("reminder failed", job=claim.id, error=describe(error), where=where(error))

    async def again(tx: Transaction) -> None:
        if claim.attempt < _TRIES:
            await jobs.retry(tx.session, claim, _BACK_OFF * claim.attempt, describe(error))
        else:
            await jobs.park(tx.session, claim, describe(error))

    await database.run(TIMER, again)


async def _do(tx: Transaction, claim: Claim, settings: Settings) -> None:  # noqa: C901, PLR0915  # a table
    what = claim.json()
    match kind := Reminder(str(what["kind"])):
        case Reminder.RATING:
            await _ask_rating(tx, _number(what), UUID(str(what["resolution"])))
        case Reminder.RATING_AGAIN:
            await _ask_rating_again(tx, _number(what), UUID(str(what["resolution"])), _id(what, "question"))
        case Reminder.NUDGE:
            await _nudge(tx, _number(what))
        case Reminder.CLOSE_EMPTY:
            await _close_empty(tx, _number(what))
        case Reminder.NO_TOPIC:
            await _open_without_topic(tx, what, settings)
        case Reminder.RECONSIDER:
            await refused_people.reconsider(tx, _id(what, "customer"), settings)
        case Reminder.RECONSIDER_ALL:
            await refused_people.reconsider_all(tx, claim.key)
        case Reminder.MOVED_LATER:
            await _tell_later_time(tx, _number(what), settings.timezone)
        case Reminder.MERGED:
            await regrouped.tell_merged(tx, _number(what), _id(what, "into"))
        case Reminder.SPLIT:
            await regrouped.tell_split(tx, _number(what), settings.timezone)
        case Reminder.DELAY:
            answers = [int(str(comment)) for comment in _list(what, "answers")]
            await _tell_delay(tx, _number(what), UUID(str(what["timer"])), answers)
        case Reminder.CLOSED_ALL:
            await closed.tell_all(tx, claim.key)
        case Reminder.CLOSED:
            await closed.tell_who_waits(tx, _id(what, "customer"), settings.timezone)
        case Reminder.ALARM:
            await alarms.sound(tx, claim, settings)
        case Reminder.WAKE:
            await snoozing.wake_in_time(tx, _number(what))
        case Reminder.INCIDENT_OVER:
            await known_trouble.tell_over(tx, _id(what, "incident"), _id(what, "customer"))
        case Reminder.LOOP:
            await known_trouble.tell_for_good(tx, _id(what, "incident"), _id(what, "customer"))
        case Reminder.SCHEDULED:
            await due.say(tx, what)
        case Reminder.LEAVE:
            await chat_of_agents.leave_after_all(tx, _id(what, "chat"))
        case _:
            assert_never(kind)


async def _ask_rating(tx: Transaction, number: TicketNumber, resolution: UUID) -> None:
    """Ask for a rating, if the resolution was not undone and an agent wrote; once more a day later.

    Of an incident, each person is asked once.
    """
    ticket = await chat.ticket(tx.session, number, tx.now)
    if not ticket.person.hears:
        return
    customer = await customers.lock(tx, ticket.person.id)
    if not await ratings.question_stands(tx, number, resolution):
        return
    data: dict[str, Json] = {"resolution": str(resolution)}
    if (incident := await incidents.of_ticket(tx.session, number)) is not None:
        if await questions.asked_about_incident(tx, customer.id, questions.RATING, incident):
            return
        data["incident"] = incident
    question = await questions.ask(tx, customer, questions.RATING, ticket=number, data=data)
    text = say(ticket.person.language, "rating.ask", number=number)
    markup = drawn(ticket.person.language, keyboards.scores(question.id))
    await saying.notice(tx, number, text, markup=markup, question=question.id)
    await remind(
        tx,
        Reminder.RATING_AGAIN,
        resolution,
        f"ticket:{number}",
        tx.now + _RATE_AGAIN_AFTER,
        ticket=number,
        resolution=str(resolution),
        question=question.id,
    )


async def _ask_rating_again(tx: Transaction, number: TicketNumber, resolution: UUID, question: int) -> None:
    ticket = await chat.ticket(tx.session, number, tx.now)
    if await ratings.question_stands(tx, number, resolution):
        text = say(ticket.person.language, "rating.remind", number=number)
        markup = drawn(ticket.person.language, keyboards.scores(question))
        await saying.notice(tx, number, text, markup=markup, question=question)


async def _nudge(tx: Transaction, number: TicketNumber) -> None:
    ticket = await _still_empty(tx, number)
    if ticket is not None:
        await saying.notice(tx, number, say(ticket.person.language, "nudge", number=number))


async def _close_empty(tx: Transaction, number: TicketNumber) -> None:
    """Nobody wrote for a day: it was opened by mistake. A ticket with messages is never closed for silence."""
    person = (await chat.ticket(tx.session, number, tx.now)).person
    customer = await customers.lock(tx, person.id)
    if await _still_empty(tx, number) is None:
        return
    # If they talk about another ticket, what they write goes there.
    is_only = await looking.current(tx, customer, besides=number) is None
    await moving.resolve(tx, number, why=Cause.EMPTY)
    key = "empty_closed" if is_only else "empty_closed.only"
    await saying.notice(tx, number, say(person.language, key, number=number))


async def _still_empty(tx: Transaction, number: TicketNumber) -> chat.TicketInChat | None:
    await locking.lock(tx, number)
    ticket = await chat.ticket(tx.session, number, tx.now)
    return ticket if not ticket.has_words and ticket.state is not State.DONE else None


async def _open_without_topic(tx: Transaction, what: Mapping[str, Json], settings: Settings) -> None:
    """After ten minutes without a topic, what waits goes to a ticket of the default one, so that agents see it.

    Without support it stays at the door, and they hear that, once.
    """
    customer = await customers.lock(tx, _id(what, "customer"))
    comment = what.get("comment")
    waits = await chat.waits_at_door(
        tx.session,
        customer.id,
        comment=int(comment) if isinstance(comment, int) else None,
        since=datetime.fromisoformat(str(what["since"])),
    )
    if customer.account_id is None or not waits:
        return
    try:
        ticket = await door.open_without_topic(tx, customer, settings.timezone)
    except NoSupport as refused:
        if customer.telegram_id is not None:
            await refusing.tell(tx, customer, customer.telegram_id, refused.support, settings.timezone)
        return
    await questions.opened(tx, customer.id, ticket.number, by_timer=True)


async def _tell_later_time(tx: Transaction, number: TicketNumber, zone: ZoneInfo) -> None:
    """Tell the new deadline, if it is later than the one they were told and the ticket is still open."""
    await locking.lock(tx, number)
    ticket = await chat.ticket(tx.session, number, tx.now)
    told = await conversation.told_due_at(tx.session, number)
    due_at = ticket_texts.resolution_due(await promises.load(tx, number))
    if ticket.state is State.DONE or told is None or due_at is None or due_at <= told:
        return
    text = ticket_texts.moved_later(ticket, due_at, tx.now, zone)
    await saying.notice(tx, number, text, told=saying.by_then(ticket, due_at, tx.now, zone))


async def _tell_delay(tx: Transaction, number: TicketNumber, timer: UUID, answers: Sequence[int]) -> None:
    ticket = await locking.lock(tx, number)
    await delaying.tell_unless_answered(tx, TicketNumber(ticket.number), timer, answers)


def _number(what: Mapping[str, Json]) -> TicketNumber:
    return TicketNumber(_id(what, "ticket"))


def _id(what: Mapping[str, Json], name: str) -> int:
    value = what[name]
    assert isinstance(value, int)
    return value


def _list(what: Mapping[str, Json], name: str) -> list[Json]:
    value = what[name]
    assert isinstance(value, list)
    return value
