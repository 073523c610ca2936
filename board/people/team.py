"""Agents: their names, how they sign in, their tokens, their Telegram."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid, NotAllowed, NotFound
from board.models import Agent, AgentKey
from board.people import keys
from board.people.keys import Use
from board.security import Said
from board.settings import Language
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.text import is_blank
from board.values import ActorKind, AgentId, Role

LOGIN_LIVES = timedelta(minutes=15)
LINK_LIVES = timedelta(hours=1)
SESSION_LIVES = timedelta(days=30)
_MAX_NAME = 60

_VALID_KEY = select(AgentKey).where(
    AgentKey.hash == bindparam("hash"), AgentKey.kind == bindparam("kind"), keys.IS_ALIVE
)


async def add_agent(tx: Transaction, name: str) -> Agent:
    """Add an agent; a name that exists is the same agent. The first of a desk is its owner."""
    name = " ".join(name.split())
    if is_blank(name) or len(name) > _MAX_NAME:
        raise Invalid("refused.agent.name", most=_MAX_NAME)
    agent: Agent | None = await tx.session.scalar(select(Agent).where(Agent.name == name))
    if agent is not None and agent.removed_at is None:
        return agent
    if agent is None:
        is_first = await tx.session.scalar(select(Agent.id).limit(1)) is None
        agent = Agent(name=name, role=Role.OWNER if is_first else Role.AGENT, created_at=tx.now)
        tx.session.add(agent)
    agent.removed_at = None
    await tx.session.flush()
    await keys.tell(tx.session, Said.AGENT_ADDED, agent=name)
    return agent


async def remove_agent(tx: Transaction, name: str) -> int:
    """Their sessions, tokens, codes and alarms end; tickets and comments keep the name.

    Returns how many sessions and tokens that were. To add the same name again brings them back, without any.
    """
    agent = await agent_named(tx, name)
    agent.removed_at, agent.telegram_id = tx.now, None
    ended = await keys.take_back_all(tx, agent.id)
    await keys.tell(tx.session, Said.AGENT_REMOVED, agent=agent.name)
    return ended


async def choose_language(tx: Transaction, agent: AgentId, language: Language | None) -> None:
    """In which the desk speaks to this agent from now on; None: as their browser wishes."""
    chosen = await tx.session.get_one(Agent, agent)
    chosen.language = language


async def find_agent(tx: Transaction, name: str) -> Agent | None:
    """One who was not removed."""
    is_named = (Agent.name == " ".join(name.split()), Agent.removed_at.is_(None))
    found: Agent | None = await tx.session.scalar(select(Agent).where(*is_named))
    return found


async def everyone(session: AsyncSession) -> list[Agent]:
    """All agents who were not removed, by name."""
    return list(await session.scalars(select(Agent).where(Agent.removed_at.is_(None)).order_by(Agent.name)))


async def is_untouched(session: AsyncSession) -> bool:
    """Whether no agent has ever signed in or done anything."""
    keys_used = select(AgentKey.id).where(AgentKey.kind.in_(("session", "token")))
    acted = select(JournalEvent.id).where(JournalEvent.actor_kind == ActorKind.AGENT)
    return await session.scalar(keys_used.limit(1)) is None and await session.scalar(acted.limit(1)) is None


async def agent_named(tx: Transaction, name: str) -> Agent:
    agent = await find_agent(tx, name)
    if agent is None:
        raise NotFound("refused.agent.none_of_name", name=name)
    return agent


async def login_secret(tx: Transaction, name: str, *, reusable: bool = False) -> str:
    """The secret in a login address, for one use. A reusable one (the demo's) lasts as long as a session."""
    agent = await agent_named(tx, name)
    await keys.tell(tx.session, Said.LOGIN_MADE, agent=agent.name, kind="login")
    return await _issue(tx, agent, "login", SESSION_LIVES if reusable else LOGIN_LIVES, reusable=reusable)


async def sign_in(tx: Transaction, secret: str, here: Use | None = None) -> str:
    """Use up a login secret; returns a session's token."""
    key = await _valid(tx.session, secret, "login")
    if key is None or not (key.reusable or await _spend(tx, key)):
        raise NotAllowed("refused.login.spent")
    agent, here = await tx.session.get_one(Agent, key.agent_id), here or Use()
    await keys.tell(tx.session, Said.SIGNED_IN, agent=agent.name, kind="login", address=here.address)
    return await _issue(tx, agent, "session", SESSION_LIVES, here=here)


async def sign_out(tx: Transaction, token: str) -> None:
    await keys.sign_out(tx, token)


async def add_token(tx: Transaction, name: str, lives: timedelta | None = None) -> str:
    """An API token for the agent of that name, who is added if new. It is shown once; without `lives` it stays."""
    agent = await add_agent(tx, name)
    await keys.tell(tx.session, Said.TOKEN_MADE, agent=agent.name, kind="token")
    return await _issue(tx, agent, "token", lives)


async def link_code(tx: Transaction, name: str) -> str:
    """A one-time code: `/start CODE` to the bot links the agent's Telegram."""
    agent = await agent_named(tx, name)
    await keys.tell(tx.session, Said.LINK_MADE, agent=agent.name, kind="link")
    return await _issue(tx, agent, "link", LINK_LIVES)


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
    await keys.tell(tx.session, Said.LINKED, agent=agent.name, kind="link", address=f"telegram:{telegram_id}")
    return agent


async def linked(session: AsyncSession) -> list[Agent]:
    """Agents who get alarms in Telegram."""
    return list(await session.scalars(select(Agent).where(Agent.telegram_id.is_not(None)).order_by(Agent.id)))


async def agent_by_telegram(session: AsyncSession, telegram_id: int) -> Agent | None:
    found: Agent | None = await session.scalar(select(Agent).where(Agent.telegram_id == telegram_id))
    return found


async def _issue(
    tx: Transaction,
    agent: Agent,
    kind: str,
    lives: timedelta | None,
    *,
    reusable: bool = False,
    here: Use | None = None,
) -> str:
    secret = secrets.token_urlsafe(24)
    now = (await tx.session.execute(text("SELECT clock_timestamp()"))).scalar_one()
    tx.session.add(
        AgentKey(
            hash=keys.hashed(secret),
            kind=kind,
            agent_id=agent.id,
            created_at=now,
            expires_at=now + lives if lives else None,
            reusable=reusable,
            used_at=now if here else None,
            address=here.address if here else None,
            device=here.device if here else None,
        )
    )
    await tx.session.flush()
    return secret


async def _valid(session: AsyncSession, secret: str, kind: str) -> AgentKey | None:
    found: AgentKey | None = await session.scalar(_VALID_KEY, {"hash": keys.hashed(secret), "kind": kind})
    return found


async def _spend(tx: Transaction, key: AgentKey) -> bool:
    """Delete a secret; False if somebody else used it at the same moment."""
    spent = await tx.session.execute(
        delete(AgentKey).where(AgentKey.hash == key.hash).returning(AgentKey.hash),
        execution_options={"synchronize_session": False},
    )
    return spent.first() is not None
