"""Agents: their names, how they sign in, their tokens, their Telegram."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import and_, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid, NotAllowed, NotFound
from board.models import Agent, AgentKey
from board.store.db import Transaction
from board.text import is_blank

LOGIN_LIVES = timedelta(minutes=15)
LINK_LIVES = timedelta(hours=1)
SESSION_LIVES = timedelta(days=30)
_MAX_NAME = 60
_REAL_NOW = text("clock_timestamp()")
"""In real time, also in practice."""

# Built once, because every request uses them.
_IS_VALID = and_(
    AgentKey.hash == bindparam("hash"),
    AgentKey.kind == bindparam("kind"),
    AgentKey.expires_at.is_(None) | (AgentKey.expires_at > _REAL_NOW),
)
_VALID_KEY = select(AgentKey).where(_IS_VALID)
_AGENT_OF_KEY = select(Agent).join(AgentKey, AgentKey.agent_id == Agent.id).where(_IS_VALID)


async def add_agent(tx: Transaction, name: str) -> Agent:
    """Add an agent; a name that exists is the same agent."""
    name = " ".join(name.split())
    if is_blank(name) or len(name) > _MAX_NAME:
        raise Invalid(f"An agent's name has between 1 and {_MAX_NAME} characters.")
    agent = await find_agent(tx, name)
    if agent is None:
        agent = Agent(name=name, created_at=tx.now)
        tx.session.add(agent)
        await tx.session.flush()
    return agent


async def find_agent(tx: Transaction, name: str) -> Agent | None:
    found: Agent | None = await tx.session.scalar(select(Agent).where(Agent.name == " ".join(name.split())))
    return found


async def agent_named(tx: Transaction, name: str) -> Agent:
    agent = await find_agent(tx, name)
    if agent is None:
        raise NotFound(f"There is no agent “{name}”.")
    return agent


async def login_secret(tx: Transaction, name: str, *, reusable: bool = False) -> str:
    """The secret in a login address, for one use. A reusable one (the demo's) lasts as long as a session."""
    agent = await agent_named(tx, name)
    return await _issue(tx, agent, "login", SESSION_LIVES if reusable else LOGIN_LIVES, reusable=reusable)


async def sign_in(tx: Transaction, secret: str) -> str:
    """Use up a login secret; returns a session's token."""
    key = await _valid(tx.session, secret, "login")
    if key is None or not (key.reusable or await _spend(tx, key)):
        raise NotAllowed("This login address was used already or is too old; ask for a new one.")
    agent = await tx.session.get_one(Agent, key.agent_id)
    return await _issue(tx, agent, "session", SESSION_LIVES)


async def sign_out(tx: Transaction, token: str) -> None:
    await tx.session.execute(delete(AgentKey).where(AgentKey.hash == _hash(token)))


async def agent_of(session: AsyncSession, token: str, kind: str) -> Agent | None:
    """The agent of a session or an API token (`kind`: "session" or "token")."""
    found: Agent | None = await session.scalar(_AGENT_OF_KEY, {"hash": _hash(token), "kind": kind})
    return found


async def add_token(tx: Transaction, name: str) -> str:
    """An API token for the agent of that name, who is added if new. It is shown once and never expires."""
    return await _issue(tx, await add_agent(tx, name), "token", None)


async def link_code(tx: Transaction, name: str) -> str:
    """A one-time code: `/start CODE` to the bot links the agent's Telegram."""
    return await _issue(tx, await agent_named(tx, name), "link", LINK_LIVES)


async def link_telegram(tx: Transaction, code: str, telegram_id: int) -> Agent | None:
    """Use up a link code; None if it is unknown, used or too old. A Telegram account belongs to one agent."""
    key = await _valid(tx.session, code, "link")
    if key is None or not await _spend(tx, key):
        return None
    previous = await tx.session.scalar(select(Agent).where(Agent.telegram_id == telegram_id))
    if previous is not None:
        previous.telegram_id = None
        await tx.session.flush()
    agent = await tx.session.get_one(Agent, key.agent_id)
    agent.telegram_id = telegram_id
    return agent


async def linked(session: AsyncSession) -> list[Agent]:
    """Agents who get alarms in Telegram."""
    return list(await session.scalars(select(Agent).where(Agent.telegram_id.is_not(None)).order_by(Agent.id)))


async def agent_by_telegram(session: AsyncSession, telegram_id: int) -> Agent | None:
    found: Agent | None = await session.scalar(select(Agent).where(Agent.telegram_id == telegram_id))
    return found


async def _issue(
    tx: Transaction, agent: Agent, kind: str, lives: timedelta | None, *, reusable: bool = False
) -> str:
    secret = secrets.token_urlsafe(24)
    now = (await tx.session.execute(text("SELECT clock_timestamp()"))).scalar_one()
    tx.session.add(
        AgentKey(
            hash=_hash(secret),
            kind=kind,
            agent_id=agent.id,
            created_at=now,
            expires_at=now + lives if lives else None,
            reusable=reusable,
        )
    )
    await tx.session.flush()
    return secret


async def _valid(session: AsyncSession, secret: str, kind: str) -> AgentKey | None:
    found: AgentKey | None = await session.scalar(_VALID_KEY, {"hash": _hash(secret), "kind": kind})
    return found


async def _spend(tx: Transaction, key: AgentKey) -> bool:
    """Delete a secret; False if somebody else used it at the same moment."""
    spent = await tx.session.execute(
        delete(AgentKey).where(AgentKey.hash == key.hash).returning(AgentKey.hash),
        execution_options={"synchronize_session": False},
    )
    return spent.first() is not None


def _hash(secret: str) -> bytes:
    """A fast hash is enough, because secrets are 144 random bits."""
    return hashlib.sha256(secret.encode()).digest()
