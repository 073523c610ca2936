"""The loop that raises alarms on time: raise what is due, sleep until the next."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from board.facts import DeadlineClose, DeadlineMissed, DeadlineNear
from board.store.db import Database, Transaction
from board.store.loops import Beat
from board.store.wake import Wake, wait
from board.tickets import locking, promises
from board.values import TIMER, Stage, TicketNumber, Timer
from sla import clock

if TYPE_CHECKING:
    from board.models import Ticket

log = structlog.get_logger()

# Short enough that a lost notice does not matter and the heartbeat stays fresh.
_LONGEST_SLEEP_SECONDS = 15.0
_BACK_OFF_SECONDS = 1.0
_FACTS: Mapping[Stage, type[DeadlineNear | DeadlineClose | DeadlineMissed]] = {
    Stage.NEAR: DeadlineNear,
    Stage.CLOSE: DeadlineClose,
    Stage.MISSED: DeadlineMissed,
}


async def loop(database: Database, wake: Wake, beat: Beat) -> None:
    """Turn for ever; any number of workers may turn at once."""
    async with wake.on("alarm", "clock") as woken:
        while True:
            woken.clear()
            async with database.reading() as session:
                seconds = await promises.seconds_to_next_alarm(session)
            beat.turn(lag_seconds=max(0.0, -(seconds or 0.0)))
            if seconds is None or seconds >= 0:
                await wait(woken, min(_LONGEST_SLEEP_SECONDS, math.inf if seconds is None else seconds))
            elif not await ring_due(database):
                await wait(woken, _BACK_OFF_SECONDS)


async def ring_due(database: Database) -> int:
    """Raise the alarms of up to 100 tickets, a transaction each; returns how many tickets succeeded."""
    async with database.reading() as session:
        numbers = await promises.due_alarms(session)
    served = 0
    for number in numbers:
        try:
            await database.run(TIMER, partial(ring_ticket, number=number))
            served += 1
        except Exception:  # one that fails must not stop the others
            log.exception("alarm failed", ticket=number)
    return served


async def ring_ticket(tx: Transaction, number: TicketNumber) -> None:
    """Raise what is due on one ticket. Checked again under its lock, so two workers raise it only once."""
    ticket = await locking.lock_itself(tx, number)
    if ticket.next_alarm_at is None or ticket.next_alarm_at >= tx.now:
        return
    before = await promises.load(tx, number)
    timers = clock.advance(before, tx.now)
    alarms = {timer: alarm for timer in timers if (alarm := promises.next_alarm(timer)) and alarm.at < tx.now}
    rung = tuple(_rung(timer, alarms[timer].stage) if timer in alarms else timer for timer in timers)
    await promises.store(tx, number, rung, before)
    # What follows from a breach withdraws promises, so warnings go before.
    for timer, alarm in sorted(alarms.items(), key=lambda rung: rung[1].stage is Stage.MISSED):
        await _ring(tx, ticket, timer, alarm)


def _rung(timer: Timer, stage: Stage) -> Timer:
    return replace(timer, rung=timer.rung | {stage})


async def _ring(tx: Transaction, ticket: Ticket, timer: Timer, alarm: promises.NextAlarm) -> None:
    """The event has the time of the deadline itself, however late it is raised."""
    if not await promises.ring(tx, TicketNumber(ticket.number), timer, alarm.stage):
        return
    assert timer.due_at is not None
    fact = _FACTS[alarm.stage](ticket.number, ticket.customer_id, timer.key, timer.metric, timer.due_at)
    await tx.record(fact, at=alarm.at)
