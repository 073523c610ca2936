"""What the bot reads before it says something: the person, their tickets, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk.effects import Within, board_name, lane_name
from board.desk.texts import in_language
from board.errors import NotFound
from board.models import (
    Account,
    Board,
    Column,
    Comment,
    CommentPart,
    Customer,
    File,
    Lane,
    Ticket,
    Topic,
)
from board.talk import waiting
from board.talk.destination import TALK_AFTER_DONE
from board.talk.looking import closed_empty, is_known
from board.tickets.locking import stays
from board.tickets.reach import barred
from board.values import BY_AGENT, Author, FileId, FileState, Place, State
from board.words import times


@dataclass(frozen=True)
class Person:
    """`chat` is None for someone erased."""

    id: int
    chat: int | None
    language: str
    is_registered: bool
    is_blocked: bool
    is_barred: bool
    """By an agent: the desk says nothing to them by itself."""

    @property
    def hears(self) -> bool:
        return self.chat is not None and not self.is_blocked and not self.is_barred


@dataclass(frozen=True)
class TicketInChat:
    number: int
    topic: str
    topic_key: str
    topics: Mapping[str, str]
    """The topic's name by language."""
    prompt: str
    state: State
    account: str | None
    zone: ZoneInfo | None
    """The account's time zone, if its details name one."""
    person: Person
    follows: int | None
    has_words: bool
    takes_words: bool
    """Whether what the customer writes can still go there."""
    board: str
    lane: str
    was_empty: bool = False
    """Closed by the timer, because nobody had written anything."""


@dataclass(frozen=True)
class Resolved:
    number: int
    done_at: datetime


@dataclass(frozen=True)
class MessageInChat:
    """Where a comment stands in Telegram: for an album, its message that came first."""

    comment: int
    chat: int
    message: int


async def person(session: AsyncSession, customer_id: int) -> Person:
    row = (await session.execute(select(*_PERSON).where(Customer.id == customer_id))).one()
    return _person(row)


async def account_number(session: AsyncSession, account_id: int) -> str:
    found: str = (await session.execute(select(Account.number).where(Account.id == account_id))).scalar_one()
    return found


async def ticket(session: AsyncSession, number: int, now: datetime) -> TicketInChat:
    found = await find_ticket(session, number, now)
    if found is None:
        raise NotFound("refused.ticket.unknown", number=number)
    return found


async def find_ticket(session: AsyncSession, number: int, now: datetime) -> TicketInChat | None:
    row = (await session.execute(_tickets().where(Ticket.number == stays(number)))).one_or_none()
    return _ticket(row, now) if row is not None else None


async def ticket_of_comment(session: AsyncSession, comment_id: int, customer_id: int) -> int | None:
    """The ticket of the person's own comment; None at the door, or if it is another person's."""
    found: int | None = await session.scalar(
        select(Comment.ticket_number).where(Comment.id == comment_id, Comment.customer_id == customer_id)
    )
    return found


async def tickets_of(
    session: AsyncSession, customer_id: int, now: datetime, *, skip: int = 0, most: int | None = None
) -> list[TicketInChat]:
    """The person's tickets: open ones first, then done ones, newest first."""
    rows = await session.execute(
        _tickets()
        .where(Ticket.customer_id == customer_id, is_known())
        .order_by(Column.kind == State.DONE, Ticket.number.desc())
        .offset(skip)
        .limit(most)
    )
    return [_ticket(row, now) for row in rows]


async def resolved_last(session: AsyncSession, customer_id: int, now: datetime) -> Resolved | None:
    """Of the person's tickets that still take words and ever had some, the one resolved last."""
    row = (
        await session.execute(
            select(Ticket.number, Ticket.done_at)
            .where(Ticket.customer_id == customer_id, Ticket.done_at > now - TALK_AFTER_DONE)
            .where(Ticket.last_message_at.is_not(None))
            .order_by(Ticket.done_at.desc())
            .limit(1)
        )
    ).one_or_none()
    return Resolved(row.number, row.done_at) if row else None


async def topic_name(session: AsyncSession, number: int, language: str) -> str:
    """The ticket's topic for somebody who reads another language than its customer."""
    names = await session.scalar(
        select(Topic.names).join(Ticket, Ticket.topic_key == Topic.key).where(Ticket.number == number)
    )
    return in_language(names or {}, language)


async def place_name(session: AsyncSession, place: Place, language: str) -> str:
    """Board and lane, as agents know them."""
    found = await session.execute(
        select(Board, Lane)
        .join(Lane, Lane.board_key == Board.key)
        .where(Board.key == place.board, Lane.key == place.lane)
    )
    board, lane = found.one()
    return Within(board_name(board), lane_name(lane)).say(language)


async def last_words(session: AsyncSession, number: int) -> str:
    """The text of the latest public comment of either side."""
    said = await session.scalar(
        select(Comment.text)
        .where(Comment.ticket_number == number, Comment.is_public, Comment.text != "")
        .where(Comment.author != Author.SYSTEM)
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(1)
    )
    return " ".join((said or "").split())


