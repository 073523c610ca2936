"""Who is at work, and whose a new ticket is: the one's who knows the customer, else the one's with the least to do."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.facts import Given
from board.models import Agent, AgentKey, Comment, Ticket
from board.store.db import Transaction
from board.values import AgentId, Author, CustomerId, Role

_SEEN_WITHIN = timedelta(minutes=10)
"""An open page asks the desk every minute."""

_IS_THERE = Agent.removed_at.is_(None) & (Agent.role != Role.VIEWER)
_SIGNED_IN = and_(AgentKey.agent_id == Agent.id, AgentKey.kind == "session")
TAKES_TICKETS = func.coalesce(Agent.takes_tickets, Agent.role == Role.AGENT)
"""Until they say otherwise, owners look after the desk and agents answer."""


THEIR_OPEN = (
    select(func.count()).where(Ticket.agent_id == Agent.id, Ticket.done_at.is_(None)).scalar_subquery()
)
"""How many open tickets an agent has."""


def is_at_work() -> ColumnElement[bool]:
    """Agents who take tickets and whose page is open. Real time, since practice moves only the desk's."""
    now = func.clock_timestamp()
    seen = func.coalesce(AgentKey.used_at, AgentKey.created_at) > now - _SEEN_WITHIN
    return _IS_THERE & TAKES_TICKETS & exists().where(_SIGNED_IN, seen)


async def whose(tx: Transaction, customer: CustomerId) -> tuple[AgentId, Given] | None:
    """Whose a new ticket of this customer is, and why; None if one person answers all, or nobody is at work.

    Of several who know them the one who answered last; of several who don't the one with the fewest open tickets,
    then the one whose latest is the oldest.
    """
    # By the customer's tickets, since comments have no index by person.
    answered = (
        select(func.max(Comment.id))
        .join(Ticket, Comment.ticket_number == Ticket.number)
        .where(Ticket.customer_id == customer, Comment.agent_id == Agent.id)
        .where(Comment.author == Author.AGENT, Comment.is_public)
        .correlate(Agent)
        .scalar_subquery()
    )
    their_latest = select(func.max(Ticket.number)).where(Ticket.agent_id == Agent.id)
    several = select(func.count()).where(_IS_THERE, TAKES_TICKETS, exists().where(_SIGNED_IN))
    found = (
        await tx.session.execute(
            select(Agent.id, answered.label("answered"))
            .where(is_at_work(), several.correlate(None).scalar_subquery() > 1)
            .order_by(
                answered.desc().nulls_last(),
                THEIR_OPEN,
                their_latest.scalar_subquery().nulls_first(),
                Agent.id,
            )
            .limit(1)
        )
    ).first()
    if found is None:
        return None
    return AgentId(found.id), Given.FREE if found.answered is None else Given.KNOWS


async def free_for(session: AsyncSession, leaving: AgentId) -> AgentId | None:
    """Who at work has the fewest open tickets, besides the one who leaves."""
    found: AgentId | None = await session.scalar(
        select(Agent.id).where(is_at_work(), Agent.id != leaving).order_by(THEIR_OPEN, Agent.id).limit(1)
    )
    return found
