"""Who stands at the door: people with messages and no ticket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import support
from board.desk.support import Support
from board.models import Account, Claim, Comment, Customer, CustomerAccount
from board.store.clock import now
from board.talk import waiting
from board.views.comments import comments
from board.views.names import SHOWN_NAME
from board.views.shapes import CommentJson, instant


class ClaimJson(TypedDict):
    account: str
    name: str
    since: str


class LackJson(TypedDict):
    """Why their account gets no new ticket."""

    why: Literal["suspended", "expired", "used_up"]
    account: str
    reason: str | None
    until: str | None
    plan: str | None
    tickets: int | None


class VisitorJson(TypedDict):
    person: int
    telegram_id: int | None
    name: str
    language: str
    registered: bool
    accounts: list[str]
    claims: list[ClaimJson]
    lack: LackJson | None
    since: str
    last_words: str
    messages: list[CommentJson]


class DoorJson(TypedDict):
    items: list[VisitorJson]
    now: str


def people_at_door() -> ColumnElement[bool]:
    """A condition on Customer. It starts from what waits, since nearly nobody of all customers stands there."""
    words = select(Comment.customer_id).where(waiting.own_words_at_door())
    claims = select(Claim.customer_id).where(Claim.decided_at.is_(None))
    return Customer.id.in_(words.union(claims))


async def door(session: AsyncSession, language: str, zone: tzinfo) -> DoorJson:
    """The longest waiting first. Days and months are those of the desk's zone."""
    found = (await session.execute(select(Customer, SHOWN_NAME).where(people_at_door()))).all()
    names = {person.id: name for person, name in found}
    people = [person for person, _ in found]
    messages = await _messages(session, language, [person.id for person in people])
    accounts = await _accounts(session, [person.id for person in people])
    claims = await _claims(session, [person.id for person in people])
    lacks = await _lacks(session, people, await now(session), zone)
    visitors = [
        _visitor(
            person,
            names[person.id],
            accounts[person.id],
            messages[person.id],
            claims[person.id],
            lacks.get(person.id),
        )
        for person in people
    ]
    visitors.sort(key=lambda visitor: (visitor["since"], visitor["person"]))
    return {"items": visitors, "now": instant(await now(session))}


async def _messages(
    session: AsyncSession, language: str, people: Sequence[int]
) -> dict[int, list[CommentJson]]:
    """What each wrote there, and the answers."""
    rows = await session.execute(
        select(Comment.customer_id, Comment.id).where(Comment.customer_id.in_(people), waiting.at_door())
    )
    person_of = {row.id: row.customer_id for row in rows}
    said: defaultdict[int, list[CommentJson]] = defaultdict(list)
    for comment in await comments(session, language, Comment.id.in_(person_of)):
        said[person_of[comment["id"]]].append(comment)
    return said


async def _accounts(session: AsyncSession, people: Sequence[int]) -> defaultdict[int, list[str]]:
    rows = await session.execute(
        select(CustomerAccount.customer_id, func.array_agg(Account.number).label("numbers"))
        .join(Account, Account.id == CustomerAccount.account_id)
        .where(CustomerAccount.customer_id.in_(people), CustomerAccount.ended_at.is_(None))
        .group_by(CustomerAccount.customer_id)
    )
    return defaultdict(list, {row.customer_id: sorted(row.numbers) for row in rows})


async def _claims(session: AsyncSession, people: Sequence[int]) -> defaultdict[int, list[ClaimJson]]:
    """The accounts that they wait for, longest first."""
    rows = await session.execute(
        select(Claim.customer_id, Claim.claimed_at, Account.number, Account.name)
        .join(Account, Account.id == Claim.account_id)
        .where(Claim.customer_id.in_(people), Claim.decided_at.is_(None))
        .order_by(Claim.id)
    )
    claims: defaultdict[int, list[ClaimJson]] = defaultdict(list)
    for row in rows:
        claim: ClaimJson = {"account": row.number, "name": row.name, "since": instant(row.claimed_at)}
        claims[row.customer_id].append(claim)
    return claims


async def _lacks(
    session: AsyncSession, people: Sequence[Customer], at: datetime, zone: tzinfo
) -> dict[int, LackJson]:
    """By person: why their current account gets no new ticket, where it gets none."""
    wanted = {person.account_id for person in people if person.account_id is not None}
    current = (await session.scalars(select(Account).where(Account.id.in_(wanted)))).all() if wanted else []
    supports = await support.of_accounts(session, current, at, zone)
    found = {person.id: supports[person.account_id] for person in people if person.account_id is not None}
    return {person: _lack(each) for person, each in found.items() if each.is_refused}


def _lack(refused: Support) -> LackJson:
    account, plan = refused.account, refused.plan
    assert refused.lack is not None
    return {
        "why": refused.lack.value,
        "account": account.number,
        "reason": account.suspended_reason,
        "until": account.support_until.isoformat() if account.support_until else None,
        "plan": account.plan,
        "tickets": plan.tickets if plan else None,
    }


def _visitor(
    person: Customer,
    name: str,
    accounts: list[str],
    messages: list[CommentJson],
    claims: list[ClaimJson],
    lack: LackJson | None,
) -> VisitorJson:
    own = [message for message in messages if message["author"] == "customer"]
    words = (message["text"] or message["transcript"] for message in reversed(own))
    return {
        "person": person.id,
        "telegram_id": person.telegram_id,
        "name": name,
        "language": person.language,
        "registered": bool(accounts),
        "accounts": accounts,
        "claims": claims,
        "lack": lack,
        "since": min([each["created_at"] for each in own[:1]] + [claim["since"] for claim in claims]),
        "last_words": next(filter(None, words), ""),
        "messages": messages,
    }
