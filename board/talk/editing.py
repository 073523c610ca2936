"""A customer edits a message: the comment changes with it and keeps what it was."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from board.facts import Cause, CommentEdited
from board.models import Comment, Ticket
from board.store.db import Transaction
from board.talk import after_done, comments, versions, waiting
from board.talk.after_done import Meaning
from board.talk.comments import Incoming
from board.text import clean_formatted
from board.tickets import moving, places, snoozing
from board.values import Author, Kind, State


@dataclass(frozen=True)
class Edited:
    """`reopened` is the ticket that the new wording opened again; `is_last`: nothing was said there since."""

    comment: Comment
    reopened: Ticket | None = None
    is_last: bool = False


async def edit(tx: Transaction, message: Incoming) -> Edited | None:
    """Change the comment as the customer changed the message; its old words and files are kept as a version.

    Returns None for a message that we do not have. A live location keeps no versions. An edit that changes
    nothing visible records nothing, nor does one of a redacted message. News on a done ticket opens it again, and on a
    snoozed one wakes it, unless it is a bare thanks.
    """
    part = await comments.find_part(tx, message)
    if part is None:
        return None
    comment = await comments.comment_of(tx, part)
    if waiting.BARRED in comment.detail:  # kept unseen while they were blocked: it is heard now
        await tx.session.delete(comment)
        await tx.session.flush()
        return None
    if comment.redacted_for is not None:  # what was taken out would come back with its edit
        return Edited(comment)
    text, entities = clean_formatted(message.text, message.entities)
    is_place = comment.kind == message.kind == Kind.LOCATION
    is_news = False
    if is_place and (text, entities) == (part.text, part.entities):
        if comment.detail == dict(message.detail):
            return Edited(comment)
        comment.detail = dict(message.detail)
    else:
        gone, new = await versions.changed_files(tx, part, message)
        detail = versions.detail_after(comment, message)
        if (text, entities, detail) == (part.text, part.entities, comment.detail) and not gone and not new:
            return Edited(comment)
        is_news = text != part.text or bool(new)
        await versions.replace(tx, part, message, gone, new)
        part.text, part.entities, comment.detail = text, entities, detail
        comment.kind = await versions.kind_after(tx, comment, message)
        await comments.retell(tx, comment)
        comment.edited_at = tx.now
        comment.seen_at = None if comment.author == Author.CUSTOMER else comment.seen_at
    await tx.record(CommentEdited(comment.ticket_number, comment.id, comment.customer_id))
    reopened = await _reopened(tx, comment, message) if is_news else None
    if is_news and reopened is None:
        await _wake(tx, comment, message)
    return Edited(comment, reopened, reopened is not None and await _is_last(tx, comment))


async def _reopened(tx: Transaction, comment: Comment, message: Incoming) -> Ticket | None:
    """The ticket, which the caller has locked, if it was done and the new words are more than a thanks."""
    if comment.ticket_number is None or comment.author != Author.CUSTOMER:
        return None
    ticket = await tx.session.get_one(Ticket, comment.ticket_number)
    if await places.state_of(tx, ticket) is not State.DONE:
        return None
    if await after_done.meaning_of_edit(tx, ticket, comment, message) is not Meaning.NEWS:
        return None
    ticket.chosen_at = tx.now
    return await moving.reopen(tx, ticket.number, why=Cause.CUSTOMER_WROTE)


async def _wake(tx: Transaction, comment: Comment, message: Incoming) -> None:
    """New wording on a snoozed ticket, which the caller has locked, is judged as new words are."""
    if comment.ticket_number is None or comment.author != Author.CUSTOMER:
        return
    ticket = await tx.session.get_one(Ticket, comment.ticket_number)
    if snoozing.is_snoozed(ticket, tx.now) and await after_done.wakes(tx, ticket, message):
        await snoozing.customer_wrote(tx, ticket)


async def _is_last(tx: Transaction, comment: Comment) -> bool:
    later = select(Comment.id).where(
        Comment.ticket_number == comment.ticket_number,
        Comment.author != Author.SYSTEM,
        Comment.id > comment.id,
    )
    return await tx.session.scalar(later.limit(1)) is None
