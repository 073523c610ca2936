"""The person of a ticket: account, participants, ratings and earlier tickets."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk.texts import in_language
from board.errors import NotFound
from board.models import (
    Account,
    Agent,
    Column,
    Comment,
    Customer,
    CustomerAccount,
    Rating,
    Ticket,
    Topic,
)
from board.talk.rated import rating_words
from board.tickets.locking import stays
from board.values import Author
from board.views.about import NOTES_ABOUT, BarJson, CustomerNoteJson, bar_json, note_jsons, with_bar
from board.views.cards import cause
from board.views.consent import ConsentJson, consent_of
from board.views.names import SHOWN_NAME
from board.views.shapes import StateName, instant, instant_or_none

_RATINGS, _EARLIER, _PEOPLE = 20, 10, 20
Whose = Literal["person", "account"]


class AccountJson(TypedDict):
    id: int
    number: str
    name: str
    status: str
    support_until: str | None
    plan: str | None
    details: dict[str, str]


class CustomerJson(TypedDict):
    id: int
    telegram_id: int | None
    name: str
    username: str | None
    language: str
    registered_at: str | None
    blocked: bool
    consent: ConsentJson | None


class ParticipantJson(TypedDict):
    name: str
    kind: Literal["customer", "agent"]


class GivenRatingJson(TypedDict):
    ticket: int
    score: Literal[-1, 0, 1]
    text: str | None
    at: str


class EarlierJson(TypedDict):
    number: int
    topic: str
    topic_name: str
    state: StateName
    account: str | None
    customer: str
    created_at: str
    resolved_at: str | None
    cause: str | None
    score: Literal[-1, 0, 1] | None
    same_person: bool


class EarlierPageJson(TypedDict):
    """`more`: there are others before the last of them."""

    items: list[EarlierJson]
    more: bool


class HolderJson(TypedDict):
    """Somebody on the account, with their latest ticket and the score they gave last."""

    id: int
    name: str
    username: str | None
    confirmed: bool
    ticket: int | None
    state: StateName | None
    score: Literal[-1, 0, 1] | None
    is_this: bool


class CustomerPanelJson(TypedDict):
    account: AccountJson | None
    customer: CustomerJson
    notes: list[CustomerNoteJson]
    barred: BarJson | None
    new_person: bool
    participants: list[ParticipantJson]
    ratings: list[GivenRatingJson]
    earlier: list[EarlierJson]
    more: list[Whose]
    """Of whom there are earlier tickets beyond these."""
    people: list[HolderJson]


async def customer_panel(session: AsyncSession, number: int, language: str) -> CustomerPanelJson:
    """A few statements."""
    row = (await session.execute(_whose(number))).one_or_none()
    if row is None:
        raise NotFound("refused.ticket.unknown", number=number)
    pages = await _pages(session, row.Ticket, _WHOSE, row.Ticket.number, language)
    return {
        "account": _account(row.Account) if row.Account else None,
        "customer": _customer(row, await consent_of(session, row.Customer.id)),
        "notes": note_jsons(row.notes),
        "barred": bar_json(row),
        "new_person": row.new_person,
        "participants": await _participants(session, row.Ticket.number),
        "ratings": await _ratings(session, row.Ticket),
        "earlier": sorted(
            (each for page in pages.values() for each in page["items"]), key=lambda each: -each["number"]
        ),
        "more": [whose for whose, page in pages.items() if page["more"]],
        "people": await _people(session, row.Ticket) if row.Account else [],
    }


def _whose(number: int) -> Any:
    link = and_(
        CustomerAccount.customer_id == Ticket.customer_id,
        CustomerAccount.account_id == Ticket.account_id,
        CustomerAccount.ended_at.is_(None),
    )
    registered_at = select(func.min(CustomerAccount.linked_at)).where(
        CustomerAccount.customer_id == Ticket.customer_id
    )
    return with_bar(
        select(Ticket, Account, Customer)
        .add_columns(exists().where(link, CustomerAccount.confirmed_at.is_(None)).label("new_person"))
        .add_columns(registered_at.scalar_subquery().label("registered_at"), SHOWN_NAME.label("shown_name"))
        .add_columns(NOTES_ABOUT.label("notes"))
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Account, Account.id == Ticket.account_id)
        .where(Ticket.number == stays(number))
    )


def _account(account: Account) -> AccountJson:
    until = account.support_until
    return {
        "id": account.id,
        "number": account.number,
        "name": account.name,
        "status": account.status,
        "support_until": until.isoformat() if until else None,
        "plan": account.plan,
        "details": account.details,
    }


def _customer(row: Row[Any], consent: ConsentJson | None) -> CustomerJson:
    customer: Customer = row.Customer
    return {
        "id": customer.id,
        "telegram_id": customer.telegram_id,
        "name": row.shown_name,
        "username": customer.username,
        "language": customer.language,
        "registered_at": instant_or_none(row.registered_at),
        "blocked": customer.blocked_at is not None,
        "consent": consent,
    }


async def _participants(session: AsyncSession, number: int) -> list[ParticipantJson]:
    """Everyone who wrote on the ticket."""
    on_ticket = Comment.ticket_number == number
    agents = select(Agent.name.label("name"), Comment.author.label("kind")).join(
        Comment, and_(Comment.agent_id == Agent.id, Comment.author == Author.AGENT)
    )
    customers = select(SHOWN_NAME.label("name"), Comment.author.label("kind")).join(
        Comment, and_(Comment.customer_id == Customer.id, Comment.author == Author.CUSTOMER)
    )
    rows = await session.execute(
        union(agents.where(on_ticket), customers.where(on_ticket)).order_by("kind", "name")
    )
    return [{"name": row.name, "kind": row.kind} for row in rows]


async def _ratings(session: AsyncSession, ticket: Ticket) -> list[GivenRatingJson]:
    rows = await session.execute(
        select(Rating.ticket_number, Rating.score, Rating.scored_at, rating_words().label("text"))
        .join(Ticket, Ticket.number == Rating.ticket_number)
        .where(_same_side(ticket))
        .order_by(Rating.scored_at.desc())
        .limit(_RATINGS)
    )
    return [
        {
            "ticket": row.ticket_number,
            "score": row.score,
            "text": row.text,
            "at": instant(row.scored_at),
        }
        for row in rows
    ]


_WHOSE: tuple[Whose, ...] = ("person", "account")


async def earlier_of(
    session: AsyncSession, number: int, whose: Whose, before: int, language: str
) -> EarlierPageJson:
    """The next of the earlier tickets: of the ticket's person, or of the others on its account."""
    ticket = await session.scalar(select(Ticket).where(Ticket.number == stays(number)))
    if ticket is None:
        raise NotFound("refused.ticket.unknown", number=number)
    return (await _pages(session, ticket, (whose,), min(before, ticket.number), language))[whose]


