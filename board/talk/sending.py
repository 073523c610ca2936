"""What became of a reply on its way to the customer, and sending it again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import case, func, null, select, update

from board.errors import Conflict
from board.facts import DeliveryChanged, EditDeliveryChanged
from board.models import Comment, CommentPart, File
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import comments
from board.talk.forgetting import Gone, has_lost_words
from board.tickets.reach import refuse_to_nobody
from board.values import Author, Delivery, Kind, Role

_LOST = (Delivery.FAILED, Delivery.BLOCKED)


async def is_failed_reply(tx: Transaction, comment_id: int) -> bool:
    """Whether it is an agent's reply that failed, so that `retry` can send it again."""
    comment = await comments.by_id(tx, comment_id)
    return comment.author == Author.AGENT and comment.delivery in _LOST


@allowed(Role.AGENT)
async def retry(tx: Transaction, comment_id: int) -> Comment:
    """Send a failed reply again. It counts as written now. What failed of a sent one is its latest change."""
    comment = await comments.locked(tx, comment_id)
    if comment.delivery not in _LOST and comment.edit_delivery in _LOST:
        await edit_delivery(tx, comment, Delivery.QUEUED)
        return comment
    if comment.delivery not in _LOST:
        raise Conflict("refused.comment.not_failed")
    if comment.removed_at is not None or has_lost_words(comment):
        raise Conflict("refused.comment.words_gone")
    await refuse_to_nobody(tx, comment.customer_id)
    comment.told_with = None  # by hand it is said here
    await _delivery(tx, comment, Delivery.QUEUED, None)
    return comment


async def delivered(
    tx: Transaction,
    comment_id: int,
    sent: Mapping[int, int],
    bot_id: int,
    chat_id: int,
    kinds: Mapping[int, Kind] | None = None,
    *,
    is_titled: bool = False,
    is_signed: bool = False,
) -> None:
    """Telegram accepted these parts (part id → message id). When all parts are accepted, the comment is sent.

    `kinds` is as what the files of these parts went, which may be another kind than their own. The first of them has
    the names of ticket and agent, if any has: an edit must say them again.
    """
    comment = await for_outbox(tx, comment_id)
    if comment is None:
        return
    first = next(iter(sent), None)
    for part_id, message_id in sent.items():
        dress = {"is_titled": is_titled, "is_signed": is_signed} if part_id == first else {}
        await tx.session.execute(
            update(CommentPart)
            .where(CommentPart.id == part_id)
            .values(bot_id=bot_id, chat_id=chat_id, message_id=message_id, **dress)
        )
    for part_id, kind in (kinds or {}).items():
        sent_as = case((File.kind == kind, null()), else_=kind)
        await tx.session.execute(update(File).where(File.part_id == part_id).values(sent_as=sent_as))
    missing = await tx.session.scalar(
        select(CommentPart.id)
        .where(CommentPart.comment_id == comment_id, CommentPart.message_id.is_(None))
        .limit(1)
    )
    if missing is None:
        await _delivery(tx, comment, Delivery.SENT, None)


async def named(
    tx: Transaction,
    comment_id: int,
    message_id: int,
    bot_id: int,
    chat_id: int,
    *,
    is_titled: bool,
    is_signed: bool,
) -> None:
    """Telegram accepted a message that names ticket and agent alone: a part without words, behind all others."""
    comment = await for_outbox(tx, comment_id)
    if comment is None:
        return
    last = select(func.max(CommentPart.position)).where(CommentPart.comment_id == comment_id)
    position = (await tx.session.scalar(last) or 0) + 1
    name = CommentPart(comment_id=comment_id, position=position, is_titled=is_titled, is_signed=is_signed)
    name.bot_id, name.chat_id, name.message_id = bot_id, chat_id, message_id
    tx.session.add(name)
    await tx.session.flush()


async def set_words_apart(tx: Transaction, comment_id: int, part_id: int) -> int | None:
    """The words of this part become a part of their own, before all others; returns its id.

    Telegram takes the file in no form. None if the part has no words, or the comment was erased.
    """
    comment = await for_outbox(tx, comment_id)
    part = await tx.session.get(CommentPart, part_id)
    if comment is None or part is None or not part.text:
        return None
    apart = CommentPart(comment_id=comment_id, position=0, text=part.text, entities=part.entities)
    part.text, part.entities = "", []
    tx.session.add(apart)
    await tx.session.flush()
    return apart.id


