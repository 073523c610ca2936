"""What an agent is to the desk: their role, name and language, changed by owners; the language also by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from board.desk import changes
from board.errors import Invalid
from board.models import Agent
from board.people import keys, owners, team
from board.security import Said
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import ActorKind, Json, Role, Thing
from board.words.catalog import LANGUAGES


@dataclass(frozen=True)
class Wish:
    """How an agent is to be; what is None stays as it is. The language "" is the browser's."""

    name: str | None = None
    role: Role | None = None
    language: str | None = None


@allowed(Role.OWNER)
async def change_agent(tx: Transaction, agent_id: int, wish: Wish, *, version: int | None = None) -> Agent:
    """The role counts from now on, also where they are signed in. The last owner stays one."""
    agent = await team.agent_by_id(tx, agent_id)
    await owners.hold(tx, agent, stays_owner=wish.role in (None, Role.OWNER))
    await changes.check(tx, Thing.AGENT, str(agent.id), version)
    before = owners.decided(agent)
    if wish.name is not None:
        await _rename(tx, agent, wish.name)
    if wish.language is not None:
        agent.language = _language(wish.language)
    if wish.role is not None and wish.role != agent.role:
        agent.role = wish.role
        await keys.tell(tx.session, Said.ROLE_CHANGED, agent=agent.name, kind=wish.role)
    await owners.note(tx, agent, before)
    return agent


@allowed(Role.VIEWER)
async def choose_language(tx: Transaction, language: str) -> Agent:
    """An agent says in which language the desk speaks to them; "" is their browser's."""
    agent = await _themselves(tx)
    before = owners.decided(agent)
    agent.language = _language(language)
    await owners.note(tx, agent, before)
    return agent


@allowed(Role.AGENT)
async def choose_taking_back(tx: Transaction, wish: bool) -> Agent:
    """An agent says whether their replies wait a moment in which they can be taken back."""
    agent = await _themselves(tx)
    agent.takes_back = wish
    return agent


async def _themselves(tx: Transaction) -> Agent:
    """The acting agent, locked."""
    if tx.actor.kind is not ActorKind.AGENT:
        raise Invalid("refused.agent.nobody")
    agent = await team.agent_by_id(tx, tx.actor.id or 0)
    keys.require_own(tx, agent)
    await tx.session.refresh(agent, with_for_update={"key_share": True})
    return agent


@allowed(Role.OWNER)
async def remove_agent(tx: Transaction, agent_id: int, *, version: int | None = None) -> int:
    """As `team.remove_agent`, by their number."""
    agent = await team.agent_by_id(tx, agent_id)
    return await team.remove_agent(tx, agent.name, version=version)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """An agent as they were: removed, back again, or in their former role. Sessions and tokens do not come back."""
    agent = await tx.session.get_one(Agent, int(key))
    if not isinstance(before, dict):
        await team.remove_agent(tx, agent.name)
        return
    if agent.removed_at is not None:
        agent = await team.add_agent(tx, agent.name, Role(str(before["role"])))
    wish = Wish(str(before["name"]), Role(str(before["role"])), str(before.get("language") or ""))
    await change_agent(tx, agent.id, wish)


async def _rename(tx: Transaction, agent: Agent, name: str) -> None:
    name = team.name_of(name)
    other = await tx.session.scalar(select(Agent.id).where(Agent.name == name, Agent.id != agent.id))
    if other is not None:
        raise Invalid("refused.agent.name_taken", "name", name=name)
    agent.name = name


def _language(language: str) -> str | None:
    if language and language not in LANGUAGES:
        raise Invalid("refused.agent.language", "language", language=language)
    return language or None
