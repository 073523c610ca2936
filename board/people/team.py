"""Agents: their names, how they sign in, their tokens, their Telegram."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes
from board.errors import DeskError, Invalid, NotAllowed, NotFound
from board.facts import Access, AccessChanged
from board.models import Agent, AgentKey, Draft
from board.people import keys, owners
from board.people.keys import Use
from board.queues import Queue, alarms_key
from board.security import Said
from board.store import jobs
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.text import clean, is_blank
from board.values import ActorKind, AgentId, Role, Thing, agent_actor

LOGIN_LIVES = timedelta(minutes=15)
LINK_LIVES = timedelta(hours=1)
SESSION_LIVES = timedelta(days=30)
_MAX_NAME = 60

_GIVEN = {
    "login": Access.LOGIN_MADE,
    "session": Access.SIGNED_IN,
    "token": Access.TOKEN_MADE,
    "link": Access.LINK_MADE,
}

_VALID_KEY = select(AgentKey).where(
    AgentKey.hash == bindparam("hash"), AgentKey.kind == bindparam("kind"), keys.IS_ALIVE
)


@allowed(Role.OWNER)
async def add_agent(tx: Transaction, name: str, role: Role | None = None) -> Agent:
    """Add an agent; a name that exists is the same agent. The first of a desk is its owner, unless said otherwise.

    Raises ``Conflict`` if they are there already in another role than the one wanted.
    """
    name = name_of(name)
    is_first = not await everyone(tx.session)
    agent = await _held(tx, name)
    if agent.removed_at is None:
        if role not in (None, agent.role):
            raise Invalid(
                "refused.agent.other_role",
                "name",
                name=name,
                role=DeskError(f"refused.role_name.{agent.role}"),
            )
        return agent
    role = role or (Role.OWNER if is_first else Role.AGENT)
    agent.role, agent.removed_at = role, None
    await owners.note(tx, agent, None)
    await keys.tell(tx.session, Said.AGENT_ADDED, agent=name, kind=role)
    return agent


async def _held(tx: Transaction, name: str) -> Agent:
    """The agent of this name, held until the transaction ends; one who was not there counts as removed."""
    new = {"name": name, "created_at": tx.now, "removed_at": tx.now}
    await tx.session.execute(insert(Agent).values(new).on_conflict_do_nothing(index_elements=["name"]))
    held = select(Agent).where(Agent.name == name).with_for_update(key_share=True)
    agent: Agent = (await tx.session.scalars(held.execution_options(populate_existing=True))).one()
    return agent


def name_of(written: str) -> str:
    name = " ".join(clean(written).split())
    if is_blank(name) or len(name) > _MAX_NAME:
        raise Invalid("refused.agent.name", "name", most=_MAX_NAME)
    return name


@allowed(Role.OWNER)
async def remove_agent(tx: Transaction, name: str, *, version: int | None = None) -> int:
    """Their sessions, tokens, codes and alarms end; tickets and comments keep the name. The last owner stays.

    Returns how many sessions and tokens that were. To add the same name again brings them back, without any.
    """
    agent = await agent_named(tx, name)
    await owners.hold(tx, agent, stays_owner=False)
    await changes.check(tx, Thing.AGENT, str(agent.id), version)
    if agent.removed_at is not None:
        raise NotFound("refused.agent.none_of_name", name=name)
    before = owners.decided(agent)
    agent.removed_at, agent.telegram_id = tx.now, None
    await _silence(tx, AgentId(agent.id))
    await owners.note(tx, agent, before)
    ended = await keys.take_back_all(tx, agent.id)
    await keys.tell(tx.session, Said.AGENT_REMOVED, agent=agent.name)
    return ended


async def _silence(tx: Transaction, agent: AgentId) -> None:
    """What they were to hear in Telegram, queued already or not, is not sent any more. Their drafts go."""
    await jobs.forget_open(tx.session, Queue.REMINDER, alarms_key(agent))
    await jobs.forget_keyed(tx.session, Queue.OUTBOX, f"{alarms_key(agent)}:")
    await tx.session.execute(
        delete(Draft).where(Draft.agent_id == agent), execution_options={"synchronize_session": False}
    )


async def find_agent(tx: Transaction, name: str) -> Agent | None:
    """One who was not removed."""
    is_named = (Agent.name == " ".join(name.split()), Agent.removed_at.is_(None))
    found: Agent | None = await tx.session.scalar(select(Agent).where(*is_named))
    return found


async def everyone(session: AsyncSession) -> list[Agent]:
    """All agents who were not removed, by name."""
    return list(await session.scalars(select(Agent).where(Agent.removed_at.is_(None)).order_by(Agent.name)))


@allowed(Role.AGENT)
async def take_tickets(tx: Transaction, agent_id: AgentId, *, takes: bool) -> None:
    """Whether new tickets may be given to this agent from now on; their own stay theirs."""
    agent = await tx.session.get_one(Agent, agent_id, with_for_update=True)
    agent.takes_tickets = takes


async def is_untouched(session: AsyncSession) -> bool:
    """Whether no agent has ever signed in or done anything."""
    keys_used = select(AgentKey.id).where(AgentKey.kind.in_(("session", "token")))
    acted = select(JournalEvent.id).where(JournalEvent.actor_kind == ActorKind.AGENT)
    return await session.scalar(keys_used.limit(1)) is None and await session.scalar(acted.limit(1)) is None


async def agent_named(tx: Transaction, name: str, *, also_removed: bool = False) -> Agent:
    agent = await find_agent(tx, name)
    if agent is None and also_removed:
        agent = await tx.session.scalar(select(Agent).where(Agent.name == " ".join(name.split())))
    if agent is None:
        raise NotFound("refused.agent.none_of_name", name=name)
    return agent


async def agent_by_id(tx: Transaction, agent_id: int) -> Agent:
    agent = await tx.session.get(Agent, AgentId(agent_id))
    if agent is None or agent.removed_at is not None:
        raise NotFound("refused.agent.gone")
    return agent


@allowed(Role.OWNER)
async def login_secret(tx: Transaction, name: str, *, reusable: bool = False) -> str:
    """The secret in a login address, for one use. A reusable one (the demo's) lasts as long as a session."""
    agent = await agent_named(tx, name)
    await keys.tell(tx.session, Said.LOGIN_MADE, agent=agent.name, kind="login")
    return await _issue(tx, agent, "login", SESSION_LIVES if reusable else LOGIN_LIVES, reusable=reusable)


async def sign_in(tx: Transaction, secret: str, here: Use | None = None) -> str:
    """Use up a login secret; returns a session's token. The agent acts from here on."""
    key = await _valid(tx.session, secret, "login")
    agent = await _holder(tx, key)
    if key is None or agent is None or not (key.reusable or await _spend(tx, key)):
        raise NotAllowed("refused.login.spent")
    here = here or Use()
    tx.actor = agent_actor(agent.id, Role(agent.role))
    await keys.tell(tx.session, Said.SIGNED_IN, agent=agent.name, kind="login", address=here.address)
    return await _issue(tx, agent, "session", SESSION_LIVES, here=here)


async def sign_out(tx: Transaction, token: str) -> None:
    await keys.sign_out(tx, token)


@allowed(Role.OWNER)
async def add_token(
    tx: Transaction, name: str, lives: timedelta | None = None, role: Role | None = None
) -> str:
    """An API token for the agent of that name, who is added if new. It is shown once; without `lives` it stays.

    It may what the agent may at the time, or only what `role` may, if that is less.
    """
    agent = await find_agent(tx, name) or await add_agent(tx, name)
    if role is not None and not Role(agent.role).covers(role):
        raise Invalid(
            "refused.token.role", "role", name=agent.name, role=DeskError(f"refused.role_name.{agent.role}")
        )
    await keys.tell(tx.session, Said.TOKEN_MADE, agent=agent.name, kind="token")
    return await _issue(tx, agent, "token", lives, role=role)


async def link_code(tx: Transaction, name: str) -> str:
    """A one-time code: `/start CODE` to the bot links the agent's Telegram. Agents may have one for themselves."""
    agent = await agent_named(tx, name)
    keys.require_own(tx, agent)
    await keys.tell(tx.session, Said.LINK_MADE, agent=agent.name, kind="link")
    return await _issue(tx, agent, "link", LINK_LIVES)


async def link_telegram(tx: Transaction, code: str, telegram_id: int) -> Agent | None:
    """Use up a link code; None if it is unknown, used or too old. A Telegram account belongs to one agent."""
    key = await _valid(tx.session, code, "link")
    agent = await _holder(tx, key)
    if key is None or agent is None or not await _spend(tx, key):
        return None
    previous = await tx.session.scalar(select(Agent).where(Agent.telegram_id == telegram_id))
    if previous is not None:
        previous.telegram_id = None
        await tx.session.flush()
    agent.telegram_id = telegram_id
    await keys.tell(tx.session, Said.LINKED, agent=agent.name, kind="link", address=f"telegram:{telegram_id}")
    await tx.record(AccessChanged(agent.id, Access.LINKED))
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
    role: Role | None = None,
) -> str:
    if not await _is_held(tx, agent):
        raise NotFound("refused.agent.gone")
    secret = secrets.token_urlsafe(24)
    now = (await tx.session.execute(text("SELECT clock_timestamp()"))).scalar_one()
    key = AgentKey(
        hash=keys.hashed(secret),
        kind=kind,
        agent_id=agent.id,
        created_at=now,
        expires_at=now + lives if lives else None,
        reusable=reusable,
        role=role,
        used_at=now if here else None,
        address=here.address if here else None,
        device=here.device if here else None,
    )
    tx.session.add(key)
    await tx.session.flush()
    await tx.record(AccessChanged(agent.id, _GIVEN[kind], key.id))
    return secret


async def _holder(tx: Transaction, key: AgentKey | None) -> Agent | None:
    """Whose key it is, held; None if they were removed."""
    agent = None if key is None else await tx.session.get_one(Agent, key.agent_id)
    return agent if agent is not None and await _is_held(tx, agent) else None


async def _is_held(tx: Transaction, agent: Agent) -> bool:
    """Hold the agent until the transaction ends, so that whoever removes them ends this way in too.

    False if they are removed. It comes before the keys, as a removal does.
    """
    await tx.session.refresh(agent, with_for_update={"key_share": True})
    return agent.removed_at is None


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
