"""Invites: deep links that carry an account, a topic, a source, an agent and a language. Made, listed, revoked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import ARRAY, ColumnElement, Text, cast, exists, func, insert, select

from board.desk import changes, support
from board.errors import Invalid, NotFound
from board.models import Account, Agent, CustomerAccount, Invite
from board.models.invites import invite_batches
from board.people import accounts, sheet, team
from board.people.normal_form import normal
from board.people.sheet import Sheet
from board.store.allowed import allowed, require
from board.store.db import Transaction
from board.text import clean, is_blank
from board.tickets import places
from board.values import AccountId, AgentId, InviteId, Json, Role, Thing
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
    uses: int | Literal["many"] | None = None
    """How many people; None: one for an account, else any number."""
    lives: timedelta | None = None


@dataclass(frozen=True)
class Whom:
    """For which accounts invites are made at once."""

    numbers: Sequence[str] | None = None
    """As people write them; None: all of the registry."""
    plan: str | None = None
    without_people: bool = False
    """Only those that nobody is on yet."""


@dataclass(frozen=True)
class Made:
    batch: int
    invites: int


@dataclass(frozen=True)
class Fit:
    """What a sheet of accounts is good for; each refused line with its number and why."""

    accounts: Sequence[str]
    refused: Sequence[tuple[int, str, Invalid]]


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
        require(tx.actor, Role.OWNER)
    held = None if account is None else await accounts.by_number(tx, account)
    row = await _row(tx, carried, has_account=held is not None)
    made = await _make(tx, row, [None if held is None else held.id])
    invite = await tx.session.get_one(Invite, made[0])
    shown = await _shown(tx, invite)
    await changes.note(tx, Thing.INVITE, str(invite.id), None, shown)
    return invite


@allowed(Role.OWNER)
async def add_many(tx: Transaction, carried: Carried, whom: Whom, today: date) -> Made:
    """An invite for each of the accounts that get support on that day."""
    account_ids = await _chosen(tx, whom, today)
    if not account_ids:
        raise Invalid("refused.invite.nobody", "accounts")
    row = await _row(tx, carried, has_account=True)
    made = await _make(tx, row, account_ids)
    first = await tx.session.get_one(Invite, made[0])
    shown: dict[str, Json] = {**await _shown(tx, first), "invites": len(made)}
    del shown["account"]
    await changes.note(tx, Thing.INVITE, f"{made[0]}-{made[-1]}", None, shown)
    return Made(first.batch, len(made))


def read_sheet(data: bytes) -> Sheet:
    return sheet.read(data, ("account",))


@allowed(Role.OWNER)
async def fit(tx: Transaction, found: Sheet, today: date) -> Fit:
    """For which rows of a sheet there can be invites, as the registry spells them."""
    place = list(found.columns).index("account")
    numbers = [row.cells[place].removeprefix("'").strip() for row in found.rows]
    keys = [normal(number) for number in numbers]
    known = await tx.session.execute(
        select(
            Account.key, Account.number, (await support.are_open(tx.session, today)).label("is_good")
        ).where(_among(keys))
    )
    by_key = {row.key: row for row in known}
    good: dict[str, str] = {}
    refused: list[tuple[int, str, Invalid]] = []
    for row, number, key in zip(found.rows, numbers, keys, strict=True):
        if key not in by_key:
            refused.append((row.line, number, Invalid("refused.account.unknown", number=number)))
        elif not by_key[key].is_good:
            refused.append((row.line, number, Invalid("refused.invite.unsupported", account=number)))
        else:
            good[key] = by_key[key].number
    return Fit(list(good.values()), refused)


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
    """Take one change back: what was made is revoked, what was revoked is good again.

    Others may have been given numbers meanwhile that lie between those of a batch.
    """
    first, _, last = key.partition("-")
    was_good = isinstance(before, dict) and before.get("revoked_at") is None
    batch = select(Invite.batch).where(Invite.id == int(first)).scalar_subquery()
    theirs = Invite.id.between(int(first), int(last or first)) & (Invite.batch == batch)
    found = await tx.session.scalars(
        select(Invite)
        .where(theirs)
        .order_by(Invite.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for invite in found.all():
        await _set_revoked(tx, invite, None if was_good else tx.now)


async def _chosen(tx: Transaction, whom: Whom, today: date) -> list[AccountId]:
    """In the order of the numbers."""
    asked = select(Account.id).where(await support.are_open(tx.session, today)).order_by(Account.key)
    if whom.numbers is not None:
        asked = asked.where(_among([normal(number) for number in whom.numbers]))
    if whom.plan is not None:
        asked = asked.where(Account.plan == whom.plan)
    if whom.without_people:
        held = (CustomerAccount.account_id == Account.id) & CustomerAccount.ended_at.is_(None)
        asked = asked.where(~exists().where(held))
    return list(await tx.session.scalars(asked))


def _among(keys: Sequence[str]) -> ColumnElement[bool]:
    """One parameter however many there are."""
    return Account.key.in_(select(func.unnest(cast(sorted(set(keys)), ARRAY(Text)))))


async def _row(tx: Transaction, carried: Carried, *, has_account: bool) -> _Row:
    """Checked against the desk as it is now."""
    topic = None if carried.topic is None else await places.topic_offered(tx.session, carried.topic)
    if topic is None and carried.topic is not None:
        raise NotFound("refused.topic.unknown", topic=carried.topic)
    agent = None if carried.agent is None else await team.agent_named(tx, carried.agent)
    if carried.language is not None and carried.language not in LANGUAGES:
        raise Invalid("refused.invite.language", "language", language=carried.language)
    if isinstance(carried.uses, int) and not 1 <= carried.uses <= MOST_USES:
        raise Invalid("refused.invite.uses", "uses", most=MOST_USES)
    if carried.lives is not None and not timedelta() < carried.lives <= timedelta(days=MOST_DAYS):
        raise Invalid("refused.invite.days", "days", most=MOST_DAYS)
    return _Row(
        topic_key=None if topic is None else topic.key,
        source=_source(carried.source),
        agent_id=None if agent is None else agent.id,
        language=carried.language,
        line=_line(carried.line),
        uses=_uses(carried.uses, has_account=has_account),
        expires_at=None if carried.lives is None else tx.now + carried.lives,
        created_at=tx.now,
        created_by=tx.actor.agent,
    )


def _uses(asked: int | Literal["many"] | None, *, has_account: bool) -> int | None:
    if asked is None and has_account:
        return 1
    return None if asked == "many" else asked


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
    """As it stands in the record of changes: all that it has, but its secret."""
    account = None if invite.account_id is None else await tx.session.get_one(Account, invite.account_id)
    agent = None if invite.agent_id is None else await tx.session.get_one(Agent, invite.agent_id)
    shown: dict[str, Json] = {
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
    return {name: value for name, value in shown.items() if value is not None}
