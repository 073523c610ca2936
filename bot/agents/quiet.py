"""Until when an alarm is kept: its ticket is snoozed, or the hours its promise counts in are closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from board.facts import DeadlineMissed, DeadlineNear, Event, TicketMoved, TicketOpened
from board.store.db import Transaction
from board.tickets import promises, snoozing
from board.tickets.working_times import closed_until

_STILL_THERE_FOR = timedelta(minutes=5)
"""After closing: what falls due at the end of the day is told at the end of the day."""


async def quiet_until(tx: Transaction, event: Event) -> datetime | None:
    """None if it may be told now. What is promised around the clock is told around the clock."""
    match event.fact:
        case TicketOpened(goals=goals):
            return await closed_until(tx.session, [goal.hours for goal in goals.values()], tx.now)
        case TicketMoved(ticket=number, goals=goals):
            snoozed = await snoozing.ends_at(tx, number)
            if snoozed is not None or tx.now - event.at <= _STILL_THERE_FOR:
                return snoozed
            return await closed_until(tx.session, [goal.hours for goal in goals.values()], tx.now)
        case DeadlineNear() | DeadlineMissed() as fact:
            snoozed = await snoozing.ends_at(tx, fact.ticket)
            if snoozed is not None or tx.now - event.at <= _STILL_THERE_FOR:
                return snoozed
            timers = await promises.load(tx, fact.ticket)
            hours = [timer.goal.hours for timer in timers if timer.key == fact.timer]
            return await closed_until(tx.session, hours, tx.now)
        case _:
            return None
