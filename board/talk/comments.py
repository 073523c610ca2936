"""Comments as rows: how a customer's Telegram message becomes part of one, and what the journal is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from board.errors import NotFound
from board.facts import CustomerWrote
from board.models import Comment, CommentPart, Customer, File, ScheduledReply, Ticket
from board.store.db import Transaction
from board.talk import proposing
from board.talk.file_types import plain_type
from board.text import clean, clean_formatted, utf16_length, visible_name
from board.tickets import locking, places
from board.tickets.policies import goals_of
from board.values import NOBODY, Author, FileState, Kind, TicketNumber

BOT_DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""What Telegram lets a bot fetch, in bytes."""


# Built once: building a statement costs as much as running it, and these run for every message.
_PART = select(CommentPart).where(
    CommentPart.bot_id == bindparam("bot"),
    CommentPart.chat_id == bindparam("chat"),
    CommentPart.message_id == bindparam("message"),
)

# One statement for all that every message of a customer writes.
_KEEP = text("""
    WITH said AS (
        INSERT INTO comment (ticket_number, customer_id, author, kind, text, entities, created_at, reply_to,
                             quote, quote_from, forwarded_from, detail, bot_id, chat_id, media_group_id)
        VALUES (:ticket_number, :customer_id, :author, :kind, :text, cast(:entities AS jsonb), :created_at,
                :reply_to, :quote, :quote_from, :forwarded_from, cast(:detail AS jsonb), :bot_id, :chat_id,
                :media_group_id)
        RETURNING id, text, entities, bot_id, chat_id
    ), part AS (
        INSERT INTO comment_part (comment_id, text, entities, bot_id, chat_id, message_id, position)
        SELECT said.*, cast(:message_id AS bigint), cast(:message_id AS bigint) FROM said
        RETURNING comment_id, id
    ), ticket_heard AS (
        UPDATE ticket SET last_message_at = :created_at WHERE number = :ticket_number
    ), customer_spoke AS (
        UPDATE customer SET spoke_at = :created_at WHERE id = :customer_id
    )
    SELECT comment_id, id FROM part
""")
_AS_ALL_BEGIN: Mapping[str, Any] = {
    "agent_id": None,
    "is_public": True,
    "is_thanks": False,
    "is_maybe_twice": False,
    "edited_at": None,
    "seen_at": None,
    "delivery": None,
    "delivery_reason": None,
}


@dataclass(frozen=True)
class IncomingFile:
    kind: Kind
    telegram_file_id: str
    name: str
    mime: str
    size_bytes: int | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    unique_id: str | None = None
    is_quoted: bool = False
    """Of a message in another chat, which this one answers."""


@dataclass(frozen=True)
class Incoming:
    """One Telegram message of a customer, as the bot read it."""

    bot_id: int
    chat_id: int
    message_id: int
    kind: Kind
    text: str = ""
    entities: Sequence[Mapping[str, Any]] = ()
    files: Sequence[IncomingFile] = ()
    media_group_id: str | None = None
    reply_to_message_id: int | None = None
    quote: str | None = None
    quote_from: str | None = None
    forwarded_from: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    thanked: Sequence[str] | None = None
    """None if it is more than a thanks; else those of its words that must be the agent's name."""
    is_button: bool = False
    """The words of a button, which did what it does; kept because they may answer an agent."""
    is_try: bool = False
    """Only a number, which may be an account's, from somebody who has no account yet."""


async def new_comment(
    tx: Transaction, customer: Customer, ticket: Ticket | None, message: Incoming
) -> Comment:
    """The message as a comment of one part; customer and ticket, both locked, are told when the last words came."""
    words, entities = clean_formatted(message.text, message.entities)
    said: dict[str, Any] = {
        "ticket_number": ticket.number if ticket else None,
        "customer_id": customer.id,
        "author": Author.CUSTOMER,
        "kind": message.kind,
        "text": words,
        "entities": entities,
        "created_at": tx.now,
        "reply_to": await replied_comment(tx, message),
        "quote": clean(message.quote) if message.quote else None,
        "quote_from": _name(message.quote_from),
        "forwarded_from": _name(message.forwarded_from),
        "detail": {**message.detail, "try": True} if message.is_try else dict(message.detail),
        "bot_id": message.bot_id,
        "chat_id": message.chat_id,
        "media_group_id": message.media_group_id,
    }
    as_json = {name: json.dumps(said[name]) for name in ("entities", "detail")}
    comment_id, part_id = (
        await tx.session.execute(_KEEP, {**said, **as_json, "message_id": message.message_id})
    ).one()
    set_committed_value(customer, "spoke_at", tx.now)
    if ticket is not None:
        set_committed_value(ticket, "last_message_at", tx.now)
    attach(tx, part_id, message)
    return _as_read(tx, Comment(id=comment_id, **_AS_ALL_BEGIN, **said))


def _name(name: str | None) -> str | None:
    return None if name is None else visible_name(name) or NOBODY


def _as_read(tx: Transaction, comment: Comment) -> Comment:
    """As if it had been read back, for whoever changes it next."""
    make_transient_to_detached(comment)
    tx.session.add(comment)
    return comment


