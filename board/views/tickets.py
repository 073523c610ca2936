"""One ticket with all that was said and done on it, and lists of tickets by what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import NotFound
from board.models import Account, Column, Comment, CommentPart, Customer, File, Ticket, Transcript
from board.people.accounts import normal
from board.views.cards import cards
from board.views.clock import now
from board.views.comments import comments
from board.views.shapes import EarlierTicketJson, FullTicketJson, TicketJson, instant
from board.views.trail import trail

_NUMBER = re.compile(r"#?(\d{1,18})")


async def ticket(session: AsyncSession, number: int, language: str) -> TicketJson:
    """The ticket as its card shows it."""
    found = await cards(session, language, Ticket.number == number)
    if not found:
        raise NotFound(f"There is no ticket #{number}.")
    return found[0]


async def full_ticket(session: AsyncSession, number: int, language: str) -> FullTicketJson:
    return {
        **await ticket(session, number, language),
        "comments": await comments(session, Comment.ticket_number == number),
        "trail": await trail(session, number),
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
        "comments": await comments(session, Comment.ticket_number == found[0]["number"]),
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


async def list_tickets(
    session: AsyncSession, wanted: Wanted, language: str, *, after: int, limit: int
) -> tuple[list[TicketJson], int | None]:
    """Up to `limit` tickets by number above `after`, and what `after` is for the next page, if there is one."""
    found = await cards(session, language, Ticket.number > after, *_conditions(wanted), limit=limit + 1)
    page = found[:limit]
    return page, page[-1]["number"] if len(found) > limit else None


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.board is not None:
        yield Ticket.board_key == wanted.board
    if wanted.topic is not None:
        yield Ticket.topic_key == wanted.topic
    if wanted.lane is not None:
        yield Ticket.lane_key == wanted.lane
    if wanted.state is not None:
        yield Column.kind == wanted.state
    if wanted.account is not None:
        yield Account.key == normal(wanted.account)
    if wanted.q is not None and wanted.q.strip():
        yield _matches(wanted.q.strip())


def _matches(query: str) -> ColumnElement[bool]:
    """By the ticket's number, the account's number or name, the customer's name, or what was said or heard."""
    ways: list[ColumnElement[bool]] = [Ticket.number.in_(_said(query))]
    if number := _NUMBER.fullmatch(query):
        ways.append(Ticket.number == int(number[1]))
    if key := normal(query):
        ways.append(Account.key.startswith(key, autoescape=True))
    pattern = _as_pattern(query)
    ways += [Account.name.regexp_match(pattern, "i"), Customer.name.regexp_match(pattern, "i")]
    return or_(*ways)


def _said(query: str) -> ColumnElement[int]:
    # Both configurations are asked because a comment's language isn't stored; their words share one index.
    words = text(
        "(websearch_to_tsquery('russian', translate(:q, 'ёЁ', 'еЕ')) || websearch_to_tsquery('indonesian', :q))"
    ).bindparams(q=query)
    written = select(Comment.ticket_number).where(Comment.search.op("@@")(words))
    spoken = (
        select(Comment.ticket_number)
        .join(CommentPart, CommentPart.comment_id == Comment.id)
        .join(File, File.part_id == CommentPart.id)
        .join(Transcript, Transcript.file_id == File.id)
        .where(Transcript.search.op("@@")(words))
    )
    return written.union(spoken).scalar_subquery()


def _as_pattern(query: str) -> str:
    """The text itself as a regular expression, е and ё being one letter; a trigram index serves it."""
    return re.sub("[её]", "[её]", re.escape(query), flags=re.IGNORECASE)
