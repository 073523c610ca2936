"""The same words for several tickets of one person: said on the first of them, counted on all.

Who answers many tickets at once means the people, not their tickets. So of one person's tickets the one with the lowest
number carries the message; on the others a comment stands beside it, which shares what becomes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import aliased

from board.errors import NotFound
from board.models import Comment, CommentPart, File, Ticket
from board.store.db import Transaction
from board.tickets import locking
from board.values import Author, CommentId, Delivery, TicketNumber

_AT_ONCE = timedelta(minutes=10)
"""Within it, the same words are of one answer to many; a request that was cut off may go on a while later."""


async def lock(tx: Transaction, number: int) -> Ticket:
    """The ticket, and before it the earlier ones of its person on which an agent has just spoken.

    Once it is held nothing is locked before it any more: what is said there now is said to the person apart.
    """
    led = await tx.session.scalar(select(locking.stays(number))) or number
    if led in locking.held(tx):
        return await locking.lock(tx, led)
    person = select(Ticket.customer_id).where(Ticket.number == led).scalar_subquery()
    spoke = select(Comment.id).where(Comment.ticket_number == Ticket.number, *_by_agent_since(tx))
    earlier = await tx.session.scalars(
        select(Ticket.number)
        .where(Ticket.customer_id == person, Ticket.number < led, spoke.exists())
        .order_by(Ticket.number)
    )
    for each in earlier.all():
        await locking.lock_itself(tx, each)
    return await locking.lock(tx, led)


async def told_with(tx: Transaction, ticket: Ticket, said: Comment) -> Comment | None:
    """Where the person was just told these very words, and nothing was said here since. `lock` has been called."""
    held = [number for number in locking.held(tx) if number < ticket.number]
    before = select(Ticket.number).where(Ticket.customer_id == ticket.customer_id, Ticket.number.in_(held))
    candidates = await tx.session.scalars(
        select(Comment)
        .where(Comment.ticket_number.in_(before), *_by_agent_since(tx))
        .where(Comment.agent_id == said.agent_id, Comment.text == said.text, Comment.told_with.is_(None))
        .where(Comment.delivery.in_((Delivery.QUEUED, Delivery.SENT)), Comment.removed_at.is_(None))
        .where(Comment.goes_at.is_(None))
        .where(Comment.id > func.coalesce(_last_said(ticket, said), 0))
        .order_by(Comment.id.desc())
        .execution_options(populate_existing=True)
    )
    for each in candidates.all():
        if each.entities == said.entities and await _files(tx, each) == await _files(tx, said):
            return each
    return None


async def all_told(tx: Transaction, comment_id: int) -> list[CommentId]:
    """The comment that carries the message, and those that share it; one alone that is said on its own."""
    first = await tx.session.scalar(
        select(func.coalesce(Comment.told_with, Comment.id)).where(Comment.id == comment_id)
    )
    if first is None:
        raise NotFound("refused.comment.unknown")
    others = select(Comment.id).where(Comment.told_with == first).order_by(Comment.ticket_number)
    return [CommentId(first), *await tx.session.scalars(others)]


def _by_agent_since(tx: Transaction) -> tuple[ColumnElement[bool], ...]:
    is_public = Comment.is_public.is_(True)
    return Comment.author == Author.AGENT, is_public, Comment.created_at >= tx.now - _AT_ONCE


def _last_said(ticket: Ticket, besides: Comment) -> ScalarSelect[CommentId | None]:
    """The last answer on the ticket before this one, or the last that it shares."""
    other = aliased(Comment)
    return (
        select(func.max(func.coalesce(other.told_with, other.id)))
        .where(other.ticket_number == TicketNumber(ticket.number), other.author == Author.AGENT)
        .where(other.is_public, other.id != besides.id)
        .scalar_subquery()
    )


async def _files(tx: Transaction, comment: Comment) -> Sequence[str | None]:
    found = (
        select(File.sha256)
        .join(CommentPart, CommentPart.id == File.part_id)
        .where(CommentPart.comment_id == comment.id, File.version_id.is_(None))
        .order_by(CommentPart.position, File.id)
    )
    return (await tx.session.scalars(found)).all()
