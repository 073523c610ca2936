"""How many bytes one person's files may take in a day, so that nobody fills the desk's disk."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from board.desk import company
from board.errors import DeskError
from board.models import Comment, CommentPart, File
from board.store.db import Transaction
from board.talk import attachments
from board.values import Author, FileId, FileState

_DAY = timedelta(days=1)


async def refusal(tx: Transaction, file: FileId) -> DeskError | None:
    """Why a file is not fetched by itself; None if there is room for it.

    A file whose size Telegram did not tell counts from when it is here, so one file may go beyond.
    """
    comment = await attachments.comment_of(tx, file)
    if comment is None or comment.author != Author.CUSTOMER:
        return None
    megabytes = await company.megabytes_a_day(tx.session)
    stored = await tx.session.scalar(
        select(func.coalesce(func.sum(File.size_bytes), 0))
        .join(CommentPart, CommentPart.id == File.part_id)
        .join(Comment, Comment.id == CommentPart.comment_id)
        .where(Comment.customer_id == comment.customer_id, Comment.author == Author.CUSTOMER)
        .where(Comment.created_at > tx.now - _DAY, File.state == FileState.STORED)
    )
    row = await tx.session.get_one(File, file)
    if (stored or 0) + (row.size_bytes or 0) <= megabytes * 1024**2:
        return None
    return DeskError("refused.file.quota", megabytes=megabytes)
