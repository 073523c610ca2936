"""Locking a ticket until the transaction ends, and noticing that somebody else was faster."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from board.errors import Conflict, NotFound
from board.facts import TicketLabelled, TicketTaken, TicketUndone
from board.models import Agent, Column, Ticket
from board.store.db import Transaction
from board.tickets import history, places, promises
from board.values import ActorKind, State, TicketNumber

_CHANGES = (
    *history.TRAVELS,
    TicketUndone,
    TicketTaken,
    TicketLabelled,
)


_STATE = (
    select(Column.kind)
    .where(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key)
    .scalar_subquery()
)


# Built once: building a statement costs as much as running it, and this runs for every message.
_LOCKED = (
    select(Ticket, _STATE.label("state"))
    .where(Ticket.number == bindparam("number"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


async def lock(tx: Transaction, number: int) -> Ticket:
    """Lock the ticket until the transaction ends. Time is read after the wait, so it is not before its last event."""
    found = (await tx.session.execute(_LOCKED, {"number": number})).one_or_none()
    if found is None:
        raise NotFound("refused.ticket.unknown", number=number)
    ticket: Ticket = found.Ticket
    places.states(tx)[ticket.board_key, ticket.column_key] = State(found.state)
    await promises.read_held(tx, TicketNumber(number))
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