async def refused(tx: Transaction, comment_id: int, reason: str) -> None:
    """Telegram refused it; `reason` is Telegram's own sentence."""
    comment = await for_outbox(tx, comment_id)
    if comment is not None:
        await _delivery(tx, comment, Delivery.FAILED, reason)


async def blocked(tx: Transaction, comment_id: int) -> None:
    """The customer has blocked the bot; it is sent when they unblock it."""
    comment = await for_outbox(tx, comment_id)
    if comment is not None:
        await _delivery(tx, comment, Delivery.BLOCKED, None)


async def withdrawn(tx: Transaction, comment: Comment) -> None:
    """An agent took it back before all of it went: nobody was answered by it. The caller holds it still."""
    if comment.delivery is not None and comment.delivery != Delivery.SENT:
        await _delivery(tx, comment, Delivery.WITHDRAWN, None)


async def is_removed(tx: Transaction, comment_id: int) -> bool:
    found = select(Comment.removed_at).where(Comment.id == comment_id)
    return await tx.session.scalar(found) is not None


async def edit_delivery(
    tx: Transaction, comment: Comment, state: Delivery, reason: str | None = None
) -> None:
    """What became of the latest change of a comment that Telegram has. The caller holds it still."""
    if (comment.edit_delivery, comment.edit_delivery_reason) == (state, reason):
        return
    comment.edit_delivery, comment.edit_delivery_reason = state, reason
    await tx.record(EditDeliveryChanged(comment.ticket_number, comment.id, comment.customer_id, state))


async def edits_blocked(tx: Transaction, customer_id: int) -> None:
    """The customer has blocked the bot: what was on its way to change its messages goes when they return."""
    for comment in await _edits(tx, customer_id, Delivery.QUEUED):
        await edit_delivery(tx, comment, Delivery.BLOCKED)


async def missed_edits(tx: Transaction, customer_id: int) -> None:
    """They are back: what could not be changed while they were away is on its way again."""
    for comment in await _edits(tx, customer_id, Delivery.BLOCKED):
        await edit_delivery(tx, comment, Delivery.QUEUED)


async def mark_maybe_twice(tx: Transaction, comment_id: int) -> None:
    """A try ended without an answer and is repeated: the customer may see the message twice."""
    await tx.session.execute(update(Comment).where(Comment.id == comment_id).values(is_maybe_twice=True))


async def _edits(tx: Transaction, customer_id: int, state: Delivery) -> list[Comment]:
    """Those of the customer's comments whose change is in this state, held still."""
    found = (
        select(Comment)
        .where(Comment.customer_id == customer_id, Comment.edit_delivery == state)
        .order_by(Comment.ticket_number, Comment.id)
    )
    edited = list(await tx.session.scalars(found))
    return [each for each in edited if await comments.hold_still(tx, each) and each.edit_delivery == state]


async def _delivery(tx: Transaction, comment: Comment, state: Delivery, reason: str | None) -> None:
    if comment.delivery == state:
        return
    comment.delivery, comment.delivery_reason, comment.goes_at = state, reason, None
    await tx.record(DeliveryChanged(comment.ticket_number, comment.id, comment.customer_id, state))
    if comment.told_with is None:
        await _share_with_all(tx, comment)


async def share(tx: Transaction, comment: Comment, told: Comment) -> None:
    """What has become of the message that says the same elsewhere becomes of this one. Both are held still."""
    if told.delivery is not None:
        await _delivery(tx, comment, Delivery(told.delivery), told.delivery_reason)


async def _share_with_all(tx: Transaction, comment: Comment) -> None:
    same = select(Comment.id).where(Comment.told_with == comment.id).order_by(Comment.ticket_number)
    for each in (await tx.session.scalars(same)).all():
        other = await for_outbox(tx, each)
        if other is not None:
            await share(tx, other, comment)


async def for_outbox(tx: Transaction, comment_id: int) -> Comment | None:
    """The comment, with its ticket locked; None if it was erased meanwhile."""
    comment = await tx.session.get(Comment, comment_id)
    if comment is None or not await comments.hold_still(tx, comment) or Gone.ERASED in comment.detail:
        return None
    return comment
