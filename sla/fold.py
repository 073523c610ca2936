"""The listener that keeps a ticket's promises: load, apply the event, store; or rebuild them from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from board.facts import (
    AgentReplied,
    CommentMovedAway,
    CustomerWrote,
    Event,
    PromisesRenewed,
    ReplyTakenBack,
    TicketMoved,
    TicketUndone,
)
from board.store import clock as desk_clock
from board.store import journal
from board.store.db import Effect, Transaction
from board.tickets import locking, promises, working_times
from board.values import TicketNumber, Timer
from sla import clock


async def apply(tx: Transaction, event: Event) -> Effect | None:
    """Apply the event to its ticket's promises. The verb has locked the ticket."""
    if event.ticket is None:
        return None
    if _takes_back(event):
        return partial(_rebuild, tx, event.ticket, event.at)
    before = await promises.load(tx, event.ticket)
    hours = [*(timer.goal.hours for timer in before), *clock.hours_of(event)]
    calendars = await working_times.load(tx.session, hours)
    after = clock.apply(before, event, calendars)
    return partial(promises.store, tx, event.ticket, after, before) if after != before else None


async def refold(tx: Transaction, ticket: TicketNumber) -> None:
    """Build a ticket's promises again from the journal; the result is the same as it was."""
    await locking.lock_itself(tx, ticket)
    await _rebuild(tx, ticket, tx.now)


async def differs(session: AsyncSession, first: TicketNumber, last: TicketNumber) -> list[TicketNumber]:
    """Of the tickets from the first through the last, those whose promises the journal tells otherwise.

    Nothing is locked: one that is changed meanwhile may be among them.
    """
    now = await desk_clock.now(session)
    histories = await journal.of_tickets(session, first, last)
    stored = await promises.of_tickets(session, first, last)
    found = []
    for number in range(first, last + 1):
        told = await _told(session, histories.get(TicketNumber(number), []), now)
        if _unrung(told) != _unrung(clock.advance(stored.get(TicketNumber(number), ()), now)):
            found.append(TicketNumber(number))
    return found


def _unrung(timers: clock.Timers) -> dict[UUID, Timer]:
    """Alarms are not folded, and rows have an order of their own."""
    return {timer.key: replace(timer, rung=frozenset()) for timer in timers}


async def _rebuild(tx: Transaction, ticket: TicketNumber, now: datetime) -> None:
    history = await journal.of_ticket(tx.session, ticket)
    history += [event for event in tx.events if event.ticket == ticket]
    timers = await _told(tx.session, history, now)
    rung = await promises.alarms_of(tx, ticket)
    timers = tuple(replace(timer, rung=rung.get(timer.key, frozenset())) for timer in timers)
    await promises.store(tx, ticket, timers, await promises.load(tx, ticket))


async def _told(session: AsyncSession, history: Sequence[Event], now: datetime) -> clock.Timers:
    """What the history comes to by now."""
    hours = {key for event in history for key in clock.hours_of(event)}
    return clock.advance(fold(history, await working_times.load(session, hours)), now)


def fold(history: Iterable[Event], calendars: clock.Calendars = working_times.NONE) -> clock.Timers:
    """A ticket's promises from its whole history, without what was undone."""
    timers: clock.Timers = ()
    for event in standing(history):
        timers = clock.apply(timers, event, calendars)
    return timers


def standing(history: Iterable[Event]) -> list[Event]:
    """The part of a history that was not undone."""
    kept: list[Event] = []
    for event in history:
        if not _takes_back(event):
            kept.append(event)
        elif places := [n for n, earlier in enumerate(kept) if _is_taken_back(earlier, event)]:
            first, undone = places[0], [kept[n] for n in places]
            later = [each for n, each in enumerate(kept[first:], first) if n not in places]
            kept[first:] = [each for each in later if not any(_was_given_there(each, u) for u in undone)]
    return kept


def _was_given_there(later: Event, undone: Event) -> bool:
    """Promised anew by a lane to which the ticket never went after all."""
    if not isinstance(later.fact, PromisesRenewed) or not isinstance(undone.fact, TicketMoved):
        return False
    start, to = undone.fact.start, undone.fact.to
    return (start.board, start.lane) != (to.board, to.lane)


def _takes_back(event: Event) -> bool:
    """Whether it removes an earlier event: an undo, a comment that moved to another ticket, a reply that never went."""
    return isinstance(event.fact, TicketUndone | CommentMovedAway | ReplyTakenBack)


def _is_taken_back(earlier: Event, by: Event) -> bool:
    match by.fact:
        case TicketUndone(undoes=key):
            return earlier.key == key
        case CommentMovedAway(comment=moved):
            return isinstance(earlier.fact, CustomerWrote) and earlier.fact.comment == moved
        case ReplyTakenBack(comment=unsent):
            return isinstance(earlier.fact, AgentReplied) and earlier.fact.comment == unsent
        case _:
            return False
