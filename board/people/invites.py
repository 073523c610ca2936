"""Invites: deep links that carry an account, a topic, a source, an agent and a language. Made, listed, revoked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, or_, select

from board.desk import changes
from board.errors import Invalid, NotFound
from board.models import Account, Agent, Invite, InviteStart
from board.models.invites import invite_batches
from board.people import accounts, team
from board.store.allowed import allowed, require
from board.store.db import Transaction
from board.text import clean, is_blank
from board.tickets import places
from board.values import AccountId, ActorKind, AgentId, InviteId, Json, Role, Thing
from board.words.catalog import LANGUAGES

LONGEST_LINE, LONGEST_SOURCE = 120, 40
MOST_USES, MOST_DAYS = 100_000, 3650
_SECRET_BYTES = 18  # 144 bits; 24 of the 64 characters of a start parameter
_SOURCE = re.compile(r"[\w-]+")
_MADE_AT_ONCE = 5000


@dataclass(frozen=True)
class Carried:
    """What an invite tells of whoever comes by it, as it is named outside. None of it must be there."""

    topic: str | None = None
    source: str | None = None
    agent: str | None = None
    language: str | None = None
    line: str | None = None
    uses: int | None = None
    """How many people; None: any number."""
    lives: timedelta | None = None


@dataclass(frozen=True)
class _Row:
    """As it stands in the table, but for account and secret."""

    topic_key: str | None
    source: str | None
    agent_id: AgentId | None
    language: str | None
    line: str | None
    uses: int | None
    expires_at: datetime | None
    created_at: datetime
    created_by: AgentId | None


@allowed(Role.AGENT)
async def add(tx: Transaction, carried: Carried, account: str | None = None) -> Invite:
    """One invite. An agent who is no owner may make one for an account."""
    if account is None:
        require(tx, Role.OWNER)
    held = None if account is None else await accounts.by_number(tx, account)
    row = await _row(tx, carried)
    made = await _make(tx, row, [None if held is None else held.id])
    invite = await tx.session.get_one(Invite, made[0])
    shown = await _shown(tx, invite)
    await changes.note(tx, Thing.INVITE, str(invite.id), None, shown)
    return invite


@allowed(Role.OWNER)
async def add_many(tx: Transaction, carried: Carried, account_ids: Sequence[AccountId]) -> int:
    """An invite for each of the accounts; returns the batch they are."""
    if not account_ids:
        raise Invalid("refused.invite.nobody", "accounts")
    row = await _row(tx, carried)
    made = await _make(tx, row, account_ids)
    first = await tx.session.get_one(Invite, made[0])
    shown = {**await _shown(tx, first), "account": None, "invites": len(made)}
    await changes.note(tx, Thing.INVITE, f"{made[0]}-{made[-1]}", None, shown)
    return first.batch


@allowed(Role.OWNER)
async def revoke(tx: Transaction, invite_id: int) -> Invite:
    """Nobody comes by it any more. Who came stays; repeating it changes nothing."""
    return await _set_revoked(tx, await _locked(tx, invite_id), tx.now)


@allowed(Role.OWNER)
async def revoke_batch(tx: Transaction, batch: int) -> int:
    """All of those made at once that are still good; returns how many."""
    found = await tx.session.scalars(
        select(Invite)
        .where(Invite.batch == batch, Invite.revoked_at.is_(None))
        .order_by(Invite.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    revoked = [await _set_revoked(tx, invite, tx.now) for invite in found.all()]
    return len(revoked)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """Take one change back: what was made is revoked, what was revoked is good again."""
    first, _, last = key.partition("-")
    was_good = isinstance(before, dict) and before.get("revoked_at") is None
    theirs = Invite.id.between(int(first), int(last or first))
    found = await tx.session.scalars(
        select(Invite)
        .where(theirs)
        .order_by(Invite.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for invite in found.all():
        await _set_revoked(tx, invite, None if was_good else tx.now)


def is_good() -> ColumnElement[bool]:
    """A condition on Invite: somebody can still come by it."""
    used = (
        select(func.count())
        .where(InviteStart.invite_id == Invite.id, InviteStart.admitted_at.is_not(None))
        .correlate(Invite)
        .scalar_subquery()
    )
    return (
        Invite.revoked_at.is_(None)
        & or_(Invite.expires_at.is_(None), Invite.expires_at > func.desk_now())
        & or_(Invite.uses.is_(None), used < Invite.uses)
    )


async def _row(tx: Transaction, carried: Carried) -> _Row:
    """Checked against the desk as it is now."""
    topic = None if carried.topic is None else await places.topic(tx.session, carried.topic)
    agent = None if carried.agent is None else await team.agent_named(tx, carried.agent)
    if carried.language is not None and carried.language not in LANGUAGES:
        raise Invalid("refused.invite.language", "language", language=carried.language)
    if carried.uses is not None and not 1 <= carried.uses <= MOST_USES:
        raise Invalid("refused.invite.uses", "uses", most=MOST_USES)
    if carried.lives is not None and not timedelta() < carried.lives <= timedelta(days=MOST_DAYS):
        raise Invalid("refused.invite.days", "days", most=MOST_DAYS)
    is_agents = tx.actor.kind is ActorKind.AGENT and tx.actor.id is not None
    return _Row(
        topic_key=None if topic is None else topic.key,
        source=_source(carried.source),
        agent_id=None if agent is None else agent.id,
        language=carried.language,
        line=_line(carried.line),
        uses=carried.uses,
        expires_at=None if carried.lives is None else tx.now + carried.lives,
        created_at=tx.now,
        created_by=AgentId(tx.actor.id) if is_agents and tx.actor.id is not None else None,
    )


def _source(word: str | None) -> str | None:
    word = clean(word or "").lower()
    if word and (len(word) > LONGEST_SOURCE or not _SOURCE.fullmatch(word)):
        raise Invalid("refused.invite.source", "source", longest=LONGEST_SOURCE)
    return word or None


def _line(words: str | None) -> str | None:
    words = " ".join(clean(words or "").split())
    if len(words) > LONGEST_LINE:
        raise Invalid("refused.invite.line", "line", longest=LONGEST_LINE)
    return None if is_blank(words) else words


async def _make(tx: Transaction, row: _Row, account_ids: Sequence[AccountId | None]) -> list[InviteId]:
    batch = (await tx.session.execute(select(invite_batches.next_value()))).scalar_one()
    shared = {**asdict(row), "batch": batch}
    made: list[InviteId] = []
    for begin in range(0, len(account_ids), _MADE_AT_ONCE):
        rows = [
            {**shared, "account_id": account, "secret": secrets.token_urlsafe(_SECRET_BYTES)}
            for account in account_ids[begin : begin + _MADE_AT_ONCE]
        ]
        made += await tx.session.scalars(
            insert(Invite).returning(Invite.id, sort_by_parameter_order=True), rows
        )
    return made


async def _locked(tx: Transaction, invite_id: int) -> Invite:
    invite: Invite | None = await tx.session.scalar(
        select(Invite)
        .where(Invite.id == invite_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if invite is None:
        raise NotFound("refused.invite.unknown", id=invite_id)
    return invite


async def _set_revoked(tx: Transaction, invite: Invite, at: datetime | None) -> Invite:
    if (invite.revoked_at is None) is not (at is None):
        before = await _shown(tx, invite)
        invite.revoked_at = at
        await changes.note(tx, Thing.INVITE, str(invite.id), before, await _shown(tx, invite))
    return invite


async def _shown(tx: Transaction, invite: Invite) -> dict[str, Json]:
    """As it stands in the record of changes: all but its secret."""
    account = None if invite.account_id is None else await tx.session.get_one(Account, invite.account_id)
    agent = None if invite.agent_id is None else await tx.session.get_one(Agent, invite.agent_id)
    return {
        "account": None if account is None else account.number,
        "topic": invite.topic_key,
        "source": invite.source,
        "agent": None if agent is None else agent.name,
        "language": invite.language,
        "line": invite.line,
        "uses": invite.uses,
        "expires_at": None if invite.expires_at is None else invite.expires_at.isoformat(),
        "revoked_at": None if invite.revoked_at is None else invite.revoked_at.isoformat(),
    }
