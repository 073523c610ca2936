"""The registry as the page shows it: found, filtered, and one account with its people, tickets and promises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, text, true, union
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk.texts import in_language
from board.errors import NotFound
from board.models import Account, AccountImport, Column, Customer, CustomerAccount, Ticket, Topic
from board.people import amending
from board.people.accounts import Standing, standing
from board.people.normal_form import normal
from board.values import State
from board.views.names import SHOWN_NAME
from board.views.shapes import StateName, instant, instant_or_none

StandingName = Literal["active", "suspended", "expired"]

_TICKETS = 20
_FRAGMENT_SIGNS = re.compile(r"([\\%_])")


class PromisesJson(TypedDict):
    """Of the promises that came to a verdict; a cancelled one came to none."""

    kept: int
    broken: int


class ListedAccountJson(TypedDict):
    """`status` is the one set; `standing` also knows whether support has ended. `new_people` await an agent's word."""

    id: int
    number: str
    name: str
    status: StandingName
    standing: StandingName
    support_until: str | None
    plan: str | None
    people: int
    new_people: int
    open_tickets: int
    tickets: int
    promises: PromisesJson


class StandingsJson(TypedDict):
    active: int
    suspended: int
    expired: int


class AccountsJson(TypedDict):
    """`next` is what `after` should be for the next page; null on the last one."""

    items: list[ListedAccountJson]
    next: str | None
    standings: StandingsJson
    """Of the whole registry."""


class PersonOnAccountJson(TypedDict):
    id: int
    name: str
    username: str | None
    telegram_id: int | None
    since: str
    confirmed: bool
    blocked: bool
    ticket: int | None
    """Their latest of this account."""


class AccountTicketJson(TypedDict):
    number: int
    topic_name: str
    state: StateName
    customer: str
    created_at: str
    resolved_at: str | None


class AccountImportedJson(TypedDict):
    id: int
    file: str
    at: str


class FullAccountJson(ListedAccountJson):
    """`version` is what an edit gives back, so that it is not made on an older one."""

    suspended_reason: str | None
    details: dict[str, str]
    version: int
    imported: AccountImportedJson | None
    """The last import that added or changed it."""
    persons: list[PersonOnAccountJson]
    latest: list[AccountTicketJson]


async def accounts(
    session: AsyncSession,
    today: date,
    *,
    q: str | None = None,
    status: StandingName | None = None,
    after: str | None = None,
    limit: int = 50,
) -> AccountsJson:
    """By number; `after` is a normal form."""
    asked = select(Account).order_by(Account.key).limit(limit + 1)
    if status is not None:
        asked = asked.where(_stands(status, today))
    if after is not None:
        asked = asked.where(Account.key > after)
    if q and q.strip():
        asked = asked.where(Account.id.in_(_found(q)))
    rows = (await session.execute(_counted(asked))).all()
    items = [_listed(row, today) for row in rows[:limit]]
    following = rows[limit - 1].Account.key if len(rows) > limit else None
    return {"items": items, "next": following, "standings": await _standings(session, today)}


async def account(session: AsyncSession, account_id: int, today: date, language: str) -> FullAccountJson:
    asked = select(Account).where(Account.id == account_id)
    row = (await session.execute(_counted(asked))).one_or_none()
    if row is None:
        raise NotFound("refused.account.gone")
    found: Account = row.Account
    return {
        **_listed(row, today),
        "suspended_reason": found.suspended_reason,
        "details": dict(found.details),
        "version": await amending.version(session, found),
        "imported": await _imported(session, found),
        "persons": await persons(session, account_id),
        "latest": await _tickets(session, account_id, language),
    }


def _found(q: str) -> Select[Any]:
    """Accounts whose number holds the text, or which, or whose people, have all its words in their name."""
    words = q.split()
    key = normal(q)
    by_name = select(Account.id).where(*(Account.name.ilike(_fragment(word)) for word in words))
    by_person = (
        select(CustomerAccount.account_id)
        .join(Customer, Customer.id == CustomerAccount.customer_id)
        .where(CustomerAccount.ended_at.is_(None))
        .where(
            or_(
                and_(*(Customer.name.ilike(_fragment(word)) for word in words)),
                func.lower(Customer.username) == q.strip().removeprefix("@").lower(),
            )
        )
    )
    by_number = [select(Account.id).where(Account.key.like(f"%{key}%"))] if key else []
    return select(union(by_name, by_person, *by_number).subquery().c[0])


def _fragment(word: str) -> str:
    return "%" + _FRAGMENT_SIGNS.sub(r"\\\1", word) + "%"


def _stands(status: StandingName, today: date) -> ColumnElement[bool]:
    is_over = and_(Account.status == Standing.ACTIVE, Account.support_until < today)
    match status:
        case "active":
            return and_(
                Account.status == Standing.ACTIVE, ~func.coalesce(Account.support_until < today, False)
            )
        case "suspended":
            return Account.status == Standing.SUSPENDED
        case "expired":
            return or_(Account.status == Standing.EXPIRED, is_over)