async def add_part(tx: Transaction, comment: Comment, message: Incoming) -> None:
    words, entities = clean_formatted(message.text, message.entities)
    part = CommentPart(
        comment_id=comment.id,
        position=message.message_id,
        bot_id=message.bot_id,
        chat_id=message.chat_id,
        message_id=message.message_id,
        text=words,
        entities=entities,
    )
    tx.session.add(part)
    await tx.session.flush()
    attach(tx, part.id, message)


def attach(tx: Transaction, part: int, message: Incoming) -> None:
    attach_files(tx, part, message.bot_id, message.files)


def attach_files(tx: Transaction, part: int, bot_id: int, files: Iterable[IncomingFile]) -> None:
    tx.session.add_all(_file(tx, part, bot_id, file) for file in files)


def _file(tx: Transaction, part: int, bot_id: int, file: IncomingFile) -> File:
    too_big = file.size_bytes is not None and file.size_bytes > BOT_DOWNLOAD_LIMIT
    return File(
        part_id=part,
        kind=file.kind,
        name=visible_name(file.name) or "file",
        mime=plain_type(file.mime, file.name, file.kind),
        size_bytes=file.size_bytes,
        width=file.width,
        height=file.height,
        duration=file.duration,
        telegram_file_id=file.telegram_file_id,
        telegram_unique_id=file.unique_id,
        is_quoted=file.is_quoted,
        bot_id=bot_id,
        state=FileState.TOO_BIG if too_big else FileState.PENDING,
        created_at=tx.now,
    )


async def retell(tx: Transaction, comment: Comment) -> None:
    """Put the comment's text together from its parts, in message order; offsets of entities are shifted."""
    await tx.session.flush()
    parts = await tx.session.scalars(
        select(CommentPart).where(CommentPart.comment_id == comment.id).order_by(CommentPart.position)
    )
    text, entities = "", []
    for part in parts:
        if not part.text:
            continue
        text += "\n" if text else ""
        shift = utf16_length(text)
        entities += [{**entity, "offset": entity["offset"] + shift} for entity in part.entities]
        text += part.text
    comment.text, comment.entities = text, entities
    if comment.author == Author.AGENT:
        proposing.liken(comment)


async def find_part(tx: Transaction, message: Incoming) -> CommentPart | None:
    found: CommentPart | None = await tx.session.scalar(
        _PART, {"bot": message.bot_id, "chat": message.chat_id, "message": message.message_id}
    )
    return found


async def find_album(tx: Transaction, message: Incoming) -> Comment | None:
    if message.media_group_id is None:
        return None
    found: Comment | None = await tx.session.scalar(
        select(Comment).where(
            Comment.bot_id == message.bot_id,
            Comment.chat_id == message.chat_id,
            Comment.media_group_id == message.media_group_id,
        )
    )
    return found


async def replied_comment(tx: Transaction, message: Incoming) -> int | None:
    if message.reply_to_message_id is None:
        return None
    found: int | None = await tx.session.scalar(
        select(CommentPart.comment_id).where(
            CommentPart.bot_id == message.bot_id,
            CommentPart.chat_id == message.chat_id,
            CommentPart.message_id == message.reply_to_message_id,
        )
    )
    return found


async def comment_of(tx: Transaction, part: CommentPart) -> Comment:
    comment = await tx.session.get_one(Comment, part.comment_id)
    if comment.ticket_number is not None:
        await locking.lock(tx, comment.ticket_number)
        await tx.session.refresh(comment)
    return comment


async def record_wrote(
    tx: Transaction, ticket: Ticket, comment: Comment, moved_from: TicketNumber | None = None
) -> None:
    """Record that the customer's comment is on the ticket. A moved one keeps the time it was written."""
    if moved_from is not None:
        # Whoever scheduled words here did not know it, though it may be older than they are.
        await tx.session.execute(
            update(ScheduledReply).where(ScheduledReply.ticket_number == ticket.number).values(after=0)
        )
    await tx.record(
        CustomerWrote(
            ticket.number,
            comment.id,
            comment.customer_id,
            thanks=comment.is_thanks,
            state=await places.state_of(tx, ticket),
            goals=await goals_of(tx, ticket.board_key, ticket.lane_key),
            moved_from=moved_from,
        ),
        at=None if moved_from is None else comment.created_at,
    )


async def locked(tx: Transaction, comment_id: int) -> Comment:
    """The comment, held still until the transaction ends."""
    comment = await by_id(tx, comment_id)
    if not await hold_still(tx, comment):
        raise NotFound("refused.comment.unknown")
    return comment


async def hold_still(tx: Transaction, comment: Comment) -> bool:
    """Lock its ticket. One at the door has none: its person is locked, so that it goes to none meanwhile, nor is gone.

    False if it is gone.
    """
    if comment.ticket_number is None:
        await tx.session.get(Customer, comment.customer_id, with_for_update={"key_share": True})
        if await tx.session.get(Comment, comment.id, populate_existing=True) is None:
            return False
    if comment.ticket_number is not None:
        await locking.lock(tx, comment.ticket_number)
        await tx.session.refresh(comment)
    return True


async def by_id(tx: Transaction, comment_id: int) -> Comment:
    comment = await tx.session.get(Comment, comment_id)
    if comment is None:
        raise NotFound("refused.comment.unknown")
    return comment
