"""Earlier versions of a comment's parts: the words and files that an edit replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from board.models import Comment, CommentPart, CommentVersion, File
from board.store.db import Transaction
from board.talk import comments
from board.talk.attachments import kind_of
from board.talk.comments import Incoming, IncomingFile
from board.values import Kind

_STAYS = frozenset({"try"})
"""What a comment's detail says that no message says by itself."""


async def changed_files(
    tx: Transaction, part: CommentPart, message: Incoming
) -> tuple[list[File], list[IncomingFile]]:
    """Files of the part that the edited message has no more, and those that are new in it."""
    sent = [file for file in message.files if not file.is_quoted]
    if _has_unread_file(message):
        return [], []
    held = list(
        await tx.session.scalars(
            select(File)
            .where(File.part_id == part.id, File.version_id.is_(None), File.is_quoted.is_(False))
            .order_by(File.id)
        )
    )
    gone = [row for row in held if not any(_is_same(row, file) for file in sent)]
    return gone, [file for file in sent if not any(_is_same(row, file) for row in held)]


async def replace(
    tx: Transaction,
    part: CommentPart,
    message: Incoming,
    gone: Sequence[File],
    new: Sequence[IncomingFile],
) -> None:
    """Keep the part as it stands as a version, with the files that go; the new ones take their place."""
    version = CommentVersion(part_id=part.id, text=part.text, entities=part.entities, replaced_at=tx.now)
    tx.session.add(version)
    await tx.session.flush()
    for row in gone:
        row.version_id = version.id
    comments.attach_files(tx, part.id, message.bot_id, new)
    await tx.session.flush()


def detail_after(comment: Comment, message: Incoming) -> dict[str, Any]:
    """What only this kind has, as it is after the edit."""
    if _has_unread_file(message) or comment.kind == Kind.ALBUM:
        return comment.detail
    kept = {name: value for name, value in comment.detail.items() if name in _STAYS and message.is_try}
    return {**message.detail, **kept}


async def kind_after(tx: Transaction, comment: Comment, message: Incoming) -> Kind:
    """By all its parts, when it has more than this one."""
    if _has_unread_file(message):
        return Kind(comment.kind)
    parts = await tx.session.scalar(select(func.count()).where(CommentPart.comment_id == comment.id))
    if parts == 1:
        return message.kind
    return kind_of(
        list(
            await tx.session.scalars(
                select(File.kind)
                .join(CommentPart, CommentPart.id == File.part_id)
                .where(CommentPart.comment_id == comment.id)
                .where(File.version_id.is_(None), File.is_quoted.is_(False))
                .order_by(CommentPart.position, File.id)
            )
        )
    )


def _has_unread_file(message: Incoming) -> bool:
    """It has a file that could not be read: nobody knows whether it is another one."""
    return message.detail.get("what") == "file"


def _is_same(row: File, file: IncomingFile) -> bool:
    """Telegram may name a file differently each time, but for its unique number."""
    if row.telegram_unique_id and file.unique_id:
        return row.telegram_unique_id == file.unique_id
    if row.telegram_file_id == file.telegram_file_id:
        return True
    # Before unique numbers were kept.
    return (
        row.telegram_unique_id is None
        and row.kind == file.kind
        and (row.size_bytes, row.width, row.height) == (file.size_bytes, file.width, file.height)
    )
