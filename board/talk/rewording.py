"""What an agent said is said otherwise, or taken back; at the customer's it follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from board.errors import Conflict, Invalid
from board.facts import CommentDeleted, CommentEdited
from board.models import Comment, CommentPart, CommentVersion, File
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.talk import comments, telling_once
from board.talk.forgetting import has_lost_words
from board.talk.writing import as_said
from board.text import MAX_CAPTION, Entity, clean, refuse_too_long, utf16_length
from board.values import Author, Delivery, Role

DELETABLE_FOR = timedelta(hours=48)
"""How long Telegram lets a bot delete a message (Bot API, "deleteMessage")."""
_SENT = "delivery_changed"


@allowed(Role.AGENT)
async def reword(
    tx: Transaction,
    comment_id: int,
    text: str,
    *,
    entities: Sequence[Entity] = (),
    replaces: str | None = None,
) -> Comment:
    """A reply or a note says this now; what it said is kept as a version. The same words again change nothing.

    `replaces` are the words that the agent began from: refused if they are others by now. One that is still queued is
    changed before it goes, and one that was sent is changed at Telegram, at any age. Where the same message answers
    several tickets, it changes on all of them.
    """
    said, *others = await telling_once.all_told(tx, comment_id)
    await _reword(tx, said, text, entities, replaces)
    for other in others:
        await _reword(tx, other, text, entities, None)
    return await comments.by_id(tx, comment_id)


async def _reword(
    tx: Transaction, comment_id: int, text: str, entities: Sequence[Entity], replaces: str | None
) -> Comment:
    comment = await _agents(tx, comment_id)
    words, formats = as_said(text, entities)
    if not comment.is_public:
        formats = []
    part = await _worded(tx, comment)
    if (words, formats) == (part.text, part.entities):
        return comment
    if replaces is not None and clean(replaces) != comment.text:
        raise Conflict("refused.comment.changed_first", {"text": comment.text}, text=comment.text)
    await _refuse_unfit(tx, comment, part, words)
    tx.session.add(
        CommentVersion(part_id=part.id, text=part.text, entities=part.entities, replaced_at=tx.now)
    )
    part.text, part.entities, comment.edited_at = words, formats, tx.now
    await comments.retell(tx, comment)
    await tx.record(CommentEdited(comment.ticket_number, comment.id, comment.customer_id))
    return comment


@allowed(Role.AGENT)
async def delete(tx: Transaction, comment_id: int) -> Comment:
    """Take back a reply or a note: a queued one never goes, a sent one goes at the customer's, within 48 hours.

    The desk keeps what was said as a version. A promise that it kept stays kept. Repeating it is quiet. Where the same
    message answers several tickets, it goes from all of them.
    """
    for each in await telling_once.all_told(tx, comment_id):
        await _delete(tx, each)
    return await comments.by_id(tx, comment_id)


async def _delete(tx: Transaction, comment_id: int) -> Comment:
    comment = await comments.locked(tx, comment_id)
    if comment.removed_at is not None and comment.author == Author.AGENT:
        return comment
    comment = await _agents(tx, comment_id)
    if await _is_at_customers(tx, comment) and await _sent_at(tx, comment) < tx.now - DELETABLE_FOR:
        raise Conflict("refused.comment.too_old_to_delete", {"may_redact": True})
    await _put_away(tx, comment)
    remove(tx, comment)
    await tx.record(CommentDeleted(comment.ticket_number, comment.id, comment.customer_id))
    return comment


def remove(tx: Transaction, comment: Comment) -> None:
    """From here on it is a tombstone: who took it away, and when."""
    comment.removed_at = tx.now
    comment.removed_by = tx.actor.agent


async def _agents(tx: Transaction, comment_id: int) -> Comment:
    """The comment, locked; only agents' own words are theirs to change."""
    comment = await comments.locked(tx, comment_id)
    if comment.author != Author.AGENT:
        raise Invalid("refused.comment.not_agents")
    if comment.removed_at is not None or has_lost_words(comment):
        raise Conflict("refused.comment.words_gone")
    return comment


async def _worded(tx: Transaction, comment: Comment) -> CommentPart:
    """The part that has the words, or will have them."""
    parts = select(CommentPart).where(CommentPart.comment_id == comment.id).order_by(CommentPart.position)
    found = list(await tx.session.scalars(parts))
    return next((part for part in found if part.text), found[0])


async def _refuse_unfit(tx: Transaction, comment: Comment, part: CommentPart, words: str) -> None:
    """A message can't become a caption, nor a caption a message; nor can words alone become nothing."""
    has_file = await tx.session.scalar(
        select(File.id).where(File.part_id == part.id, File.version_id.is_(None)).limit(1)
    )
    if not words and not has_file:
        raise Invalid("refused.comment.nothing", "text")
    refuse_too_long(words)
    if has_file and comment.is_public and utf16_length(words) > MAX_CAPTION:
        raise Invalid("refused.comment.caption", "text", most=MAX_CAPTION, length=utf16_length(words))


async def _is_at_customers(tx: Transaction, comment: Comment) -> bool:
    arrived = select(CommentPart.id).where(
        CommentPart.comment_id == comment.id, CommentPart.message_id.is_not(None)
    )
    return await tx.session.scalar(arrived.limit(1)) is not None


async def _sent_at(tx: Transaction, comment: Comment) -> datetime:
    """When Telegram took it, if that was on its ticket: one may have been sent again by hand."""
    at: datetime | None = await tx.session.scalar(
        select(func.max(JournalEvent.at)).where(
            JournalEvent.comment == comment.id,
            JournalEvent.ticket == comment.ticket_number,
            JournalEvent.type == _SENT,
            JournalEvent.data["state"].astext == Delivery.SENT,
        )
    )
    return at or comment.created_at


async def _put_away(tx: Transaction, comment: Comment) -> None:
    """What it said, words and files, becomes a version of each of its parts."""
    has_file = select(File.id).where(File.part_id == CommentPart.id, File.version_id.is_(None)).exists()
    parts = (
        select(CommentPart)
        .where(CommentPart.comment_id == comment.id, (CommentPart.text != "") | has_file)
        .order_by(CommentPart.position)
    )
    without_sync: dict[str, Any] = {"synchronize_session": False}
    for part in (await tx.session.scalars(parts)).all():
        version = CommentVersion(part_id=part.id, text=part.text, entities=part.entities, replaced_at=tx.now)
        tx.session.add(version)
        await tx.session.flush()
        standing = update(File).where(File.part_id == part.id, File.version_id.is_(None))
        await tx.session.execute(standing.values(version_id=version.id), execution_options=without_sync)
        part.text, part.entities = "", []
    await comments.retell(tx, comment)
