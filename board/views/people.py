"""People of the desk as they are found to be erased: who they are, and how much there is of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Account, Comment, CommentPart, Customer, CustomerAccount, File, Ticket
from board.people.erasing import confirmation
from board.people.normal_form import normal
from board.views.names import SHOWN_NAME
from board.views.shapes import instant_or_none

MOST = 20
_LARGEST_ID = 2**63 - 1


class FoundPersonJson(TypedDict):
    """`confirm` is what has to be typed of theirs to erase them."""

    id: int
    telegram_id: int
    name: str
    username: str | None
    language: str
    accounts: list[str]
    tickets: int
    comments: int
    files: int
    at_door: bool
    spoke_at: str | None
    confirm: str


class FoundPeopleJson(TypedDict):
    items: list[FoundPersonJson]


async def find_people(session: AsyncSession, query: str) -> FoundPeopleJson:
    """Those whom a name, user name, Telegram id, account or ticket number means, who spoke last first.

    Also people who never registered; nobody who was erased.
    """
    asked = (
        select(Customer, SHOWN_NAME.label("shown"))
        .add_columns(_accounts().label("accounts"), *_counts())
        .where(Customer.telegram_id.is_not(None), or_(*_meant(query.strip())))
        .order_by(Customer.spoke_at.desc().nulls_last(), Customer.id.desc())
        .limit(MOST)
    )
    return {"items": [_person(row) for row in await session.execute(asked)]}


def _meant(query: str) -> list[ColumnElement[bool]]:
    named = query.removeprefix("@")
    ways = [
        Customer.username.icontains(named, autoescape=True),
        Customer.name.icontains(query, autoescape=True),
    ]
    digits = query.removeprefix("#")
    if digits.isascii() and digits.isdigit() and int(digits) <= _LARGEST_ID:
        of_ticket = select(Ticket.customer_id).where(Ticket.number == int(digits))
        ways.append(Customer.id.in_(of_ticket))
        if digits == query:
            ways.append(Customer.telegram_id == int(digits))
        else:
            return ways[2:]
    if key := normal(query):
        held = (
            select(CustomerAccount.customer_id)
            .join(Account, Account.id == CustomerAccount.account_id)
            .where(Account.key == key, CustomerAccount.ended_at.is_(None))
        )
        ways.append(Customer.id.in_(held))
    return ways


def _accounts() -> ScalarSelect[Any]:
    return (
        select(func.array_agg(Account.number))
        .join(CustomerAccount, CustomerAccount.account_id == Account.id)
        .where(CustomerAccount.customer_id == Customer.id, CustomerAccount.ended_at.is_(None))
        .correlate(Customer)
        .scalar_subquery()
    )


def _counts() -> tuple[ColumnElement[Any], ...]:
    theirs = Comment.customer_id == Customer.id
    tickets = (
        select(func.count())
        .select_from(Ticket)
        .where(Ticket.customer_id == Customer.id, Ticket.merged_into.is_(None))
    )
    comments = select(func.count()).select_from(Comment).where(theirs)
    files = (
        select(func.count())
        .select_from(File)
        .join(CommentPart, CommentPart.id == File.part_id)
        .join(Comment, Comment.id == CommentPart.comment_id)
        .where(theirs)
    )
    return (
        *(
            each.correlate(Customer).scalar_subquery().label(name)
            for name, each in (("tickets", tickets), ("comments", comments), ("files", files))
        ),
        select(Comment.id)
        .where(theirs, Comment.ticket_number.is_(None))
        .correlate(Customer)
        .exists()
        .label("at_door"),
    )


def _person(row: Any) -> FoundPersonJson:
    customer: Customer = row.Customer
    return {
        "id": customer.id,
        "telegram_id": customer.telegram_id or 0,
        "name": row.shown,
        "username": customer.username,
        "language": customer.language,
        "accounts": sorted(row.accounts or ()),
        "tickets": row.tickets,
        "comments": row.comments,
        "files": row.files,
        "at_door": row.at_door,
        "spoke_at": instant_or_none(customer.spoke_at),
        "confirm": confirmation(customer),
    }
