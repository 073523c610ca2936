"""Agents' answers as the bot sends them, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Agent, Column, Comment, CommentPart, File, Ticket
from board.talk.forgetting import Gone
from board.values import Author, CommentId, Delivery, Kind, State
from board.views import chat


@dataclass(frozen=True)
class ReplyFile:
    kind: Kind
    sha256: str
    name: str
    mime: str
    size_bytes: int


@dataclass(frozen=True)
class ReplyPart:
    """One part of a reply; `is_sent` when Telegram has it."""

    id: int
    text: str
    entities: Sequence[Mapping[str, Any]]
    file: ReplyFile | None
    is_sent: bool
    message_id: int | None = None
    is_titled: bool = False
    is_signed: bool = False
    """With whose names Telegram shows it."""


@dataclass(frozen=True)
class Reply:
    """What an agent said publicly. `ticket` is None at the door."""

    id: int
    person: chat.Person
    ticket: chat.TicketInChat | None
    agent: str
    is_agents_first: bool
    person_has_other: bool
    """Another of the person's tickets is open, so this one must be named."""
    parts: Sequence[ReplyPart]
    quoted: int | None = None
    """The message of the person's chat that it answers."""


async def reply(session: AsyncSession, comment_id: int, now: datetime) -> Reply | None:
    """A public comment to be sent to the customer; None if it no longer exists, or goes with another."""
    row = (
        await session.execute(
            select(Comment.id, Comment.ticket_number, Comment.agent_id, Comment.customer_id)
            .add_columns(Agent.name, Comment.reply_to)
            .outerjoin(Agent, Agent.id == Comment.agent_id)
            .where(Comment.id == comment_id, Comment.author != Author.CUSTOMER, Comment.is_public)
            .where(Comment.told_with.is_(None))
        )
    ).one_or_none()
    if row is None:
        return None
    number, person = row.ticket_number, await chat.person(session, row.customer_id)
    return Reply(
        id=row.id,
        person=person,
        ticket=await chat.ticket(session, number, now) if number is not None else None,
        agent=row.name or "",
        is_agents_first=await _is_first(session, row),
        person_has_other=number is not None and await _has_other(session, row.customer_id, number),
        parts=await _parts(session, comment_id),
        quoted=await _message_of(session, row.reply_to, person.chat) if row.reply_to else None,
    )


async def answers(
    session: AsyncSession, number: int, besides: Collection[int] = ()
) -> dict[CommentId, Delivery]:
    """An agent's answers on the ticket that are on their way, and what became of those besides."""
    is_on_its_way = Comment.delivery == Delivery.QUEUED
    rows = await session.execute(
        select(Comment.id, Comment.delivery).where(
            Comment.ticket_number == number,
            Comment.author == Author.AGENT,
            Comment.is_public,
            or_(is_on_its_way, Comment.id.in_(besides) & Comment.delivery.is_not(None)),
        )
    )
    return {CommentId(comment): Delivery(str(delivery)) for comment, delivery in rows}


async def part_ids(session: AsyncSession, comment_id: int) -> list[int]:
    return list(
        await session.scalars(
            select(CommentPart.id).where(CommentPart.comment_id == comment_id).order_by(CommentPart.position)
        )
    )


async def messages(
    session: AsyncSession, comment_id: int, bot_id: int | None = None
) -> list[tuple[int, int]]:
    """Chat and number of each message of a comment that Telegram has, in order; those this bot may change."""
    arrived = (
        select(CommentPart.chat_id, CommentPart.message_id)
        .where(CommentPart.comment_id == comment_id, CommentPart.chat_id.is_not(None))
        .where(CommentPart.message_id.is_not(None))
        .order_by(CommentPart.position)
    )
    if bot_id is not None:
        arrived = arrived.where(CommentPart.bot_id == bot_id)
    return [(row.chat_id, row.message_id) for row in await session.execute(arrived)]


async def missed_replies(session: AsyncSession, customer_id: int) -> list[int]:
    """Agents' replies that did not arrive because the customer had blocked the bot, oldest first."""
    return list(
        await session.scalars(
            select(Comment.id)
            .where(Comment.customer_id == customer_id, Comment.author == Author.AGENT)
            .where(Comment.delivery == Delivery.BLOCKED, ~Comment.detail.has_key(Gone.AGED.value))
            .where(Comment.removed_at.is_(None), Comment.told_with.is_(None))
            .order_by(Comment.id)
        )
    )


async def _is_first(session: AsyncSession, row: Row[Any]) -> bool:
    """Whether nothing this agent said on the ticket (or at the door with this person) arrived, or will before this."""
    same_place = (
        Comment.ticket_number == row.ticket_number
        if row.ticket_number is not None
        else and_(Comment.ticket_number.is_(None), Comment.customer_id == row.customer_id)
    )
    arrived = exists().where(CommentPart.comment_id == Comment.id, CommentPart.message_id.is_not(None))
    is_ahead = and_(Comment.delivery == Delivery.QUEUED, Comment.id < row.id)
    earlier = await session.scalar(
        select(Comment.id)
        .where(same_place, Comment.agent_id == row.agent_id, Comment.author == Author.AGENT)
        .where(Comment.is_public, Comment.id != row.id, or_(arrived, is_ahead))
        .limit(1)
    )
    return row.agent_id is not None and earlier is None


async def _message_of(session: AsyncSession, comment_id: int, chat_id: int | None) -> int | None:
    """Of an album the message under which the words stand, else its first; below zero one came without its number."""
    message: int | None = await session.scalar(
        select(CommentPart.message_id)
        .where(CommentPart.comment_id == comment_id, CommentPart.chat_id == chat_id)
        .where(CommentPart.message_id > 0)
        .order_by(CommentPart.text == "", CommentPart.position)
        .limit(1)
    )
    return message


async def _has_other(session: AsyncSession, customer_id: int, number: int) -> bool:
    others = await session.scalar(
        select(func.count())
        .select_from(Ticket)
        .join(Column, and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key))
        .where(Ticket.customer_id == customer_id, Ticket.number != number, Column.kind != State.DONE)
    )
    return bool(others)


async def _parts(session: AsyncSession, comment_id: int) -> tuple[ReplyPart, ...]:
    rows = await session.execute(
        select(CommentPart.id, CommentPart.text, CommentPart.entities, CommentPart.message_id)
        .add_columns(CommentPart.is_titled, CommentPart.is_signed)
        .add_columns(File.kind, File.sha256, File.name, File.mime, File.size_bytes)
        .outerjoin(File, and_(File.part_id == CommentPart.id, File.version_id.is_(None)))
        .where(CommentPart.comment_id == comment_id)
        .order_by(CommentPart.position)
    )
    return tuple(
        ReplyPart(
            id=row.id,
            text=row.text,
            entities=row.entities,
            file=_file(row) if row.sha256 else None,
            is_sent=row.message_id is not None,
            message_id=row.message_id,
            is_titled=row.is_titled,
            is_signed=row.is_signed,
        )
        for row in rows
    )


def _file(row: Row[Any]) -> ReplyFile:
    return ReplyFile(Kind(row.kind), row.sha256, row.name, row.mime, row.size_bytes or 0)
