"""What agents hear in Telegram: the first alarm at once, those of the minute after it together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from board.facts import (
    DeadlineMissed,
    DeadlineNear,
    Event,
    NumbersGuessed,
    TicketMoved,
    TicketOpened,
    TicketRated,
    TicketSnoozed,
    TicketWoken,
)
from board.people import team
from board.queues import alarms_key
from board.settings import Settings
from board.store import jobs, journal
from board.store.db import Transaction
from board.store.jobs import Claim, Job
from board.tickets import delays, promises, snoozing
from board.values import ActorKind, AgentId, Metric, Stage, State, TicketNumber
from board.views import chat
from board.words.catalog import say, say_count
from board.words.times import by, moment
from bot.agents.quiet import quiet_until
from bot.reminders import QUEUE, Reminder, remind
from bot.talk import keyboards, saying
from bot.talk.buttons import Rows, drawn

if TYPE_CHECKING:
    from board.models import Agent

_MOST_LINES = 30
_MOST_BUTTONS = 8
_PAUSE = timedelta(minutes=1)


async def raise_for_agents(tx: Transaction, event: Event) -> None:
    """Tell every agent with a linked Telegram, except the one who caused it.

    Of a ticket that is somebody's from the first, they are told first: others hear of it if its promise is near.
    """
    for agent in await _told(tx, event):
        if event.actor.kind is ActorKind.AGENT and event.actor.id == agent.id:
            continue
        await _put(tx, event.key, AgentId(agent.id), await _may_sound_at(tx, AgentId(agent.id)))


async def _put(tx: Transaction, event: UUID, agent: AgentId, at: datetime) -> None:
    cause = f"{event}:{agent}"
    await remind(tx, Reminder.ALARM, cause, alarms_key(agent), at, event=str(event), agent=agent)


async def _told(tx: Transaction, event: Event) -> list[Agent]:
    linked = await team.linked(tx.session)
    if isinstance(event.fact, TicketOpened) and event.fact.agent is not None:
        return [agent for agent in linked if agent.id == event.fact.agent] or linked
    return linked


async def _may_sound_at(tx: Transaction, agent: AgentId) -> datetime:
    """Now, unless this agent has heard an alarm within the last minute."""
    waiting = await jobs.waiting(tx.session, QUEUE, alarms_key(agent))
    ends = [datetime.fromisoformat(str(pause)) for claim in waiting if (pause := claim.json().get("until"))]
    return max([tx.now, *ends])


async def follow_snooze(tx: Transaction, event: Event) -> None:
    """A snoozed ticket wakes in time; once awake, what agents were not told of is told, if it still stands."""
    match event.fact:
        case TicketSnoozed(ticket=number, until=until) if until is not None:
            await remind(tx, Reminder.WAKE, event.key, f"ticket:{number}", until, ticket=number)
        case TicketWoken():
            for agent in await team.linked(tx.session):
                await _look_again(tx, AgentId(agent.id), event)


async def _look_again(tx: Transaction, agent: AgentId, event: Event) -> None:
    if any(claim.json().get("event") for claim in await jobs.waiting(tx.session, QUEUE, alarms_key(agent))):
        at = await _may_sound_at(tx, agent)
        await remind(tx, Reminder.ALARM, f"{event.key}:{agent}", alarms_key(agent), at, agent=agent)


async def sound(tx: Transaction, claim: Claim, settings: Settings) -> None:
    """One message for this alarm and all others of its agent, then a minute's pause.

    What is to be quiet now is kept until its time.
    """
    agent = next((a for a in await team.linked(tx.session) if a.id == claim.json()["agent"]), None)
    if agent is None or agent.telegram_id is None:
        await jobs.forget_open(tx.session, QUEUE, claim.order_key)
        return
    if (at := await _may_sound_at(tx, AgentId(agent.id))) > tx.now:
        await tx.later(Job(QUEUE, claim.key, claim.order_key, claim.json(), at))
        return
    others = await jobs.waiting(tx.session, QUEUE, claim.order_key)
    await jobs.finish(tx.session, *others)  # and not what comes meanwhile
    events = await _heard(tx, [claim, *others], AgentId(agent.id))
    language = agent.language or settings.language
    lines = [(event, await _line(tx, event, language, settings.timezone)) for event in events]
    told = [(event, line) for event, line in lines if line]
    if told:
        text = _together([line for _, line in told], language)
        heard = [event for event, _ in told]
        rows = [
            *await _delays(tx, heard, language, settings.timezone),
            *keyboards.snooze(await _may_be_snoozed(tx, heard)),
        ]
        markup = drawn(language, rows) if rows else None
        key = f"{claim.order_key}:{claim.id}"
        await saying.tell(tx, agent.telegram_id, text, markup=markup, key=key)
        await _pause(tx, AgentId(agent.id))


async def _heard(tx: Transaction, claims: Iterable[Claim], agent: AgentId) -> list[Event]:
    """In the order in which they happened, of each promise the latest; those to be kept are put back."""
    keys = [UUID(str(key)) for claim in claims if (key := claim.json().get("event"))]
    events = [event for key in keys if (event := await journal.by_key(tx.session, key))]
    heard: dict[UUID, Event] = {}
    for event in sorted(events, key=lambda event: event.at):
        if (until := await quiet_until(tx, event)) is not None:
            await _put(tx, event.key, agent, until)
        else:
            heard[getattr(event.fact, "timer", event.key)] = event
    return [*heard.values()]


async def _delays(tx: Transaction, events: Sequence[Event], language: str, zone: ZoneInfo) -> Rows:
    """New times to tell the customer, if one solution alone is nearly due or late."""
    numbers = {
        event.fact.ticket
        for event in events
        if isinstance(event.fact, DeadlineNear | DeadlineMissed) and event.fact.metric is Metric.RESOLUTION
    }
    if len(numbers) != 1:
        return []
    (number,) = numbers
    choices = await delays.choices(tx, number, zone)
    shown = [(later, moment(language, at, tx.now, zone)) for later, at in choices.items()]
    return keyboards.delays(number, shown)


async def _may_be_snoozed(tx: Transaction, events: Iterable[Event]) -> dict[int, bool]:
    """The first tickets whose deadlines are told, and whether their lanes are ever closed."""
    numbers = [event.fact.ticket for event in events if isinstance(event.fact, DeadlineNear | DeadlineMissed)]
    shown = [*dict.fromkeys(numbers)][:_MOST_BUTTONS]
    return {number: await snoozing.may_wait_for_opening(tx, number) for number in shown}


async def _pause(tx: Transaction, agent: AgentId) -> None:
    until = tx.now + _PAUSE
    cause = f"pause:{agent}:{until.isoformat()}"
    await remind(tx, Reminder.ALARM, cause, alarms_key(agent), until, agent=agent, until=until.isoformat())


def _together(lines: Sequence[str], language: str) -> str:
    shown = list(lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        shown.append(say_count(language, "alarm.more", len(lines) - _MOST_LINES))
    return "\n".join(shown)


async def _line(tx: Transaction, event: Event, language: str, zone: ZoneInfo) -> str | None:
    """None if nobody needs to be told any more."""
    if isinstance(event.fact, NumbersGuessed):
        return say(language, "alarm.guessed", numbers=event.fact.numbers, people=event.fact.people)
    if event.ticket is None:
        return None
    ticket = await chat.ticket(tx.session, event.ticket, tx.now)
    named = {
        "number": ticket.number,
        "topic": await chat.topic_name(tx.session, ticket.number, language),
        "account": ticket.account or say(language, "alarm.no_account"),
    }
    match event.fact:
        case TicketOpened() if ticket.state is not State.DONE and ticket.number == event.ticket:
            return say(language, "alarm.opened", **named)
        case TicketMoved(to=place) if ticket.state is not State.DONE:
            named["place"] = await chat.place_name(tx.session, place, language)
            return say(language, "alarm.moved_by_rule", **named)
        case TicketRated():
            return say(language, "alarm.rated_bad", **named)
        case DeadlineNear() | DeadlineMissed() as fact if await _is_open(tx, ticket.number, fact):
            return _deadline(fact, named, language, tx.now, zone)
        case _:
            return None


async def _is_open(tx: Transaction, number: int, fact: DeadlineNear | DeadlineMissed) -> bool:
    """Nobody needs to hear that something was near which is missed: that is an alarm of its own.

    `number` is where the promise is by now.
    """
    timers = await promises.load(tx, TicketNumber(number))
    standing = [timer for timer in timers if timer.key == fact.timer and timer.ended_at is None]
    is_over = isinstance(fact, DeadlineNear) and any(Stage.MISSED in timer.rung for timer in standing)
    return bool(standing) and not is_over


def _deadline(
    fact: DeadlineNear | DeadlineMissed,
    named: dict[str, object],
    language: str,
    now: datetime,
    zone: ZoneInfo,
) -> str:
    due = (language, fact.due_at, now, zone)
    metric = say(language, f"metric.{fact.metric}")
    if isinstance(fact, DeadlineNear):
        return say(language, "alarm.near", **named, metric=metric, by=by(*due))
    return say(language, "alarm.missed", **named, metric=metric, time=moment(*due))
