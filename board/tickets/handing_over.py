"""The end of a shift: all open tickets of one go to another, or to whoever has the least to do."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Conflict, Invalid
from board.facts import Given, TicketTaken
from board.models import Agent, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import at_work, locking
from board.values import AgentId, Role, TicketNumber


async def open_tickets(session: AsyncSession, agent: AgentId) -> Sequence[TicketNumber]:
    """Those on this agent that are not done."""
    theirs = select(Ticket.number).where(Ticket.agent_id == agent, Ticket.done_at.is_(None))
    return (await session.scalars(theirs.order_by(Ticket.number))).all()


@allowed(Role.AGENT)
async def hand_over(tx: Transaction, number: TicketNumber, leaving: AgentId, to: AgentId | None) -> bool:
    """One ticket, in a transaction of its own; without `to` it goes to whoever has the least to do.

    False if it is not theirs any more, or done: then nothing is handed over.
    """
    ticket = await locking.lock(tx, number)
    if ticket.agent_id != leaving or ticket.done_at is not None:
        return False
    taker = to or await at_work.free_for(tx.session, leaving)
    if taker is None:
        raise Conflict("refused.hand_over.nobody")
    await _check(tx, leaving, taker)
    ticket.agent_id = taker
    ticket.version += 1
    await tx.record(
        TicketTaken(ticket.number, ticket.customer_id, from_agent=leaving, agent=taker, why=Given.HANDED_OVER)
    )
    return True


@allowed(Role.AGENT)
async def hand_over_all(tx: Transaction, leaving: AgentId, to: AgentId | None) -> list[TicketNumber]:
    """All their open tickets, in the order of numbers, as whoever locks several does: one person's are few."""
    numbers = await open_tickets(tx.session, leaving)
    return [number for number in numbers if await hand_over(tx, number, leaving, to)]


async def _check(tx: Transaction, leaving: AgentId, taker: AgentId) -> None:
    agent = await tx.session.get(Agent, taker)
    if agent is None or agent.removed_at is not None or agent.role == Role.VIEWER or taker == leaving:
        raise Invalid("refused.hand_over.to", "to")
