"""What proves who an agent is: found, used, listed, taken back. Times are real, also in practice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import NotFound
from board.facts import Access, AccessChanged
from board.models import Agent, AgentKey
from board.security import Said
from board.store.allowed import allowed, require
from board.store.db import Transaction
from board.store.wake import CHANNEL, KEYS, SECURITY_CHANNEL
from board.values import ActorKind, AgentId, Role

SESSION_IDLES = timedelta(days=7)
_NOTED_EVERY_SECONDS = 60.0
_KEPT_AFTER_EXPIRY = timedelta(days=30)
"""So that a browser whose session only ran out is told from one whose session was taken back."""

_NOW = func.clock_timestamp()

# Built once, because every request uses them.
IS_ALIVE = and_(
    or_(AgentKey.expires_at.is_(None), AgentKey.expires_at > _NOW),
    or_(
        AgentKey.kind != "session",
        func.coalesce(AgentKey.used_at, AgentKey.created_at) > _NOW - SESSION_IDLES,
    ),
)
_FIND = (
    select(AgentKey.id, AgentKey.agent_id, Agent.name, AgentKey.address)
    .add_columns(Agent.role, Agent.language, Agent.takes_back, AgentKey.role.label("most"))
    .add_columns(func.extract("epoch", _NOW - AgentKey.used_at).label("idle_seconds"))
    .join(Agent, AgentKey.agent_id == Agent.id)
    .where(AgentKey.hash == bindparam("hash"), AgentKey.kind == bindparam("kind"), IS_ALIVE)
)

_ROLE = (
    select(Agent.role, AgentKey.role.label("most"))
    .join(Agent, AgentKey.agent_id == Agent.id)
    .where(AgentKey.id == bindparam("id"))
)


@dataclass(frozen=True)
class Use:
    """From where and with what a key is used."""

    address: str = ""
    device: str = ""


@dataclass(frozen=True)
class Found:
    id: int
    agent: AgentId
    name: str
    kind: str
    role: Role
    language: str | None
    takes_back: bool
    address: str | None
    idle_seconds: float | None

    def should_note(self, here: Use) -> bool:
        is_fresh = self.idle_seconds is not None and self.idle_seconds < _NOTED_EVERY_SECONDS
        return not is_fresh or self.address != here.address


@dataclass(frozen=True)
class Key:
    """A session or a token, as it is listed."""

    id: int
    agent: str
    device: str
    address: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None
    role: Role
    """What it may, at most what its agent may."""


def hashed(secret: str) -> bytes:
    """A fast hash is enough, because secrets are 144 random bits."""
    return hashlib.sha256(secret.encode()).digest()


async def find(session: AsyncSession, secret: str, kind: str) -> Found | None:
    """Whose living session or API token this is (`kind`: "session" or "token")."""
    row = (await session.execute(_FIND, {"hash": hashed(secret), "kind": kind})).first()
    if row is None:
        return None
    idle = None if row.idle_seconds is None else float(row.idle_seconds)
    role = _lesser(row.role, row.most)
    return Found(
        row.id, AgentId(row.agent_id), row.name, kind, role, row.language, row.takes_back, row.address, idle
    )


async def role_now(session: AsyncSession, id: int) -> Role | None:
    """What this session or token may at this moment; None if it was taken back."""
    found = (await session.execute(_ROLE, {"id": id})).first()
    return _lesser(found.role, found.most) if found else None


def _lesser(role: str, most: str | None) -> Role:
    return Role(role) if most is None or Role(most).covers(Role(role)) else Role(most)


async def was_taken_back(session: AsyncSession, secret: str) -> bool:
    """Whether no such key is there, not even one that ran out lately."""
    found = await session.scalar(select(AgentKey.id).where(AgentKey.hash == hashed(secret)))
    return found is None


async def note_use(session: AsyncSession, found: Found, here: Use) -> None:
    """Write down when and from where, once a minute or when the address is another; of many at once, one does."""
    key = await session.scalar(select(AgentKey).where(AgentKey.id == found.id).with_for_update())
    if key is None:
        return
    now = (await session.execute(select(_NOW))).scalar_one()
    is_other = key.address is not None and key.address != here.address
    if key.used_at is None and key.kind == "token":
        await tell(session, Said.TOKEN_USED, agent=found.name, kind=key.kind, address=here.address)
    elif is_other:
        await tell(session, Said.NEW_ADDRESS, agent=found.name, kind=key.kind, address=here.address)
    elif key.used_at is not None and now - key.used_at < timedelta(seconds=_NOTED_EVERY_SECONDS):
        return
    key.used_at, key.address, key.device = now, here.address, here.device
    await session.flush()


async def living(session: AsyncSession, kind: str, agent: AgentId | None = None) -> Sequence[Key]:
    """Sessions or tokens that are accepted, the latest used first; of one agent or of all."""
    last = func.coalesce(AgentKey.used_at, AgentKey.created_at)
    wanted = select(AgentKey, Agent.name, Agent.role).join(Agent, AgentKey.agent_id == Agent.id)
    wanted = wanted.where(AgentKey.kind == kind, IS_ALIVE).order_by(last.desc(), AgentKey.id.desc())
    if agent is not None:
        wanted = wanted.where(AgentKey.agent_id == agent)
    return [
        Key(
            key.id,
            name,
            key.device or "",
            key.address or "",
            key.created_at,
            key.used_at,
            key.expires_at,
            _lesser(role, key.role),
        )
        for key, name, role in await session.execute(wanted)
    ]


async def take_back(tx: Transaction, kind: str, id: int, agent: AgentId | None = None) -> str:
    """End a session or revoke a token, and what is open by it; returns whose it was. Only of `agent`, if given."""
    wanted = select(AgentKey).where(AgentKey.id == id, AgentKey.kind == kind).with_for_update()
    if agent is not None:
        wanted = wanted.where(AgentKey.agent_id == agent)
    key = await tx.session.scalar(wanted)
    if key is None:
        require(tx.actor, Role.VIEWER if agent is not None else Role.OWNER)
        raise NotFound("refused.session.unknown" if kind == "session" else "refused.token.unknown", id=id)
    owner = await tx.session.get_one(Agent, key.agent_id)
    require_own(tx, owner)
    await tx.session.delete(key)
    await tx.session.flush()
    said = Said.SESSION_ENDED if kind == "session" else Said.TOKEN_REVOKED
    await tell(tx.session, said, agent=owner.name, kind=kind)
    what = Access.SESSION_ENDED if kind == "session" else Access.TOKEN_REVOKED
    await tx.record(AccessChanged(owner.id, what, id))
    await _notice(tx.session)
    return owner.name


@allowed(Role.OWNER)
async def take_back_any(tx: Transaction, kind: str, id: int) -> str:
    """As `take_back`, whoever's it is."""
    return await take_back(tx, kind, id)


