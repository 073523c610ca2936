"""Moving a customer's messages: to the ticket they meant, or from the door to a new ticket."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased

from board.errors import Invalid, NotFound
from board.facts import AnswerGathered, Cause, CommentMovedAway, GotTicket, Opening
from board.models import Comment, Customer, Ticket
from board.store.db import Transaction
from board.talk import comments, waiting
from board.tickets import locking, moving, undoing
from board.values import Author


async def move_comments(tx: Transaction, comment_id: int, number: int) -> Ticket:
    """The customer meant another ticket: move this message and the plain ones after it, each with its own time.

    Plain means not a Telegram reply. Messages after an agent's next answer stay. The old ticket becomes as if they
    had not been written there. If it is on that ticket already, nothing changes.
    """
    first = await tx.session.get(Comment, comment_id)
    if first is None or first.ticket_number is None:
        raise NotFound("That message isn't there any more.")
    for locked in sorted({first.ticket_number, number}):
        await locking.lock(tx, locked)
    source = await tx.session.get_one(Ticket, first.ticket_number)
    target = await tx.session.get_one(Ticket, number)
    if target.customer_id != first.customer_id:
        raise Invalid("A message can only move to a ticket of the same person.")
    if source.number != target.number:
        await _move_run(tx, first, source, target)
    return target


async def start_anew(tx: Transaction, customer: Customer, comment_id: int) -> Ticket:
    """The message that reopened a ticket is about something new: it gets its own ticket, the old one is done again."""
    comment = await tx.session.get(Comment, comment_id)
    is_theirs = comment is not None and (comment.customer_id, comment.author) == (
        customer.id,
        Author.CUSTOMER,
    )
    if comment is None or comment.ticket_number is None or not is_theirs:
        raise NotFound("That message isn't there any more.")
    old = await locking.lock(tx, comment.ticket_number)
    ticket = await moving.open_ticket(
        tx,
        customer,
        old.topic_key,
        account_id=old.account_id,
        follows=old.number,
        why=Opening.SOMETHING_NEW,
    )
    await move_comments(tx, comment_id, ticket.number)
    return ticket


async def _move_run(tx: Transaction, first: Comment, source: Ticket, target: Ticket) -> None:
    run = await tx.session.scalars(
        _since(source, first)
        .where((Comment.id == first.id) | Comment.reply_to.is_(None))
        .where(Comment.id < func.coalesce(_next_answer(source, first), Comment.id + 1))
        .order_by(Comment.id)
    )
    await moving.reopen(tx, target.number, why=Cause.CUSTOMER_WROTE)
    for comment in run.all():
        comment.ticket_number = target.number
        await tx.record(CommentMovedAway(source.number, comment.id, comment.customer_id, target.number))
        await comments.record_wrote(tx, target, comment, moved_from=source.number)
        await _touch(tx, target)
    if await tx.session.scalar(_since(source, first).limit(1)) is None:
        await undoing.take_back_for_words(tx, source, first.created_at)


def _since(ticket: Ticket, first: Comment) -> Select[Comment]:
    """The customer's comments on the ticket, from this one on."""
    return (
        select(Comment)
        .where(Comment.ticket_number == ticket.number, Comment.author == Author.CUSTOMER)
        .where(Comment.id >= first.id)
    )


def _next_answer(ticket: Ticket, first: Comment) -> ScalarSelect[int]:
    later = aliased(Comment)
    return (
        select(func.min(later.id))
        .where(later.ticket_number == ticket.number, later.id > first.id)
        .where(later.author == Author.AGENT, later.is_public)
        .scalar_subquery()
    )


async def gather(tx: Transaction, customer: Customer, ticket: Ticket) -> int:
    """Move what waits at the door to the new ticket; returns how many comments."""
    words = list(
        await tx.session.scalars(
            select(Comment).where(Comment.customer_id == customer.id, waiting.at_door()).order_by(Comment.id)
        )
    )
    for comment in words:
        comment.ticket_number = ticket.number
        await tx.session.flush()
        if comment.author == Author.CUSTOMER:
            await comments.record_wrote(tx, ticket, comment)
        else:  # an agent answered at the door
            await tx.record(AnswerGathered(ticket.number, comment.id, comment.customer_id))
    if words:
        ticket.last_message_at = words[-1].created_at
        await tx.record(GotTicket(customer.id, ticket.number))
    return len(words)


async def _touch(tx: Transaction, ticket: Ticket) -> None:
    await moving.customer_wrote(tx, ticket)
    ticket.last_message_at = tx.now
