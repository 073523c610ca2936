"""What agents hear in Telegram: the first alarm at once, those of the minute after it together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from board.facts import DeadlineMissed, DeadlineNear, Event, NumbersGuessed, TicketOpened, TicketRated
from board.people import team
from board.queues import alarms_key
from board.settings import Settings
from board.store import jobs, journal
from board.store.db import Transaction
from board.store.jobs import Claim
from board.tickets import promises
from board.values import ActorKind, AgentId, State
from board.views import chat
from board.words.catalog import say, say_count
from board.words.times import by, moment
from bot.reminders import QUEUE, Reminder, remind
from bot.talk import saying

if TYPE_CHECKING:
    from board.models import Agent

_MOST_LINES = 30
_PAUSE = timedelta(minutes=1)


async def raise_for_agents(tx: Transaction, event: Event) -> None:
    """Tell every agent with a linked Telegram, except the one who caused it.

    Of a ticket that is somebody's from the first, they are told first: others hear of it if its promise is near.
    """
    for agent in await _told(tx, event):
        if event.actor.kind is ActorKind.AGENT and event.actor.id == agent.id:
            continue
        await remind(
            tx,
            Reminder.ALARM,
            f"{event.key}:{agent.id}",
            alarms_key(AgentId(agent.id)),
            await _may_sound_at(tx, AgentId(agent.id)),
            event=str(event.key),
            agent=agent.id,
        )


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


async def sound(tx: Transaction, claim: Claim, settings: Settings) -> None:
    """One message for this alarm and all others of its agent, then a minute's pause."""
    claims = [claim, *await jobs.waiting(tx.session, QUEUE, claim.order_key)]
    await jobs.forget_open(tx.session, QUEUE, claim.order_key)
    agent = next((a for a in await team.linked(tx.session) if a.id == claim.json()["agent"]), None)
    if agent is None or agent.telegram_id is None:
        return
    events = [str(event) for other in claims if (event := other.json().get("event"))]
    language = agent.language or settings.language
    lines = [await _line(tx, UUID(event), language, settings.timezone) for event in events]
    if text := _together([line for line in lines if line], language):
        key = f"{claim.order_key}:{claim.id}"
        await saying.tell(tx, agent.telegram_id, text, key=key)
        await _pause(tx, AgentId(agent.id))


async def _pause(tx: Transaction, agent: AgentId) -> None:
    until = tx.now + _PAUSE
    cause = f"pause:{agent}:{until.isoformat()}"
    await remind(tx, Reminder.ALARM, cause, alarms_key(agent), until, agent=agent, until=until.isoformat())


def _together(lines: Sequence[str], language: str) -> str:
    shown = list(lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        shown.append(say_count(language, "alarm.more", len(lines) - _MOST_LINES))
    return "\n".join(shown)


async def _line(tx: Transaction, key: UUID, language: str, zone: ZoneInfo) -> str | None:
    """None if nobody needs to be told any more."""
    event = await journal.by_key(tx.session, key)
    if event is not None and isinstance(event.fact, NumbersGuessed):
        return say(language, "alarm.guessed", numbers=event.fact.numbers, people=event.fact.people)
    if event is None or event.ticket is None:
        return None
    ticket = await chat.ticket(tx.session, event.ticket, tx.now)
    named = {
        "number": ticket.number,
        "topic": await chat.topic_name(tx.session, ticket.number, language),
        "account": ticket.account or say(language, "alarm.no_account"),
    }
    match event.fact:
        case TicketOpened() if ticket.state is not State.DONE:
            return say(language, "alarm.opened", **named)
        case TicketRated():
            return say(language, "alarm.rated_bad", **named)
        case DeadlineNear() | DeadlineMissed() as fact if await _is_open(tx, fact):
            return _deadline(fact, named, language, tx.now, zone)
        case _:
            return None


async def _is_open(tx: Transaction, fact: DeadlineNear | DeadlineMissed) -> bool:
    timers = await promises.load(tx, fact.ticket)
    return any(timer.key == fact.timer and timer.ended_at is None for timer in timers)


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
