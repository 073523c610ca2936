"""Which answers of agents say the same, kept beside their words; and which the owner wants no quick reply of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from board.desk import changes
from board.models import Comment, ProposalDismissal
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import repeated
from board.values import Author, CommentId, Json, Role, Thing

LOOKED_BACK = timedelta(days=90)
_AT_ONCE = 500


def liken(comment: Comment) -> None:
    """With each change of an agent's words; notes are no answers."""
    comment.likeness = repeated.likeness(comment.text) if comment.is_public and comment.text else None


async def liken_earlier(tx: Transaction) -> int:
    """Some of the answers of late that came in another way; returns how many."""
    rows = await tx.session.scalars(
        select(Comment)
        .where(
            Comment.author == Author.AGENT,
            Comment.is_public,
            Comment.text != "",
            Comment.likeness.is_(None),
            Comment.created_at > tx.now - LOOKED_BACK,
        )
        .order_by(Comment.created_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = list(rows)
    for comment in found:
        liken(comment)
    return len(found)


@allowed(Role.OWNER)
async def dismiss(tx: Transaction, proposal: CommentId, comments: Collection[CommentId]) -> None:
    """What these say is proposed to nobody again, as long as one of them stands. Repeating it is quiet."""
    rows = [{"comment_id": each, "proposal": proposal} for each in sorted({proposal, *comments})]
    added = insert(ProposalDismissal).values(rows).on_conflict_do_nothing()
    found = list(await tx.session.scalars(added.returning(ProposalDismissal.comment_id)))
    if found:
        after: Json = {"comments": [*sorted(found)]}
        await changes.note(tx, Thing.PROPOSAL, str(proposal), None, after)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """It is proposed again, or not any more."""
    proposal = CommentId(int(key))
    if isinstance(before, dict) and isinstance(before["comments"], list):
        there = await tx.session.scalars(select(Comment.id).where(Comment.id.in_(before["comments"])))
        await dismiss(tx, proposal, list(there))
        return
    gone = delete(ProposalDismissal).where(ProposalDismissal.proposal == proposal)
    found = list(await tx.session.scalars(gone.returning(ProposalDismissal.comment_id)))
    if found:
        await changes.note(tx, Thing.PROPOSAL, key, {"comments": [*sorted(found)]}, None)
