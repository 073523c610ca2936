"""A desk keeps an owner, whatever happens at once; and what of an agent the owners decide."""

from __future__ import annotations

from sqlalchemy import select

from board.desk import changes
from board.errors import Invalid, NotAllowed
from board.models import Agent
from board.store.db import Transaction
from board.values import ActorKind, Json, Role, Thing

_OWNERS = (
    select(Agent.id)
    .where(Agent.role == Role.OWNER, Agent.removed_at.is_(None))
    .order_by(Agent.id)
    .with_for_update(key_share=True)
)


async def hold(tx: Transaction, agent: Agent, *, stays_owner: bool) -> None:
    """Hold all owners until the transaction ends, then refuse what would leave the desk without one.

    So of two owners who take each other's role away, the second finds that they are none any more.
    """
    owners = set(await tx.session.scalars(_OWNERS))
    if tx.actor.kind is ActorKind.AGENT and tx.actor.id not in owners:
        raise NotAllowed("refused.role.owner")
    await tx.session.refresh(agent, with_for_update={"key_share": True})
    if owners == {agent.id} and not stays_owner:
        raise Invalid("refused.agent.last_owner", "role", name=agent.name)


def decided(agent: Agent) -> Json:
    """What stands in a change of this agent; None if they were removed."""
    if agent.removed_at is not None:
        return None
    return {"name": agent.name, "role": agent.role, "language": agent.language}


async def note(tx: Transaction, agent: Agent, before: Json) -> None:
    await tx.session.flush()
    await changes.note(tx, Thing.AGENT, str(agent.id), before, decided(agent))
