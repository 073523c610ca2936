"""Open promises that their lane would give otherwise today: given anew, if the owner wants it, ticket by ticket."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid
from board.facts import PromisesRenewed
from board.models import Policy, Ticket
from board.queues import Queue
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.jobs import Job
from board.tickets import locking, places, policies
from board.values import Json, Role, TicketNumber

ORDER_KEY = "promises"


@dataclass(frozen=True)
class Scope:
    """Those that count by a calendar, or those of a lane."""

    calendar: int | None = None
    board: str | None = None
    lane: str | None = None

    def __post_init__(self) -> None:
        if (self.calendar is None) == (self.board is None or self.lane is None):
            raise Invalid("refused.renew.scope")

    @classmethod
    def of_json(cls, told: Any) -> Scope:
        """As `go_on` wrote it."""
        return cls(**told)

    def holds(self) -> ColumnElement[bool]:
        if self.calendar is not None:
            return Policy.calendar_id == self.calendar
        return and_(Ticket.board_key == self.board, Ticket.lane_key == self.lane)


@allowed(Role.OWNER)
async def begin(tx: Transaction, scope: Scope) -> int:
    """Have them promised anew once this transaction has ended; returns of how many tickets."""
    number = await count(tx, scope)
    if number:
        await go_on(tx, scope, TicketNumber(0))
    return number


@allowed(Role.OWNER)
async def count(tx: Transaction, scope: Scope) -> int:
    """How many tickets it concerns."""
    tickets = _tickets(scope).subquery()
    number: int = (await tx.session.execute(select(func.count()).select_from(tickets))).scalar_one()
    return number


async def waiting_by_calendar(session: AsyncSession) -> dict[int, int]:
    """How many tickets each calendar's scope concerns, where it is any."""
    rows = await session.execute(_grouped(Policy.calendar_id).where(Policy.calendar_id.is_not(None)))
    return {calendar: number for calendar, number in rows}  # noqa: C416  # rows are no pairs to mypy


async def waiting_by_lane(session: AsyncSession) -> dict[tuple[str, str], int]:
    """The same of each lane's, by board and lane."""
    rows = await session.execute(_grouped(Ticket.board_key, Ticket.lane_key))
    return {(board, lane): number for board, lane, number in rows}


async def go_on(tx: Transaction, scope: Scope, after: TicketNumber) -> None:
    """With the tickets whose numbers are higher."""
    payload: dict[str, Json] = {"agent": tx.actor.agent, "after": int(after), "renew": asdict(scope)}
    await tx.later(Job(queue=Queue.CLEARING, key=str(uuid4()), order_key=ORDER_KEY, payload=payload))


async def waiting(session: AsyncSession, scope: Scope, after: TicketNumber, most: int) -> list[TicketNumber]:
    found = await session.scalars(
        _tickets(scope).where(Ticket.number > after).order_by(Ticket.number).limit(most)
    )
    return [TicketNumber(number) for number in found]


async def renew(tx: Transaction, number: TicketNumber) -> None:
    """What is open and not just being answered is promised as the ticket's lane promises now, from now on.

    Nothing if somebody was faster: the answer to whoever wanted it, and the loop, begin with the same tickets.
    """
    ticket = await locking.lock(tx, number)
    other = policies.given_otherwise().where(Ticket.number == number).limit(1)
    if (await tx.session.execute(other)).first() is not None:
        goals = await policies.goals_of(tx, ticket.board_key, ticket.lane_key)
        state = await places.state_of(tx, ticket)
        await tx.record(PromisesRenewed(number, ticket.customer_id, goals, state))


def _grouped(*by: Any) -> Select[Any]:
    counted = policies.given_otherwise().with_only_columns(*by, func.count(Ticket.number.distinct()))
    return counted.group_by(*by)


def _tickets(scope: Scope) -> Select[TicketNumber]:
    return policies.given_otherwise().where(scope.holds()).with_only_columns(Ticket.number).distinct()
