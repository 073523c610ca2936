"""Telling a customer that it takes longer than was promised; what was promised first stays what is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from board.errors import Conflict, Invalid
from board.facts import DelayTold
from board.models import Ticket
from board.store import journal
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import locking, promises
from board.values import Metric, Role, Stage, TicketNumber, Timer


@allowed(Role.AGENT)
async def tell(tx: Transaction, number: int, until: datetime) -> Ticket:
    """The customer hears the new time, and from now on not by itself any more. The same time again is quiet."""
    ticket = await locking.lock(tx, number)
    timers = await promises.load(tx, TicketNumber(number))
    timer = next(filter(_can_be_late, timers), None)
    if timer is None or timer.due_at is None:
        raise Conflict("refused.delay.nothing_promised", number=number)
    if until <= max(tx.now, timer.due_at):
        raise Invalid("refused.delay.not_later", "until")
    if await _told(tx, timer, number) == until:
        return ticket
    is_told = tuple(
        replace(each, rung=each.rung | {Stage.CLOSE}) if each.key == timer.key else each for each in timers
    )
    await promises.store(tx, TicketNumber(number), is_told, timers)
    await promises.ring(tx, TicketNumber(number), timer, Stage.CLOSE)
    await tx.record(DelayTold(TicketNumber(number), ticket.customer_id, timer.key, until))
    return ticket


def _can_be_late(timer: Timer) -> bool:
    return timer.metric is Metric.RESOLUTION and timer.ended_at is None and not timer.unasked


async def _told(tx: Transaction, timer: Timer, number: int) -> datetime | None:
    last = await journal.latest_of(tx.session, TicketNumber(number), [DelayTold])
    if last is None or not isinstance(last.fact, DelayTold) or last.fact.timer != timer.key:
        return None
    return last.fact.until
