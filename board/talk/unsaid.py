"""Drafts and scheduled words: what repeats a redacted message goes from them, and all else stays as it was written.

Words for other people are left alone, since the right one may be meant to get what went to the wrong one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select, union

from board.facts import ReplyScheduled, Scheduling
from board.models import (
    Comment,
    CommentPart,
    CommentVersion,
    Draft,
    File,
    ScheduledReply,
    Ticket,
    Transcript,
    TranscriptVersion,
)
from board.store.db import Transaction
from board.talk import attachments, taken_out
from board.talk.taken_out import TakenOut
from board.values import Author, CustomerId, FileId, TicketNumber


@dataclass(frozen=True)
class Told:
    """What a message says and brings, by which it is known elsewhere."""

    words: TakenOut
    blobs: Collection[str]


async def tickets_with(tx: Transaction, customer: CustomerId) -> list[TicketNumber]:
    """Of this person, those with unsaid words."""
    theirs = select(Ticket.number).where(Ticket.customer_id == customer)
    begun = select(Draft.ticket_number).where(Draft.ticket_number.in_(theirs))
    later = select(ScheduledReply.ticket_number).where(ScheduledReply.ticket_number.in_(theirs))
    return list(await tx.session.scalars(union(begun, later)))


async def told_by(tx: Transaction, comment: Comment) -> Told:
    """Its words and files as they are and were, also what was heard in them.

    Of a customer's a few words in a row are a quotation. An agent may say the same again without what should not have
    been said, so only all of theirs is.
    """
    parts = select(CommentPart.id).where(CommentPart.comment_id == comment.id)
    files = select(File.id).where(File.part_id.in_(parts))
    said: tuple[Select[str], ...] = (
        select(CommentPart.text).where(CommentPart.comment_id == comment.id),
        select(CommentVersion.text).where(CommentVersion.part_id.in_(parts)),
        select(Transcript.text).where(Transcript.file_id.in_(files)),
        select(TranscriptVersion.text).where(TranscriptVersion.file_id.in_(files)),
    )
    texts = [comment.text, *await tx.session.scalars(union(*said))]
    blobs = await tx.session.scalars(select(File.sha256).where(File.part_id.in_(parts)))
    words = taken_out.taken_out(texts, in_part=comment.author == Author.CUSTOMER)
    return Told(words, {sha256 for sha256 in blobs if sha256})


async def blank(tx: Transaction, customer: CustomerId, told: Told) -> None:
    """The caller has locked `tickets_with` this person, and deletes the message's own files."""
    theirs = select(Ticket.number).where(Ticket.customer_id == customer)
    drafts = await tx.session.scalars(select(Draft).where(Draft.ticket_number.in_(theirs)))
    for draft in drafts.all():
        if await _blank(tx, draft, told):
            draft.version += 1
    later = await tx.session.scalars(
        select(ScheduledReply).where(ScheduledReply.ticket_number.in_(theirs)).order_by(ScheduledReply.id)
    )
    for row in later.all():
        if await _blank(tx, row, told):
            await tx.session.flush()
            number = TicketNumber(row.ticket_number)
            await tx.record(ReplyScheduled(number, customer, row.id, Scheduling.CHANGED, row.send_at))


async def _blank(tx: Transaction, unsaid: Draft | ScheduledReply, told: Told) -> bool:
    files = [FileId(file) for file in unsaid.files]
    has_file = await attachments.forget_copies(tx, files, told.blobs)
    left = taken_out.blanked(unsaid.text, unsaid.entities, told.words)
    if left is not None:
        unsaid.text, unsaid.entities = left
    return has_file or left is not None