async def take_back_sessions(tx: Transaction, agent: AgentId, *, but: int) -> int:
    """End all sessions of the agent but one; returns how many."""
    owner = await tx.session.get_one(Agent, agent)
    require_own(tx, owner)
    others = (AgentKey.agent_id == agent, AgentKey.kind == "session", AgentKey.id != but)
    ended = (await tx.session.scalars(delete(AgentKey).where(*others).returning(AgentKey.id))).all()
    for id in ended:
        await tell(tx.session, Said.SESSION_ENDED, agent=owner.name, kind="session")
        await tx.record(AccessChanged(agent, Access.SESSION_ENDED, id))
    await _notice(tx.session)
    return len(ended)


def require_own(tx: Transaction, agent: Agent) -> None:
    """Refuse anybody but owners and the agent themselves; a token that may less than its agent is not themselves."""
    actor = tx.actor
    if actor.kind is ActorKind.AGENT and actor.id == agent.id:
        require(tx.actor, Role(agent.role))
    else:
        require(tx.actor, Role.OWNER)


async def take_back_all(tx: Transaction, agent: AgentId) -> int:
    """End everything that proves to be this agent; returns how many sessions and tokens that were."""
    gone = delete(AgentKey).where(AgentKey.agent_id == agent).returning(AgentKey.kind)
    kinds = (await tx.session.scalars(gone)).all()
    await _notice(tx.session)
    return sum(kind in ("session", "token") for kind in kinds)


async def forget_expired(tx: Transaction) -> None:
    await tx.session.execute(delete(AgentKey).where(AgentKey.expires_at < _NOW - _KEPT_AFTER_EXPIRY))


async def sign_out(tx: Transaction, secret: str) -> None:
    """End the session of this secret; harmless if it is over already."""
    gone = (
        delete(AgentKey).where(AgentKey.hash == hashed(secret)).returning(AgentKey.agent_id, AgentKey.address)
    )
    row = (await tx.session.execute(gone)).first()
    if row is None:
        return
    agent = await tx.session.get_one(Agent, row.agent_id)
    await tell(tx.session, Said.SIGNED_OUT, agent=agent.name, kind="session", address=row.address or "")
    await tx.record(AccessChanged(agent.id, Access.SIGNED_OUT))
    await _notice(tx.session)


async def tell(
    session: AsyncSession, said: Said, *, agent: str = "", kind: str = "", address: str = ""
) -> None:
    """Have the security log say it, once this transaction is committed; the board's process writes that log."""
    line = json.dumps({"said": said, "agent": agent, "kind": kind, "address": address})
    await session.execute(select(func.pg_notify(SECURITY_CHANNEL, line)))


async def _notice(session: AsyncSession) -> None:
    """Have streams look whether they may still be open."""
    await session.execute(select(func.pg_notify(CHANNEL, KEYS)))
