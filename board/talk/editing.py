"""A customer's message that is changed later: the comment follows, and keeps what it replaced."""

from __future__ import annotations

from board.events import Author, Kind
from board.facts import CommentEdited
from board.models import Comment, CommentVersion
from board.store.db import Transaction
from board.talk import comments
from board.talk.comments import Incoming
from board.text import clean


async def edit(tx: Transaction, message: Incoming) -> Comment | None:
    """The customer changed a message: the comment follows, the old words are kept as a version.

    None when the message isn't ours to change. A live location replaces without versions; an edit
    that changes nothing visible is quiet.
    """
    part = await comments.find_part(tx, message)
    if part is None:
        return None
    comment = await comments.comment_of(tx, part)
    text, entities = clean(message.text), [dict(e) for e in message.entities]
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
