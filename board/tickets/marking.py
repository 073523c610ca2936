"""Who is on a ticket, and its labels."""

from __future__ import annotations

from collections.abc import Iterable

from board.errors import Invalid, NotFound
from board.facts import TicketLabelled, TicketTaken
from board.models import Agent, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import is_blank
from board.tickets import locking
from board.values import AgentId, Role

_MAX_LABEL = 40


@allowed(Role.AGENT)
async def take(tx: Transaction, number: int, agent: AgentId | None, *, version: int | None = None) -> Ticket:
    """Put an agent on the ticket who answers, or nobody."""
    ticket = await locking.lock(tx, number)
    await locking.check_version(tx, ticket, version)
    if agent not in (None, ticket.agent_id):
        taker = await tx.session.get(Agent, agent)
        if taker is None:
            raise NotFound("refused.agent.unknown")
        if taker.removed_at is not None or taker.role == Role.VIEWER:
            raise Invalid("refused.hand_over.to", "agent")
    if agent is not None and tx.actor.id == agent:
        ticket.summary_id = None
    if ticket.agent_id != agent:
        previous, ticket.agent_id = ticket.agent_id, agent
        ticket.version += 1
        await tx.record(TicketTaken(ticket.number, ticket.customer_id, from_agent=previous, agent=agent))
    return ticket


@allowed(Role.AGENT)
async def label(
    tx: Transaction,
    number: int,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    version: int | None = None,
) -> Ticket:
    """Labels keep the order in which they were added; case is kept, spaces are trimmed."""
    ticket = await locking.lock(tx, number)
    await locking.check_version(tx, ticket, version)
    gone = {name.strip() for name in remove}
    labels = [name for name in ticket.labels if name not in gone]
    labels += [name for name in dict.fromkeys(map(checked_label, add)) if name not in labels]
    if labels != ticket.labels:
        added = tuple(name for name in labels if name not in ticket.labels)
        removed = tuple(name for name in ticket.labels if name not in labels)
        ticket.labels = labels
        ticket.version += 1
        await tx.record(TicketLabelled(ticket.number, ticket.customer_id, added, removed))
    return ticket


def checked_label(name: str) -> str:
    """In one line, seen by people, not too long."""
    name = " ".join(name.split())
    if is_blank(name) or len(name) > _MAX_LABEL:
        raise Invalid("refused.label.length", "add", most=_MAX_LABEL)
    return name
