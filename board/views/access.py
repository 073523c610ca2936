"""Who works at the desk, and the sessions and tokens by which they and their programs come in."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Agent, Change, Ticket
from board.people import keys, team
from board.people.keys import Key
from board.settings import Language
from board.tickets.at_work import is_at_work
from board.values import Role, Thing
from board.views.shapes import RoleName, instant


class AgentLineJson(TypedDict):
    """`version` goes with a change; `open_tickets` are those they are on and that are not done.

    `at_work`: they take tickets, and their page is open.
    """

    id: int
    name: str
    role: RoleName
    language: Language | None
    has_telegram: bool
    sessions: int
    tokens: int
    open_tickets: int
    at_work: bool
    is_me: bool
    version: int


class AgentsJson(TypedDict):
    """By name."""

    items: list[AgentLineJson]


class WayInJson(TypedDict):
    """A session or a token; `role` is what it may now, `is_here` the one that asks."""

    id: int
    agent: str
    role: RoleName
    device: str
    address: str
    created_at: str
    used_at: str | None
    expires_at: str | None
    is_here: bool


class WaysInJson(TypedDict):
    """The latest used first."""

    items: list[WayInJson]


async def agents(session: AsyncSession, me: int) -> AgentsJson:
    sessions = Counter(key.agent for key in await keys.living(session, "session"))
    tokens = Counter(key.agent for key in await keys.living(session, "token"))
    is_open = select(Ticket.agent_id, func.count()).where(Ticket.done_at.is_(None))
    tickets = dict((await session.execute(is_open.group_by(Ticket.agent_id))).all())
    present = set(await session.scalars(select(Agent.id).where(is_at_work())))
    latest = select(Change.key, func.max(Change.id)).where(Change.thing == Thing.AGENT)
    versions = dict((await session.execute(latest.group_by(Change.key))).all())
    return {
        "items": [
            {
                "id": agent.id,
                "name": agent.name,
                "role": Role(agent.role).value,
                "language": _language(agent),
                "has_telegram": agent.telegram_id is not None,
                "sessions": sessions[agent.name],
                "tokens": tokens[agent.name],
                "open_tickets": tickets.get(agent.id, 0),
                "at_work": agent.id in present,
                "is_me": agent.id == me,
                "version": versions.get(str(agent.id), 0),
            }
            for agent in await team.everyone(session)
        ]
    }


async def ways_in(session: AsyncSession, kind: str, here: int) -> WaysInJson:
    """All living sessions or tokens (`kind`) of the desk."""
    return {"items": [_way_in(key, here) for key in await keys.living(session, kind)]}


def _way_in(key: Key, here: int) -> WayInJson:
    return {
        "id": key.id,
        "agent": key.agent,
        "role": key.role.value,
        "device": key.device,
        "address": key.address,
        "created_at": instant(key.created_at),
        "used_at": instant(key.used_at) if key.used_at else None,
        "expires_at": instant(key.expires_at) if key.expires_at else None,
        "is_here": key.id == here,
    }


def _language(agent: Agent) -> Language | None:
    return agent.language  # type: ignore[return-value]  # only known ones are stored