async def _pages(
    session: AsyncSession, ticket: Ticket, wanted: tuple[Whose, ...], before: int, language: str
) -> dict[Whose, EarlierPageJson]:
    """All in one statement."""
    numbers = union_all(*(_latest(ticket, whose, before) for whose in wanted))
    rows = (
        await session.execute(
            select(Ticket, Column.kind, Account.number.label("account"), SHOWN_NAME.label("customer"))
            .add_columns(Topic.names, cause().label("cause"), _score(Ticket.number).label("score"))
            .join(Column, and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key))
            .join(Customer, Customer.id == Ticket.customer_id)
            .join(Topic, Topic.key == Ticket.topic_key)
            .outerjoin(Account, Account.id == Ticket.account_id)
            .where(Ticket.number.in_(numbers))
            .order_by(Ticket.number.desc())
        )
    ).all()
    found: dict[Whose, list[EarlierJson]] = {whose: [] for whose in wanted}
    for row in rows:
        item = _earlier(row, ticket, language)
        found["person" if item["same_person"] else "account"].append(item)
    return {
        whose: {"items": items[:_EARLIER], "more": len(items) > _EARLIER} for whose, items in found.items()
    }


def _latest(ticket: Ticket, whose: Whose, before: int) -> Select[tuple[int]]:
    """The numbers of a page and one more; people without an account share none."""
    is_own = Ticket.customer_id == ticket.customer_id
    is_shared = and_(Ticket.account_id.is_not(None), Ticket.account_id == ticket.account_id)
    is_meant = is_own if whose == "person" else and_(~is_own, is_shared)
    page = (
        select(Ticket.number)
        .where(is_meant, Ticket.number < before, Ticket.merged_into.is_(None))
        .order_by(Ticket.number.desc())
        .limit(_EARLIER + 1)
        .subquery()
    )
    return select(page.c.number)


def _earlier(row: Row[Any], ticket: Ticket, language: str) -> EarlierJson:
    return {
        "number": row.Ticket.number,
        "topic": row.Ticket.topic_key,
        "topic_name": in_language(row.names, language),
        "state": row.kind,
        "account": row.account,
        "customer": row.customer,
        "created_at": instant(row.Ticket.opened_at),
        "resolved_at": instant_or_none(row.Ticket.done_at),
        "cause": row.cause,
        "score": row.score,
        "same_person": row.Ticket.customer_id == ticket.customer_id,
    }


async def _people(session: AsyncSession, ticket: Ticket) -> list[HolderJson]:
    """Who holds the ticket's account; whoever wrote last comes first."""
    latest = (
        select(func.max(Ticket.number))
        .where(
            Ticket.customer_id == Customer.id,
            Ticket.account_id == CustomerAccount.account_id,
            Ticket.merged_into.is_(None),
        )
        .correlate(Customer, CustomerAccount)
        .scalar_subquery()
    )
    held = (
        select(Customer.id, SHOWN_NAME.label("name"), Customer.username, CustomerAccount.confirmed_at)
        .add_columns(latest.label("number"))
        .join(CustomerAccount, CustomerAccount.customer_id == Customer.id)
        .where(CustomerAccount.account_id == ticket.account_id, CustomerAccount.ended_at.is_(None))
        .order_by(literal_column("number").desc().nulls_last(), Customer.id)
        .limit(_PEOPLE)
        .subquery()
    )
    score = (
        select(Rating.score)
        .join(Ticket, Ticket.number == Rating.ticket_number)
        .where(Ticket.customer_id == held.c.id, Rating.scored_at.is_not(None))
        .order_by(Rating.scored_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(held, Column.kind, score.label("score"))
        .outerjoin(Ticket, Ticket.number == held.c.number)
        .outerjoin(Column, and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key))
        .order_by(held.c.number.desc().nulls_last(), held.c.id)
    )
    return [
        {
            "id": row.id,
            "name": row.name,
            "username": row.username,
            "confirmed": row.confirmed_at is not None,
            "ticket": row.number,
            "state": row.kind,
            "score": row.score,
            "is_this": row.id == ticket.customer_id,
        }
        for row in rows
    ]


def _score(number: Any) -> Any:
    return (
        select(Rating.score)
        .where(Rating.ticket_number == number, Rating.scored_at.is_not(None))
        .order_by(Rating.scored_at.desc())
        .limit(1)
        .correlate(Ticket)
        .scalar_subquery()
    )


def _same_side(ticket: Ticket) -> ColumnElement[bool]:
    """Of this person, or of anyone else of this account."""
    is_own = Ticket.customer_id == ticket.customer_id
    return is_own if ticket.account_id is None else or_(is_own, Ticket.account_id == ticket.account_id)
