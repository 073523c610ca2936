"""What is said about a ticket, in the customer's language and with the time zone named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from board.desk import bot_face, notices
from board.store.db import Transaction
from board.values import Metric, State, Timer, TimerState
from board.views.chat import TicketInChat
from board.words.catalog import FALLBACK, say
from board.words.times import by, within
from bot.talk import known_trouble

_LAST_WORDS = 200


def opening(
    ticket: TicketInChat,
    timers: Iterable[Timer],
    now: datetime,
    zone: ZoneInfo,
    notices: Iterable[str] = (),
    closing: Iterable[str] = (),
    *,
    no_topic: bool,
    has_words: bool,
) -> str:
    """Number, topic and promise, when somebody is there, what the company knows already, then the topic's own question.

    Who has already written what it is about is not asked.
    """
    language = ticket.person.language
    lines = [_promise(ticket, timers, now, zone)]
    if ticket.follows is not None:
        lines.append(say(language, "opened.follows", number=ticket.follows))
    lines += [*closing, *notices]
    if no_topic:
        lines.append(say(language, "opened.no_topic"))
    elif not has_words:
        lines.append(ticket.prompt or say(language, "opened.prompt"))
    return "\n".join(lines)


async def notices_of(tx: Transaction, ticket: TicketInChat) -> list[str]:
    """The notices that concern its topic, each a line of its own."""
    language = ticket.person.language
    told = await notices.said(tx.session, ticket.topic_key, language, tx.now)
    if (known := await known_trouble.to_say(tx, ticket)) is not None:
        told = [known, *told]
    return [say(language, "notice.said", text=text) for text in told]


async def introduction(tx: Transaction, ticket: TicketInChat) -> str:
    """Who writes to them first, and what about; the agent's own words come after it."""
    language = ticket.person.language
    names: Mapping[str, str] = (await bot_face.wanted(tx.session)).get("name") or {}
    company = names.get(language) or names.get(FALLBACK) or say(language, "introduced.we")
    named = {"company": company, "topic": ticket.topic, "number": ticket.number}
    if ticket.account is None:
        return say(language, "introduced", **named)
    return say(language, "introduced.account", **named, account=ticket.account)


def split_off(ticket: TicketInChat, due_at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    language = ticket.person.language
    named = {"number": ticket.number, "topic": ticket.topic, "follows": ticket.follows}
    if due_at is None:
        return say(language, "split", **named)
    return say(language, "split.until", **named, by=by(language, due_at, now, ticket.zone or zone))


def reopened(ticket: TicketInChat, due_at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    language = ticket.person.language
    if due_at is None:
        return say(language, "reopened", number=ticket.number)
    promise = by(language, due_at, now, ticket.zone or zone)
    return say(language, "reopened.until", number=ticket.number, by=promise)


def moved_later(ticket: TicketInChat, due_at: datetime, now: datetime, zone: ZoneInfo) -> str:
    language = ticket.person.language
    promise = by(language, due_at, now, ticket.zone or zone)
    return say(language, "moved_later", number=ticket.number, by=promise)


def promised_anew(ticket: TicketInChat, due_at: datetime, now: datetime, zone: ZoneInfo) -> str:
    language = ticket.person.language
    promise = by(language, due_at, now, ticket.zone or zone)
    return say(language, "promised_anew", number=ticket.number, by=promise)


def line(ticket: TicketInChat) -> str:
    language = ticket.person.language
    state = say(language, f"state.{ticket.state}")
    return say(language, "tickets.line", number=ticket.number, topic=ticket.topic, state=state)


def chosen(
    ticket: TicketInChat, due_at: datetime | None, last_words: str, now: datetime, zone: ZoneInfo
) -> str:
    """A ticket as its customer sees it: where it stands, what was said last, and what writing does."""
    language = ticket.person.language
    lines = [line(ticket)]
    if due_at is not None and due_at > now and ticket.state is not State.DONE:
        lines.append(say(language, "ticket.due", by=by(language, due_at, now, ticket.zone or zone)))
    if last_words:
        lines.append(say(language, "ticket.last", words=_short(last_words)))
    lines.append(say(language, _what_writing_does(ticket)))
    return "\n".join(lines)


def resolution_due(timers: Iterable[Timer]) -> datetime | None:
    """When it is to be solved; None if that is not promised, or the clock is paused."""
    open_ones = [t for t in timers if t.metric is Metric.RESOLUTION and t.ended_at is None]
    return open_ones[-1].due_at if open_ones else None


def _promise(ticket: TicketInChat, timers: Iterable[Timer], now: datetime, zone: ZoneInfo) -> str:
    language, timers = ticket.person.language, tuple(timers)
    response = next((t for t in timers if _is_running(t, Metric.FIRST_RESPONSE)), None)
    due_at = resolution_due(timers)
    named = {"number": ticket.number, "topic": ticket.topic}
    words = _first_words(ticket, response, now, zone) if response else ""
    promise = by(language, due_at, now, ticket.zone or zone) if due_at else ""
    if response and due_at:
        return say(language, "opened.both", **named, within=words, by=promise)
    if response:
        return say(language, "opened.response", **named, within=words)
    if due_at:
        return say(language, "opened.resolution", **named, by=promise)
    return say(language, "opened.bare", **named)


def _first_words(ticket: TicketInChat, response: Timer, now: datetime, zone: ZoneInfo) -> str:
    """“within 5 minutes”, or by when, if they don't all count: nobody is there now, or not so long."""
    language, length = ticket.person.language, response.goal.duration
    if response.due_at is None or response.due_at - response.started_at == length:
        return within(language, length)
    return by(language, response.due_at, now, ticket.zone or zone, length=length)


def _is_running(timer: Timer, metric: Metric) -> bool:
    return timer.metric is metric and timer.state is TimerState.RUNNING


def _what_writing_does(ticket: TicketInChat) -> str:
    if not ticket.takes_words:
        return "ticket.was_empty" if ticket.was_empty else "ticket.old"
    return "ticket.chosen_done" if ticket.state is State.DONE else "ticket.chosen"


def _short(words: str) -> str:
    return words if len(words) <= _LAST_WORDS else f"{words[:_LAST_WORDS].rstrip()}…"
