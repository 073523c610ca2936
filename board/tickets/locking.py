"""Locking a ticket until the transaction ends, and noticing that somebody else was faster."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from board.errors import Conflict, NotFound
from board.facts import TicketLabelled, TicketMerged, TicketTaken, TicketUndone
from board.models import Agent, Column, Ticket
from board.store.db import Transaction
from board.tickets import history, places, promises
from board.values import ActorKind, State, TicketNumber

_CHANGES = (
    *history.TRAVELS,
    TicketUndone,
    TicketMerged,
    TicketTaken,
    TicketLabelled,
)


_STATE = (
    select(Column.kind)
    .where(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key)
    .scalar_subquery()
)


_Number: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]


def stays(number: _Number | int | None) -> ColumnElement[Any]:
    """The number of the ticket that this one is now: another's if it was merged into that."""
    merged = aliased(Ticket)
    into = select(merged.merged_into).where(merged.number == number).scalar_subquery()
    return func.coalesce(into, number)


# Built once: building a statement costs as much as running it, and these run for every message.
_ROW = (
    select(Ticket, _STATE.label("state"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_LOCKED_ITSELF = _ROW.where(Ticket.number == bindparam("number"))
_LOCKED = _ROW.where(Ticket.number == stays(bindparam("number", type_=BigInteger)))


async def lock(tx: Transaction, number: int) -> Ticket:
    """Lock the ticket until the transaction ends, or the one that it was merged into.

    Time is read after the wait, so it is not before its last event.
    """
    found = await _locked(tx, _LOCKED, number)
    return found if found.merged_into is None else await lock(tx, found.merged_into)


async def lock_itself(tx: Transaction, number: int) -> Ticket:
    """The same, but of a ticket that was merged its own row, which nobody sees any more."""
    return await _locked(tx, _LOCKED_ITSELF, number)


async def lock_all(tx: Transaction, numbers: Collection[int]) -> list[Ticket]:
    """Each as `lock` does, once, in the order of the numbers that they have now."""
    led = await now_of(tx, numbers)
    return [await lock(tx, number) for number in sorted({*led.values()})]


async def now_of(tx: Transaction, numbers: Collection[int]) -> dict[int, int]:
    """The number that each has now; one that no ticket has stays as it is."""
    asked = select(Ticket.number, Ticket.merged_into).where(Ticket.number.in_(numbers))
    led: dict[int, int] = {each: into for each, into in await tx.session.execute(asked) if into is not None}
    return {number: led.get(number, number) for number in numbers}


def held(tx: Transaction) -> set[TicketNumber]:
    """The tickets that this transaction has locked."""
    numbers: set[TicketNumber] = tx.session.info.setdefault("held", set())
    return numbers


async def _locked(tx: Transaction, statement: Select[tuple[Ticket, str]], number: int) -> Ticket:
    found = (await tx.session.execute(statement, {"number": number})).one_or_none()
    if found is None:
        raise NotFound("refused.ticket.unknown", number=number)
    ticket: Ticket = found.Ticket
    held(tx).add(TicketNumber(ticket.number))
    places.states(tx)[ticket.board_key, ticket.column_key] = State(found.state)
    await promises.read_held(tx, TicketNumber(ticket.number))
    return ticket


async def check_version(tx: Transaction, ticket: Ticket, version: int | None) -> None:
    """Raises ``Conflict`` when the ticket has changed since the version the caller saw; None means they saw none."""
    if version is None or version == ticket.version:
        return
    event = await history.last_change(tx, ticket, _CHANGES)
    agent = None
    if event is not None and event.actor.kind is ActorKind.AGENT:
        agent = await tx.session.get(Agent, event.actor.id)
    raise Conflict(
        "refused.ticket.changed",
        {"stale": True, "changed_by": agent.name if agent else None},
        number=ticket.number,
    )
