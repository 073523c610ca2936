"""Where people's words and files stand on comments, and how they go for good."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, delete, func, select, true, update

from board.models import Comment, CommentPart, CommentVersion, Rating, Suggestion, Transcript
from board.queues import Queue, comment_in
from board.store import jobs
from board.store.db import Transaction
from board.talk import attachments
from board.values import FileState, TranscriptState


class Gone(StrEnum):
    """Why a comment has no words any more, as its `detail` says."""

    ERASED = "erased"
    """Its person is gone, or asked for it."""
    AGED = "aged"
    """They were older than the desk keeps them."""
    REDACTED = "redacted"
    """An agent took this one's out; why, its row says."""


OF_COMMENT: Mapping[str, Any] = {
    "text": "",
    "entities": [],
    "quote": None,
    "quote_from": None,
    "forwarded_from": None,
    "delivery_reason": None,
    "edit_delivery_reason": None,
}
OF_PART: Mapping[str, Any] = {"text": "", "entities": []}
OF_FILE: Mapping[str, Any] = {
    "name": "",
    "shape": None,
    "telegram_file_id": None,
    "telegram_unique_id": None,
    "sha256": None,
    "reason": None,
    "state": FileState.FORGOTTEN,
}
"""What a file's row keeps when only its bytes and name go: its kind, size and length."""

_AS_IT_IS = {"synchronize_session": False}


async def forget_words(tx: Transaction, comments: Select[int], why: Gone) -> None:
    """Of these comments, which the caller holds still, nothing stays but who, when and of what kind."""
    parts = select(CommentPart.id).where(CommentPart.comment_id.in_(comments))
    await tx.session.flush()
    await tx.session.execute(
        update(Rating).where(Rating.comment_id.in_(comments)).values(comment_id=None, last_comment_id=None),
        execution_options=_AS_IT_IS,
    )
    await tx.session.execute(
        delete(Suggestion).where(Suggestion.comment_id.in_(comments)), execution_options=_AS_IT_IS
    )
    await _forget_calls(tx, comments)
    await attachments.forget_files_of(tx, comments)
    await tx.session.execute(
        delete(CommentVersion).where(CommentVersion.part_id.in_(parts)), execution_options=_AS_IT_IS
    )
    await tx.session.execute(
        update(Comment)
        .where(Comment.id.in_(comments))
        .values(**OF_COMMENT, likeness=None, detail=_detail(why)),
        execution_options=_AS_IT_IS,
    )
    await tx.session.execute(
        update(CommentPart).where(CommentPart.comment_id.in_(comments)).values(**OF_PART),
        execution_options=_AS_IT_IS,
    )


def has_lost_words(comment: Comment) -> bool:
    """Whether its words are gone, whatever took them."""
    return Gone.ERASED in comment.detail or Gone.AGED in comment.detail or comment.redacted_for is not None


async def forget_files(tx: Transaction, comments: Select[int]) -> None:
    """Of these comments, the files go; what was heard in them is words, and stays."""
    ids = await attachments.forget_bytes_of(tx, comments, OF_FILE)
    await tx.session.execute(
        delete(Transcript).where(
            Transcript.file_id.in_(ids),
            Transcript.state.not_in((TranscriptState.WORDS, TranscriptState.UNCLEAR)),
        ),
        execution_options=_AS_IT_IS,
    )


async def _forget_calls(tx: Transaction, comments: Select[int]) -> None:
    """Calls to Telegram that were set aside hold their words."""
    ids = set(await tx.session.scalars(comments))
    for claim in await jobs.set_aside(tx.session, Queue.OUTBOX):
        if comment_in(claim.payload) in ids:
            await jobs.drop_parked(tx.session, claim.id)


def _detail(why: Gone) -> Any:
    """One that was erased before stays erased. A deadline that was told is a time, and old promises are held to it."""
    if why is Gone.ERASED:
        return {"erased": True}
    aged = ("aged", true()) if why is Gone.AGED else ()
    times = ("told_due_at", Comment.detail["told_due_at"], "told_as", Comment.detail["told_as"])
    told = func.jsonb_build_object(*aged, *times)
    return case(
        (Comment.detail.has_key("erased"), Comment.detail),
        (Comment.detail.has_key("told_due_at"), told),
        else_=func.jsonb_build_object(*aged),
    )
