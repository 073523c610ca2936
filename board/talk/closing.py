"""When nobody is there for a customer's ticket: until when, and whether they are to hear it, once while it lasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from board.business_time import Calendar
from board.models import Customer, Lane
from board.store.db import Transaction
from board.tickets import policies, working_times
from board.values import Goal, Metric


@dataclass(frozen=True)
class Closing:
    """`elsewhere` is another way to reach someone, by language."""

    opens_at: datetime
    elsewhere: Mapping[str, str]


async def to_tell(tx: Transaction, customer: Customer, board: str, lane: str) -> Closing | None:
    """What the person with a ticket in that lane is to hear, and has heard by it.

    None while somebody is there, and once they were told, until somebody was there meanwhile or what they were told is
    too early. The caller has locked the customer. Where a lane keeps no hours, nothing is read.
    """
    goal = _answering(await policies.goals_of(tx, board, lane))
    if goal is None or (goal.hours is None and goal.counts_from is None):
        return None
    calendar = await _calendar(tx, goal)
    opens_at = _opens_at(goal, calendar, tx.now)
    if opens_at is None or opens_at <= tx.now or _knows(customer, calendar, opens_at, tx.now):
        return None
    customer.closing_told_at, customer.closing_told_until = tx.now, opens_at
    row = await tx.session.get(Lane, (board, lane))
    return Closing(opens_at, row.elsewhere if row is not None else {})


def _answering(goals: Mapping[Metric, Goal]) -> Goal | None:
    """By whose hours people are answered: those of the first answer, where one is promised."""
    return next((goals[metric] for metric in Metric if metric in goals), None)


async def _calendar(tx: Transaction, goal: Goal) -> Calendar | None:
    return None if goal.hours is None else (await working_times.load(tx.session, [goal.hours]))[goal.hours]


def _opens_at(goal: Goal, calendar: Calendar | None, now: datetime) -> datetime | None:
    begins = now if goal.counts_from is None else max(now, goal.counts_from)
    return begins if calendar is None else calendar.next_open(begins)


def _knows(customer: Customer, calendar: Calendar | None, opens_at: datetime, now: datetime) -> bool:
    """Whether what they were told holds, and nobody was there since."""
    told_at, told_until = customer.closing_told_at, customer.closing_told_until
    if told_at is None or told_until is None or told_until < opens_at:
        return False
    opened = told_at if calendar is None else calendar.next_open(told_at)
    return opened is None or opened >= now
