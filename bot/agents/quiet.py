"""Until when an alarm is kept: its ticket is snoozed, or the hours its promise counts in are closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from board.facts import DeadlineMissed, DeadlineNear, Event, Fact, TicketMoved, TicketOpened
from board.store.db import Transaction
from board.tickets import promises, snoozing
from board.tickets.working_times import closed_until

_STILL_THERE_FOR = timedelta(minutes=5)
"""After closing: what falls due at the end of the day is told at the end of the day."""


async def quiet_until(tx: Transaction, event: Event) -> datetime | None:
    """None if it may be told now. What is promised around the clock is told around the clock."""
    if isinstance(event.fact, TicketMoved | DeadlineNear | DeadlineMissed):
        snoozed = await snoozing.ends_at(tx, event.fact.ticket)
        if snoozed is not None or tx.now - event.at <= _STILL_THERE_FOR:
            return snoozed
    return await closed_until(tx.session, await _hours(tx, event.fact), tx.now)


async def _hours(tx: Transaction, fact: Fact) -> list[UUID | None]:
    """In which the promises count that it is about; none if it is about none."""
    match fact:
        case TicketOpened(goals=goals) | TicketMoved(goals=goals):
            return [goal.hours for goal in goals.values()]
        case DeadlineNear() | DeadlineMissed():
            timers = await promises.load(tx, fact.ticket)
            return [timer.goal.hours for timer in timers if timer.key == fact.timer]
        case _:
            return []
