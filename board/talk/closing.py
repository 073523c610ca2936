"""When nobody is there for a customer's ticket: until when, and whether they are to hear it, once while it lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.business_time import Calendar
from board.desk import company
from board.models import Away, Column, Customer, Lane, Ticket
from board.store.db import Transaction
from board.tickets import policies, working_times
from board.tickets.reach import hears
from board.values import CustomerId, Goal, Metric, State

_FOR_US = (State.INBOX, State.WORKING)


@dataclass(frozen=True)
class Closing:
    """`why` is the reason of who is away, empty if none was given, and None outside of usual hours.

    `elsewhere` is another way to reach someone, by language.
    """

    opens_at: datetime
    why: str | None
    elsewhere: Mapping[str, str]


async def to_tell(tx: Transaction, customer: Customer, board: str, lane: str) -> Closing | None:
    """What the person with a ticket in that lane is to hear, and has heard by it.

    None while somebody is there, and once they were told, until somebody was there meanwhile or what they were told is
    too early. The caller has locked the customer. Where a lane keeps no hours, nothing is read.
    """
    closed = await _closed(tx, board, lane)
    if closed is None or await _knows(tx, customer, *closed):
        return None
    if not await company.tells_closed(tx.session):
        return None
    calendar, opens_at = closed
    customer.closing_told_at, customer.closing_told_until = tx.now, opens_at
    row = await tx.session.get(Lane, (board, lane))
    is_away = calendar is None or calendar.next_open(tx.now) != opens_at
    return Closing(opens_at, await _why(tx) if is_away else None, row.elsewhere if row is not None else {})


async def is_closed(tx: Transaction, board: str, lane: str) -> bool:
    """Whether nobody is there for tickets of the lane."""
    return await _closed(tx, board, lane) is not None


async def who_wait(session: AsyncSession) -> Sequence[CustomerId]:
    """Those who can be reached and have a ticket that waits for us."""
    waiting = _waiting().join(Customer, Customer.id == Ticket.customer_id).where(hears())
    people = waiting.with_only_columns(Ticket.customer_id).distinct().order_by(Ticket.customer_id)
    return (await session.scalars(people)).all()


async def waiting_of(session: AsyncSession, customer: CustomerId) -> Sequence[Ticket]:
    """The person's tickets that wait for us, the one they talked on last first."""
    theirs = _waiting().where(Ticket.customer_id == customer)
    return (await session.scalars(theirs.order_by(Ticket.last_message_at.desc(), Ticket.number))).all()


def _waiting() -> Select[Ticket]:
    """One without words waits for its customer."""
    stands = and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key)
    return (
        select(Ticket)
        .join(Column, stands)
        .where(Column.kind.in_(_FOR_US), Ticket.last_message_at.is_not(None))
    )


async def _closed(tx: Transaction, board: str, lane: str) -> tuple[Calendar | None, datetime] | None:
    """By which calendar, if by any, and until when."""
    goal = _answering(await policies.goals_of(tx, board, lane))
    if goal is None or (goal.hours is None and goal.counts_from is None):
        return None
    calendar = await working_times.of_promise(tx.session, goal.hours)
    begins = tx.now if goal.counts_from is None else max(tx.now, goal.counts_from)
    opens_at = _next_open(calendar, begins)
    return None if opens_at is None or opens_at <= tx.now else (calendar, opens_at)


def _answering(goals: Mapping[Metric, Goal]) -> Goal | None:
    """By whose hours people are answered: those of the first answer, where one is promised."""
    return next((goals[metric] for metric in Metric if metric in goals), None)


async def _knows(tx: Transaction, customer: Customer, calendar: Calendar | None, opens_at: datetime) -> bool:
    """Whether what they were told holds, and nobody was there since."""
    told_at, told_until = customer.closing_told_at, customer.closing_told_until
    if told_at is None or told_until is None or told_until < opens_at:
        return False
    opened = _next_open(calendar, told_at)
    if opened is None or opened >= tx.now:
        return True
    for since, ended_at in await _absences(tx, told_at):
        if opened < since:
            break
        opened = _next_open(calendar, max(opened, ended_at))
        if opened is None or opened >= tx.now:
            return True
    return False


def _next_open(calendar: Calendar | None, at: datetime) -> datetime | None:
    return at if calendar is None else calendar.next_open(at)


async def _absences(tx: Transaction, since: datetime) -> Sequence[tuple[datetime, datetime]]:
    """From and until when somebody was away, in order: those that ended later than that."""
    ended_at = func.least(Away.until, Away.ended_at)
    rows = await tx.session.execute(
        select(Away.since, ended_at).where(ended_at > since).order_by(Away.since, Away.id)
    )
    return [(began, ended) for began, ended in rows]


async def _why(tx: Transaction) -> str:
    return await tx.session.scalar(select(Away.why).where(Away.ended_at.is_(None))) or ""
