"""Snooze: for a while nobody is told of a ticket's alarms. Its clock runs on, and no verdict knows of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_

from board.errors import Conflict, Invalid
from board.facts import Cause, TicketSnoozed, TicketWoken
from board.models import Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import history, locking, policies, working_times
from board.values import Role

LONGEST = timedelta(days=366)


class Until(StrEnum):
    """What ends a snooze, where it is no time that an agent names."""

    OPENING = "opening"
    """When the lane's calendar next begins to be open."""
    CUSTOMER = "customer"
    """Their words, which end every other one too."""


@allowed(Role.AGENT)
async def snooze(tx: Transaction, number: int, until: datetime | Until) -> Ticket:
    """Quiet the ticket's alarms; one that is snoozed already is from now on by the new end."""
    ticket = await locking.lock(tx, number)
    if ticket.done_at is not None:
        raise Conflict("refused.snooze.done", number=number)
    ends = await _end(tx, ticket, until)
    if not (is_snoozed(ticket, tx.now) and ticket.snoozed_until == ends):
        await _sleep(tx, ticket, ends)
    return ticket


@allowed(Role.AGENT)
async def wake(tx: Transaction, number: int) -> Ticket:
    """Agents hear of its alarms again, and of those that stand; one that is awake stays so."""
    ticket = await locking.lock(tx, number)
    await _wake(tx, ticket, None)
    return ticket


async def wake_in_time(tx: Transaction, number: int) -> None:
    """Its end has come, unless it was given another since."""
    ticket = await locking.lock(tx, number)
    if ticket.snoozed_until is not None and ticket.snoozed_until <= tx.now:
        await _wake(tx, ticket, None)


async def customer_wrote(tx: Transaction, ticket: Ticket) -> None:
    """More than a thanks. The caller has locked the ticket."""
    if is_snoozed(ticket, tx.now):
        await _wake(tx, ticket, Cause.CUSTOMER_WROTE)


async def wake_for(tx: Transaction, ticket: Ticket) -> None:
    """Another ticket that was awake goes on in this one. The caller has locked both."""
    await _wake(tx, ticket, None)


async def sleep_on(tx: Transaction, ticket: Ticket, since: datetime) -> None:
    """The words that woke it since then were meant for another ticket. The caller has locked it."""
    woken = await history.last_change(tx, ticket, (TicketSnoozed, TicketWoken))
    before = await history.last_change(tx, ticket, (TicketSnoozed,))
    if woken is None or before is None or woken.at < since or ticket.done_at is not None:
        return
    assert isinstance(before.fact, TicketSnoozed)
    ends = before.fact.until
    if getattr(woken.fact, "why", None) is Cause.CUSTOMER_WROTE and (ends is None or ends > tx.now):
        await _sleep(tx, ticket, ends)


def forget(ticket: Ticket) -> None:
    """A resolution ends it quietly, so that taking that back brings it back; a reopening begins anew."""
    ticket.snoozed_at = ticket.snoozed_until = None


def is_snoozed(ticket: Ticket, now: datetime) -> bool:
    """As of a time, so that nobody has to come by when it ends."""
    is_over = ticket.snoozed_until is not None and ticket.snoozed_until <= now
    return ticket.snoozed_at is not None and ticket.done_at is None and not is_over


async def ends_at(tx: Transaction, number: int) -> datetime | None:
    """When a snoozed ticket wakes at the latest; None if it is awake."""
    ticket = await tx.session.get_one(Ticket, number, populate_existing=True)
    return (ticket.snoozed_until or tx.now + LONGEST) if is_snoozed(ticket, tx.now) else None


async def may_wait_for_opening(tx: Transaction, number: int) -> bool:
    """Whether its lane is ever closed."""
    ticket = await tx.session.get_one(Ticket, number)
    return await opening(tx, ticket) is not None


def sleeps() -> ColumnElement[bool]:
    """`is_snoozed` as a condition on Ticket."""
    return and_(
        Ticket.snoozed_at.is_not(None),
        Ticket.done_at.is_(None),
        or_(Ticket.snoozed_until.is_(None), Ticket.snoozed_until > func.desk_now()),
    )


async def _sleep(tx: Transaction, ticket: Ticket, until: datetime | None) -> None:
    ticket.snoozed_at, ticket.snoozed_until = tx.now, until
    await tx.record(TicketSnoozed(ticket.number, ticket.customer_id, until))


async def _wake(tx: Transaction, ticket: Ticket, why: Cause | None) -> None:
    if ticket.snoozed_at is not None and ticket.done_at is None:
        forget(ticket)
        await tx.record(TicketWoken(ticket.number, ticket.customer_id, why))


async def _end(tx: Transaction, ticket: Ticket, until: datetime | Until) -> datetime | None:
    match until:
        case Until.CUSTOMER:
            return None
        case Until.OPENING:
            if (opens_at := await opening(tx, ticket)) is None:
                raise Invalid("refused.snooze.always_open", "until")
            return opens_at
        case datetime():
            refuse_far(tx, until)
            return until


def refuse_far(tx: Transaction, until: datetime) -> None:
    """Whatever is put off to a time of one's own is put off to one ahead, within a year."""
    if not tx.now < until <= tx.now + LONGEST:
        raise Invalid("refused.snooze.time", "until")


async def opening(tx: Transaction, ticket: Ticket) -> datetime | None:
    """When its lane's calendar next begins to be open; None if it is never closed."""
    goals = await policies.goals_of(tx, ticket.board_key, ticket.lane_key)
    return await working_times.next_opening(tx.session, [goal.hours for goal in goals.values()], tx.now)
