"""One ticket with all that was said and done on it, and lists of tickets by what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid, NotFound
from board.models import Account, Comment, Customer, Ticket
from board.people.normal_form import normal
from board.store.clock import now
from board.tickets.locking import stays
from board.values import State
from board.views.cards import cards, stands_in
from board.views.comments import comments
from board.views.filters import Filters, Reader, filters
from board.views.query import Query, parse
from board.views.scheduled import scheduled
from board.views.search import Found, search, stand_not_there
from board.views.shapes import EarlierTicketJson, FullTicketJson, TicketJson, instant
from board.views.trail import trail


async def ticket(session: AsyncSession, number: int, language: str) -> TicketJson:
    """The ticket as its card shows it; of one that was merged, the one that stayed."""
    found = await cards(session, language, Ticket.number == stays(number))
    if not found:
        raise NotFound("refused.ticket.unknown", number=number)
    return found[0]


async def full_ticket(session: AsyncSession, number: int, language: str) -> FullTicketJson:
    found = await ticket(session, number, language)
    return {
        **found,
        "comments": await comments(session, language, Comment.ticket_number == found["number"]),
        "scheduled": (await scheduled(session, found["number"]))["items"],
        "trail": await trail(session, found["number"], found["merged"]),
        "now": instant(await now(session)),
    }


async def earlier_ticket(
    session: AsyncSession, number: int, before: int, language: str
) -> EarlierTicketJson | None:
    """The person's latest ticket with a number below `before`, to scroll up to."""
    person = select(Ticket.customer_id).where(Ticket.number == number).scalar_subquery()
    found = await cards(
        session,
        language,
        Ticket.customer_id == person,
        Ticket.number < before,
        order=(Ticket.number.desc(),),
        limit=1,
    )
    if not found:
        return None
    return {
        **found[0],
        "comments": await comments(session, language, Comment.ticket_number == found[0]["number"]),
    }


@dataclass(frozen=True)
class Wanted:
    """Which tickets to list; what is None doesn't matter."""

    board: str | None = None
    topic: str | None = None
    lane: str | None = None
    state: str | None = None
    account: str | None = None
    q: str | None = None
    telegram_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """`next` is what `after` is for the next page, if there is one; `hints` say what of the search is not known."""

    items: list[TicketJson]
    next: str | None
    hints: Sequence[str] = ()


async def list_tickets(
    session: AsyncSession, wanted: Wanted, reader: Reader, *, after: str | None, limit: int
) -> Listed:
    """Up to `limit` tickets by number, what is searched for best and newest first, beyond `after`."""
    conditions = await _conditions(session, wanted)
    if wanted.q is not None and wanted.q.strip():
        return await _searched(session, wanted.q, conditions, reader, after=after, limit=limit)
    if after is not None and not after.isdecimal():
        raise Invalid("refused.list.page")
    found = await cards(
        session, reader.language, Ticket.number > int(after or 0), *conditions, limit=limit + 1
    )
    page = found[:limit]
    return Listed(page, str(page[-1]["number"]) if len(found) > limit else None)


async def count_found(session: AsyncSession, q: str, reader: Reader, *, most: int) -> int:
    """How many tickets a search finds; those beyond `most` are not looked for."""
    query = parse(q)
    meant = await _meant(session, query, reader)
    return len(await search(session, query.words, *meant.conditions, after=None, limit=most))


async def _searched(
    session: AsyncSession,
    q: str,
    conditions: Sequence[ColumnElement[bool]],
    reader: Reader,
    *,
    after: str | None,
    limit: int,
) -> Listed:
    place = Found.parse(after) if after is not None else None
    query = parse(q)
    meant = await _meant(session, query, reader)
    held = [*conditions, *meant.conditions]
    found = await search(session, query.words, *held, after=place, limit=limit + 1)
    page = found[:limit]
    shown = await cards(session, reader.language, Ticket.number.in_([each.number for each in page]))
    by_number = {card["number"]: card for card in shown}
    return Listed(
        [by_number[each.number] for each in page],
        str(page[-1]) if len(found) > limit else None,
        meant.hints,
    )


async def _meant(session: AsyncSession, query: Query, reader: Reader) -> Filters:
    meant = await filters(session, query.terms, reader)
    return Filters([*meant.conditions, *await stand_not_there(session, query.without)], meant.hints)


async def _conditions(session: AsyncSession, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.board is not None:
        conditions.append(Ticket.board_key == wanted.board)
    if wanted.topic is not None:
        conditions.append(Ticket.topic_key == wanted.topic)
    if wanted.lane is not None:
        conditions.append(Ticket.lane_key == wanted.lane)
    if wanted.state is not None:
        conditions.append(await stands_in(session, State(wanted.state)))
    if wanted.account is not None:
        conditions.append(Account.key == normal(wanted.account))
    if wanted.telegram_id is not None:
        person = select(Customer.id).where(Customer.telegram_id == wanted.telegram_id).scalar_subquery()
        conditions.append(Ticket.customer_id == person)
    return conditions
