"""Until when an alarm is kept: its ticket is snoozed, or the hours its promise counts in are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from board.facts import DeadlineMissed, DeadlineNear, Event, TicketMoved, TicketOpened
from board.store.db import Transaction
from board.tickets import promises, snoozing, working_times

_STILL_THERE_FOR = timedelta(minutes=5)
"""After closing: what falls due at the end of the day is told at the end of the day."""


async def quiet_until(tx: Transaction, event: Event) -> datetime | None:
    """None if it may be told now. What is promised around the clock is told around the clock."""
    match event.fact:
        case TicketOpened(goals=goals):
            return await _closed_until(tx, [goal.hours for goal in goals.values()])
        case TicketMoved(ticket=number, goals=goals):
            snoozed = await snoozing.ends_at(tx, number)
            if snoozed is not None or tx.now - event.at <= _STILL_THERE_FOR:
                return snoozed
            return await _closed_until(tx, [goal.hours for goal in goals.values()])
        case DeadlineNear() | DeadlineMissed() as fact:
            snoozed = await snoozing.ends_at(tx, fact.ticket)
            if snoozed is not None or tx.now - event.at <= _STILL_THERE_FOR:
                return snoozed
            timers = await promises.load(tx, fact.ticket)
            return await _closed_until(tx, [t.goal.hours for t in timers if t.key == fact.timer])
        case _:
            return None


async def _closed_until(tx: Transaction, hours: Sequence[UUID | None]) -> datetime | None:
    if None in hours:
        return None
    calendars = await working_times.load(tx.session, hours)
    opens = [at for calendar in calendars.values() if (at := calendar.next_open(tx.now)) is not None]
    return min(opens) if opens and min(opens) > tx.now else None