async def was_spoken_since(session: AsyncSession, customer_id: int, at: datetime) -> bool:
    """Whether the person or an agent has said something to the other since then, wherever."""
    said = await session.scalar(
        select(Comment.id)
        .where(Comment.customer_id == customer_id, Comment.is_public, Comment.author != Author.SYSTEM)
        .where(Comment.created_at > at)
        .limit(1)
    )
    return said is not None


async def messages_of(session: AsyncSession, comment_ids: Iterable[int]) -> list[MessageInChat]:
    first = (
        select(func.min(CommentPart.id))
        .where(CommentPart.comment_id.in_(list(comment_ids)), CommentPart.message_id.is_not(None))
        .group_by(CommentPart.comment_id)
    )
    rows = await session.execute(
        select(CommentPart.comment_id, CommentPart.chat_id, CommentPart.message_id).where(
            CommentPart.id.in_(first)
        )
    )
    return [
        MessageInChat(comment, chat, message)
        for comment, chat, message in rows
        if chat is not None and message is not None
    ]


async def waits_at_door(
    session: AsyncSession, customer_id: int, *, comment: int | None = None, since: datetime | None = None
) -> bool:
    """Whether words of this person wait for a ticket: any, this very comment, or some said by `since`.

    A number sent alone does not.
    """
    words = select(Comment.id).where(Comment.customer_id == customer_id, waiting.opening_words_at_door())
    if comment is not None:
        words = words.where(Comment.id == comment)
    if since is not None:
        words = words.where(Comment.created_at <= since)
    return await session.scalar(words.limit(1)) is not None


async def files_at_door(session: AsyncSession, customer_id: int) -> list[FileId]:
    """Files of this person that were not fetched, because they had no account."""
    return list(
        await session.scalars(
            select(File.id)
            .join(CommentPart, CommentPart.id == File.part_id)
            .join(Comment, Comment.id == CommentPart.comment_id)
            .where(Comment.customer_id == customer_id, waiting.at_door())
            .where(File.state == FileState.PENDING)
            .order_by(File.id)
        )
    )


_PERSON = (
    Customer.id.label("customer_id"),
    Customer.telegram_id,
    Customer.language,
    Customer.account_id.label("current_account"),
    Customer.blocked_at,
    barred().label("is_barred"),
)


def _person(row: Any) -> Person:
    return Person(
        id=row.customer_id,
        chat=row.telegram_id,
        language=row.language,
        is_registered=row.current_account is not None,
        is_blocked=row.blocked_at is not None,
        is_barred=row.is_barred,
    )


def _tickets() -> Any:
    has_words = exists().where(
        Comment.ticket_number == Ticket.number, Comment.is_public, Comment.author != Author.SYSTEM
    )
    return (
        select(*_PERSON, Ticket.number, Ticket.follows, Ticket.done_at, Column.kind)
        .add_columns(
            Ticket.topic_key,
            Ticket.board_key,
            Ticket.lane_key,
            Topic.names,
            Topic.prompts,
            Account.number.label("account"),
            Account.details,
        )
        .add_columns(has_words.label("has_words"), closed_empty().label("closed_empty"))
        .join(Customer, Customer.id == Ticket.customer_id)
        .join(Column, and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key))
        .join(Topic, Topic.key == Ticket.topic_key)
        .outerjoin(Account, Account.id == Ticket.account_id)
    )


def _ticket(row: Any, now: datetime) -> TicketInChat:
    is_done = row.kind == State.DONE
    is_late = row.done_at is None or row.done_at <= now - TALK_AFTER_DONE
    return TicketInChat(
        number=row.number,
        topic=in_language(row.names, row.language),
        topic_key=row.topic_key,
        topics=row.names,
        prompt=in_language(row.prompts, row.language),
        state=State(row.kind),
        account=row.account,
        zone=times.zone_named((row.details or {}).get("timezone")),
        person=_person(row),
        follows=row.follows,
        has_words=row.has_words,
        takes_words=not is_done or not (is_late or row.closed_empty),
        board=row.board_key,
        lane=row.lane_key,
        was_empty=is_done and row.closed_empty,
    )


async def is_first_word(session: AsyncSession, number: int, comment_id: int) -> bool:
    """Whether an agent opened the ticket and this is the first that its customer hears of it."""
    before = exists().where(Comment.ticket_number == number, Comment.is_public, Comment.id != comment_id)
    first = select(Ticket.number).where(Ticket.number == number, Ticket.source == BY_AGENT, ~before)
    return await session.scalar(first) is not None


async def words_at_door(session: AsyncSession, customer_id: int) -> Sequence[str]:
    """What they wrote there, oldest first."""
    written = await session.scalars(
        select(Comment.text)
        .where(Comment.customer_id == customer_id, waiting.own_words_at_door(), Comment.text != "")
        .order_by(Comment.id)
    )
    return written.all()


async def zone_of(session: AsyncSession, customer_id: int) -> ZoneInfo | None:
    """Of the account that their new tickets are for, if its details name one."""
    details = await session.scalar(
        select(Account.details)
        .join(Customer, Customer.account_id == Account.id)
        .where(Customer.id == customer_id)
    )
    return times.zone_named((details or {}).get("timezone"))
