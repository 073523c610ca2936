"""Who stands at the door: people with messages and no ticket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Account, Comment, Customer, CustomerAccount
from board.talk import waiting
from board.views.clock import now
from board.views.comments import comments
from board.views.names import SHOWN_NAME
from board.views.shapes import CommentJson, instant


class VisitorJson(TypedDict):
    person: int
    telegram_id: int | None
    name: str
    language: str
    registered: bool
    accounts: list[str]
    since: str
    last_words: str
    messages: list[CommentJson]


class DoorJson(TypedDict):
    items: list[VisitorJson]
    now: str


def people_at_door() -> ColumnElement[bool]:
    """A condition on Customer. It starts from what waits, since nearly nobody of all customers stands there."""
    return Customer.id.in_(select(Comment.customer_id).where(waiting.own_words_at_door()))


async def door(session: AsyncSession) -> DoorJson:
    """The longest waiting first."""
    found = (await session.execute(select(Customer, SHOWN_NAME).where(people_at_door()))).all()
    names = {person.id: name for person, name in found}
    people = [person for person, _ in found]
    messages = await _messages(session, [person.id for person in people])
    accounts = await _accounts(session, [person.id for person in people])
    visitors = [
        _visitor(person, names[person.id], accounts[person.id], messages[person.id]) for person in people
    ]
    visitors.sort(key=lambda visitor: (visitor["since"], visitor["person"]))
    return {"items": visitors, "now": instant(await now(session))}


async def _messages(session: AsyncSession, people: Sequence[int]) -> dict[int, list[CommentJson]]:
    """What each wrote there, and the answers."""
    rows = await session.execute(
        select(Comment.customer_id, Comment.id).where(Comment.customer_id.in_(people), waiting.at_door())
    )
    person_of = {row.id: row.customer_id for row in rows}
    said: defaultdict[int, list[CommentJson]] = defaultdict(list)
    for comment in await comments(session, Comment.id.in_(person_of)):
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


def _visitor(person: Customer, name: str, accounts: list[str], messages: list[CommentJson]) -> VisitorJson:
    own = [message for message in messages if message["author"] == "customer"]
    words = (message["text"] or message["transcript"] for message in reversed(own))
    return {
        "person": person.id,
        "telegram_id": person.telegram_id,
        "name": name,
        "language": person.language,
        "registered": bool(accounts),
        "accounts": accounts,
        "since": own[0]["created_at"],
        "last_words": next(filter(None, words), ""),
        "messages": messages,
    }
