"""A customer edits a message: the comment changes with it and keeps the old text."""

from __future__ import annotations

from board.facts import CommentEdited
from board.models import Comment, CommentVersion
from board.store.db import Transaction
from board.talk import comments
from board.talk.comments import Incoming
from board.text import clean_formatted
from board.values import Author, Kind


async def edit(tx: Transaction, message: Incoming) -> Comment | None:
    """Change the comment as the customer changed the message; the old text is kept as a version.

    Returns None for a message that we do not have. A live location keeps no versions. An edit that changes
    nothing visible records nothing.
    """
    part = await comments.find_part(tx, message)
    if part is None:
        return None
    comment = await comments.comment_of(tx, part)
    text, entities = clean_formatted(message.text, message.entities)
    if message.kind is Kind.LOCATION:
        if comment.detail == dict(message.detail):
            return comment
        comment.detail = dict(message.detail)
    elif (text, entities) == (part.text, part.entities):
        return comment
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
    return comment
