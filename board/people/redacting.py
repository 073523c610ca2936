"""Words and files of one message go everywhere: its row says who took them out, when and why."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update

from board.errors import Conflict
from board.facts import CommentRedacted
from board.models import Comment, CommentPart, Customer
from board.people import archives, customers, kept_answers
from board.queues import Queue, chat_key
from board.store import jobs
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import comments, forgetting, rewording, telling_once, unsaid
from board.talk.forgetting import Gone
from board.tickets import locking
from board.values import CommentId, RedactedFor, Role


@allowed(Role.AGENT)
async def redact(tx: Transaction, comment_id: int, why: RedactedFor) -> Comment:
    """Anybody's message, for good: versions, transcripts, stored updates, kept answers and copies go with it.

    What of it stands in a Telegram chat is deleted where Telegram still does that. Repeating it is quiet. What was said
    once for several tickets goes from all of them. What agents have begun to write to this person, or will send later,
    has a blank where it repeats this.
    """
    told = await telling_once.all_told(tx, comment_id)
    await _hold_still(tx, told)
    for each in told:
        await _redact(tx, each, why)
    return await comments.by_id(tx, comment_id)


async def _hold_still(tx: Transaction, told: Sequence[CommentId]) -> None:
    """The person and every ticket on which something may change, in the order of locks."""
    said = (
        await tx.session.execute(
            select(Comment.customer_id, Comment.ticket_number).where(Comment.id.in_(told))
        )
    ).all()
    for person in {each.customer_id for each in said}:
        await customers.lock(tx, person)
        numbers = {each.ticket_number for each in said if each.ticket_number is not None}
        for number in sorted({*numbers, *await unsaid.tickets_with(tx, person)}):
            await locking.lock_itself(tx, number)


async def _redact(tx: Transaction, comment_id: int, why: RedactedFor) -> Comment:
    comment = await comments.locked(tx, comment_id)
    if comment.redacted_for is not None:
        return comment
    if forgetting.has_lost_words(comment):
        raise Conflict("refused.comment.words_gone")
    one = select(Comment.id).where(Comment.id == comment.id)
    customer = await tx.session.get_one(Customer, comment.customer_id)
    told = await unsaid.told_by(tx, comment)
    await _forget_traffic(tx, comment)
    await kept_answers.forget_about(tx.session, customer.id)
    await archives.forget(tx, customer)
    await forgetting.forget_words(tx, one, Gone.REDACTED)
    await unsaid.blank(tx, customer.id, told)
    without_sync = {"synchronize_session": False}
    quoted = update(Comment).where(Comment.reply_to == comment.id).values(quote=None)
    await tx.session.execute(quoted, execution_options=without_sync)
    seen = update(Comment).where(Comment.id == comment.id)
    await tx.session.execute(
        seen.values(seen_at=func.coalesce(Comment.seen_at, tx.now)), execution_options=without_sync
    )
    await tx.session.refresh(comment)
    rewording.remove(tx, comment)
    comment.redacted_for = why
    await tx.record(CommentRedacted(comment.ticket_number, comment.id, comment.customer_id, why))
    return comment


async def _forget_traffic(tx: Transaction, comment: Comment) -> None:
    """Updates that were set aside hold its words, also those that answer it."""
    parts = select(CommentPart.chat_id, CommentPart.message_id).where(
        CommentPart.comment_id == comment.id, CommentPart.message_id.is_not(None)
    )
    for chat_id, message_id in (await tx.session.execute(parts)).all():
        if chat_id is not None and message_id is not None:
            await jobs.forget_said(tx.session, Queue.UPDATE, chat_key(chat_id), message_id)
