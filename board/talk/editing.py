"""A customer edits a message: the comment changes with it and keeps the old text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from board.facts import Cause, CommentEdited
from board.models import Comment, CommentVersion, Ticket
from board.store.db import Transaction
from board.talk import after_done, comments
from board.talk.after_done import Meaning
from board.talk.comments import Incoming
from board.text import clean_formatted
from board.tickets import moving, places
from board.values import Author, Kind, State


@dataclass(frozen=True)
class Edited:
    """`reopened` is the ticket that the new wording opened again; `is_last`: nothing was said there since."""

    comment: Comment
    reopened: Ticket | None = None
    is_last: bool = False


async def edit(tx: Transaction, message: Incoming) -> Edited | None:
    """Change the comment as the customer changed the message; the old text is kept as a version.

    Returns None for a message that we do not have. A live location keeps no versions. An edit that changes
    nothing visible records nothing. Other words on a done ticket open it again, unless they are a bare thanks.
    """
    part = await comments.find_part(tx, message)
    if part is None:
        return None
    comment = await comments.comment_of(tx, part)
    text, entities = clean_formatted(message.text, message.entities)
    has_other_words = text != part.text
    if message.kind is Kind.LOCATION:
        if comment.detail == dict(message.detail):
            return Edited(comment)
        comment.detail = dict(message.detail)
    elif (text, entities) == (part.text, part.entities):
        return Edited(comment)
    else:
        tx.session.add(
            CommentVersion(part_id=part.id, text=part.text, entities=part.entities, replaced_at=tx.now)
        )
        part.text, part.entities = text, entities
        if not message.is_try:
            comment.detail = {name: value for name, value in comment.detail.items() if name != "try"}
        await comments.retell(tx, comment)
        comment.edited_at = tx.now
        comment.seen_at = None if comment.author == Author.CUSTOMER else comment.seen_at
    await tx.record(CommentEdited(comment.ticket_number, comment.id, comment.customer_id))
    reopened = await _reopened(tx, comment, message) if has_other_words else None
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
    return await moving.reopen(tx, ticket.number, why=Cause.CUSTOMER_WROTE)


async def _is_last(tx: Transaction, comment: Comment) -> bool:
    later = select(Comment.id).where(
        Comment.ticket_number == comment.ticket_number,
        Comment.author != Author.SYSTEM,
        Comment.id > comment.id,
    )
    return await tx.session.scalar(later.limit(1)) is None
