"""Telling a customer that it takes longer than was promised; what was promised first stays what is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from board.business_time import DAY_MINUTES, Calendar
from board.errors import Conflict, Invalid
from board.facts import DelayTold
from board.models import Customer, Ticket
from board.store import journal
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import locking, promises, snoozing, working_times
from board.tickets.reach import barred
from board.values import Metric, Role, Stage, TicketNumber, Timer


class Later(StrEnum):
    """A new time by a word: an hour more, the end of this working day, ten o'clock on the next."""

    HOUR = "hour"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"


_HOUR = timedelta(hours=1)
_TONIGHT = timedelta(hours=16)
"""A working day that ends later is another one."""
_LATEST = 2 * DAY_MINUTES
"""Whoever asks before the end belongs to the day, also after the midnight of a night's work."""
_EVENING, _MORNING = 20, 10
"""Of a lane that is never closed, tonight ends then; o'clock."""


@allowed(Role.AGENT)
async def tell(tx: Transaction, number: int, until: datetime) -> Ticket:
    """The customer hears the new time, and from now on not by itself any more. The same time again is quiet."""
    ticket = await locking.lock(tx, number)
    number = TicketNumber(ticket.number)
    timers = await promises.load(tx, number)
    timer = next(filter(_can_be_late, timers), None)
    if timer is None or timer.due_at is None:
        raise Conflict("refused.delay.nothing_promised", number=number)
    if until <= max(tx.now, timer.due_at):
        raise Invalid("refused.delay.not_later", "until")
    snoozing.refuse_far(tx, until)
    if await told_until(tx, number, timer) == until:
        return ticket
    if await _has_blocked(tx, ticket):
        raise Conflict("refused.delay.blocked")
    is_told = tuple(
        replace(each, rung=each.rung | {Stage.CLOSE}) if each.key == timer.key else each for each in timers
    )
    await promises.store(tx, number, is_told, timers)
    await promises.ring(tx, number, timer, Stage.CLOSE)
    await tx.record(DelayTold(number, ticket.customer_id, timer.key, until))
    return ticket


@allowed(Role.AGENT)
async def tell_by_word(tx: Transaction, number: int, later: Later, zone: ZoneInfo) -> Ticket:
    """`zone` is the desk's, which counts where the lane has no calendar."""
    ticket = await locking.lock(tx, number)
    found = (await choices(tx, TicketNumber(ticket.number), zone)).get(later)
    # Of a ticket that promises nothing, the refusal is the other verb's.
    return await tell(tx, ticket.number, found or tx.now)


async def choices(tx: Transaction, number: TicketNumber, zone: ZoneInfo) -> dict[Later, datetime]:
    """What may be said of the ticket now: the times that are later than what was promised."""
    timer = next(filter(_can_be_late, await promises.load(tx, number)), None)
    if timer is None or timer.due_at is None:
        return {}
    calendar = await working_times.of_promise(tx.session, timer.goal.hours)
    least = max(tx.now, timer.due_at)
    known = {later: at(later, tx.now, timer, calendar, zone) for later in Later}
    return {later: when for later, when in known.items() if when > least}


def at(later: Later, now: datetime, timer: Timer, calendar: Calendar | None, zone: ZoneInfo) -> datetime:
    """What the word means now, in the hours of the promise."""
    assert timer.due_at is not None
    here = now.astimezone(calendar.zone if calendar else zone)
    match later:
        case Later.HOUR:
            return later_by(max(now, timer.due_at), _HOUR, calendar)
        case Later.TONIGHT:
            evening = here.replace(hour=_EVENING, minute=0, second=0, microsecond=0)
            ends = calendar.day_end(now, _LATEST) if calendar else evening
            return ends if ends is not None and ends - now < _TONIGHT else now
        case Later.TOMORROW:
            morning = (here + timedelta(days=1)).replace(hour=_MORNING, minute=0, second=0, microsecond=0)
            return (calendar.next_open(morning) if calendar else None) or morning


def later_by(at: datetime, length: timedelta, calendar: Calendar | None) -> datetime:
    """In open time; in every hour without a calendar, or where it opens no more."""
    return (calendar.add(at, length) if calendar else None) or at + length


def _can_be_late(timer: Timer) -> bool:
    return timer.metric is Metric.RESOLUTION and timer.ended_at is None and not timer.unasked


async def _has_blocked(tx: Transaction, ticket: Ticket) -> bool:
    asked = select(Customer.id).where(
        Customer.id == ticket.customer_id, or_(Customer.blocked_at.is_not(None), barred())
    )
    return await tx.session.scalar(asked) is not None


async def told_until(tx: Transaction, number: int, timer: Timer) -> datetime | None:
    """The new time that was told last of this promise."""
    last = await journal.latest_of(tx.session, TicketNumber(number), [DelayTold])
    if last is None or not isinstance(last.fact, DelayTold) or last.fact.timer != timer.key:
        return None
    return last.fact.until