def _counted(asked: Select[Account]) -> Select[Any]:
    """The accounts of a page with their figures, which are looked up for these alone."""
    page = asked.subquery()
    of_page = page.c.id
    held = (
        select(
            func.count().label("people"),
            func.count().filter(CustomerAccount.confirmed_at.is_(None)).label("new_people"),
        )
        .where(CustomerAccount.account_id == of_page, CustomerAccount.ended_at.is_(None))
        .lateral()
    )
    is_open = exists().where(
        Column.board_key == Ticket.board_key, Column.key == Ticket.column_key, Column.kind != State.DONE
    )
    on_it = (
        select(func.count().label("tickets"), func.count().filter(is_open).label("open_tickets"))
        .where(Ticket.account_id == of_page)
        .lateral()
    )
    promises = func.promises_of_account(of_page).table_valued("kept", "broken").lateral("promises")
    return (
        select(Account, held.c.people, held.c.new_people, on_it.c.tickets, on_it.c.open_tickets)
        .add_columns(promises.c.kept, promises.c.broken)
        .select_from(page)
        .join(Account, Account.id == of_page)
        .join(held, true())
        .join(on_it, true())
        .join(promises, true())
        .order_by(Account.key)
    )


def _listed(row: Row[Any], today: date) -> ListedAccountJson:
    found: Account = row.Account
    return {
        "id": found.id,
        "number": found.number,
        "name": found.name,
        "status": Standing(found.status).value,
        "standing": standing(found, today).value,
        "support_until": found.support_until.isoformat() if found.support_until else None,
        "plan": found.plan,
        "people": row.people,
        "new_people": row.new_people,
        "open_tickets": row.open_tickets,
        "tickets": row.tickets,
        "promises": {"kept": row.kept, "broken": row.broken},
    }


async def _standings(session: AsyncSession, today: date) -> StandingsJson:
    counted = await session.execute(
        text("""
            SELECT count(*) FILTER (WHERE status = 'active' AND support_until IS NOT NULL AND support_until < :today)
                       + count(*) FILTER (WHERE status = 'expired') AS expired,
                   count(*) FILTER (WHERE status = 'suspended') AS suspended, count(*) AS all_of_them
            FROM account
        """),
        {"today": today},
    )
    row = counted.one()
    return {
        "active": row.all_of_them - row.expired - row.suspended,
        "suspended": row.suspended,
        "expired": row.expired,
    }


async def _imported(session: AsyncSession, found: Account) -> AccountImportedJson | None:
    made = await session.get(AccountImport, found.import_id) if found.import_id else None
    if made is None or made.committed_at is None:
        return None
    return {"id": made.id, "file": made.file, "at": instant(made.committed_at)}


async def persons(session: AsyncSession, account_id: int) -> list[PersonOnAccountJson]:
    """Who holds the account, the longest first."""
    latest = (
        select(func.max(Ticket.number))
        .where(Ticket.customer_id == Customer.id, Ticket.account_id == account_id)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Customer, CustomerAccount, SHOWN_NAME.label("shown_name"), latest.label("ticket"))
        .join(CustomerAccount, CustomerAccount.customer_id == Customer.id)
        .where(CustomerAccount.account_id == account_id, CustomerAccount.ended_at.is_(None))
        .order_by(CustomerAccount.id)
    )
    return [
        {
            "id": row.Customer.id,
            "name": row.shown_name,
            "username": row.Customer.username,
            "telegram_id": row.Customer.telegram_id,
            "since": instant(row.CustomerAccount.linked_at),
            "confirmed": row.CustomerAccount.confirmed_at is not None,
            "blocked": row.Customer.blocked_at is not None,
            "ticket": row.ticket,
        }
        for row in rows
    ]


async def _tickets(session: AsyncSession, account_id: int, language: str) -> list[AccountTicketJson]:
    rows: Sequence[Row[Any]] = (
        await session.execute(
            select(Ticket, Column.kind, Topic.names, SHOWN_NAME.label("customer"))
            .join(Column, and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key))
            .join(Topic, Topic.key == Ticket.topic_key)
            .join(Customer, Customer.id == Ticket.customer_id)
            .where(Ticket.account_id == account_id, Ticket.merged_into.is_(None))
            .order_by(Ticket.number.desc())
            .limit(_TICKETS)
        )
    ).all()
    return [
        {
            "number": row.Ticket.number,
            "topic_name": in_language(row.names, language),
            "state": row.kind,
            "customer": row.customer,
            "created_at": instant(row.Ticket.opened_at),
            "resolved_at": instant_or_none(row.Ticket.done_at),
        }
        for row in rows
    ]
