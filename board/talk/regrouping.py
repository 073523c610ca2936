"""Moving a customer's messages: to the ticket they meant, or from the door to a new ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased

from board.desk import support
from board.errors import Conflict, Invalid, NotFound
from board.facts import (
    AnsweredAtDoor,
    AnswerGathered,
    Cause,
    CommentMovedAway,
    DeliveryChanged,
    GotTicket,
    Opening,
)
from board.models import Comment, Customer, Rating, Ticket, Topic
from board.store import fact_rows
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.talk import comments, waiting
from board.tickets import history, locking, moving, places, snoozing, undoing
from board.values import NOBODY, Author, Delivery, Role

_ANSWERED, _DELIVERY = fact_rows.name_of(AnsweredAtDoor), fact_rows.name_of(DeliveryChanged)


async def move_comments(tx: Transaction, comment_id: int, number: int) -> Ticket:
    """The customer meant another ticket: move this message and the plain ones after it, each with its own time.

    Plain means not a Telegram reply. Messages after an agent's next answer stay. The old ticket becomes as if they
    had not been written there. If it is on that ticket already, nothing changes.
    """
    first = await tx.session.get(Comment, comment_id)
    if first is None or first.ticket_number is None:
        raise NotFound("refused.message.gone")
    both = {each: await locking.lock(tx, each) for each in sorted({first.ticket_number, number})}
    source, target = both[first.ticket_number], both[number]
    await tx.session.refresh(first)
    if target.customer_id != first.customer_id:
        raise Invalid("refused.message.other_person")
    if source.number != target.number:
        run = await tx.session.scalars(_plain_run(source, first))
        await _move_all(tx, run.all(), source, target)
    return target


@allowed(Role.AGENT)
async def split(
    tx: Transaction,
    number: int,
    comment_id: int,
    topic_key: str | None = None,
    *,
    is_with_later: bool = False,
) -> Ticket:
    """An agent gives a customer's message a ticket of its own, with the same agent and account.

    Later messages of theirs go along if asked. Its promises count from the message's own time, or from now if it was
    answered already. Split off already, it stays where it is.
    """
    old = await locking.lock(tx, number)
    first = await _own_message(tx, old, comment_id)
    if first.ticket_number != old.number:
        return await _split_before(tx, old, first)
    run = (await tx.session.scalars(_since(old, first) if is_with_later else _alone(first))).all()
    await _refuse_to_empty(tx, old, run)
    topic = await _offered(tx, topic_key) or await places.topic_for_more(tx.session, old.topic_key)
    is_answered = await tx.session.scalar(select(_next_answer(old, first))) is not None
    ticket = await moving.open_ticket(
        tx,
        await tx.session.get_one(Customer, old.customer_id),
        topic.key,
        account_id=old.account_id,
        follows=old.number,
        why=Opening.SPLIT,
        agent=old.agent_id,
        at=None if is_answered else first.created_at,
    )
    for comment in run:
        comment.is_thanks = False
    await _move_all(tx, run, old, ticket)
    return ticket


async def _own_message(tx: Transaction, ticket: Ticket, comment_id: int) -> Comment:
    """A message of the ticket's customer."""
    comment = await tx.session.get(Comment, comment_id, populate_existing=True)
    if comment is None or comment.customer_id != ticket.customer_id:
        raise NotFound("refused.comment.unknown")
    if comment.author != Author.CUSTOMER:
        raise Invalid("refused.split.not_theirs", "comment")
    return comment


async def _split_before(tx: Transaction, ticket: Ticket, comment: Comment) -> Ticket:
    """The ticket that it got of its own."""
    found = await tx.session.get(Ticket, comment.ticket_number) if comment.ticket_number else None
    if found is None or found.follows != ticket.number:
        raise Conflict("refused.split.elsewhere", number=comment.ticket_number or NOBODY)
    return found


async def _refuse_to_empty(tx: Transaction, ticket: Ticket, run: Sequence[Comment]) -> None:
    """Some of their words stay, and the words of a rating stay with it."""
    theirs = [comment.id for comment in run]
    explains = (
        select(Rating.resolution)
        .join(Comment, Comment.id.between(Rating.comment_id, Rating.last_comment_id))
        .where(Rating.ticket_number == ticket.number, Comment.id.in_(theirs), ~Comment.is_thanks)
    )
    if await tx.session.scalar(explains.limit(1)) is not None:
        raise Conflict("refused.split.rating")
    rest = select(Comment.id).where(
        Comment.ticket_number == ticket.number, Comment.author == Author.CUSTOMER, Comment.id.not_in(theirs)
    )
    if await tx.session.scalar(rest.limit(1)) is None:
        raise Conflict("refused.split.all", number=ticket.number)


async def _offered(tx: Transaction, key: str | None) -> Topic | None:
    if key is None:
        return None
    topic = await places.topic(tx.session, key)
    if not topic.is_on:
        raise Invalid("refused.topic.off", "topic", topic=key)
    return topic


async def start_anew(tx: Transaction, customer: Customer, comment_id: int, zone: tzinfo) -> Ticket:
    """The message that reopened a ticket is about something new: it gets its own ticket, the old one is done again.

    Raises ``NoSupport`` if the account gets no new ticket now; then the message stays.
    """
    comment = await tx.session.get(Comment, comment_id)
    is_theirs = comment is not None and (comment.customer_id, comment.author) == (
        customer.id,
        Author.CUSTOMER,
    )
    if comment is None or comment.ticket_number is None or not is_theirs:
        raise NotFound("refused.message.gone")
    account_id = (await tx.session.get_one(Ticket, comment.ticket_number)).account_id
    labels = await support.admit(tx, account_id or customer.account_id, zone)
    old = await locking.lock(tx, comment.ticket_number)
    topic = await places.topic_for_more(tx.session, old.topic_key)
    ticket = await moving.open_ticket(
        tx,
        customer,
        topic.key,
        account_id=old.account_id,
        follows=old.number,
        labels=labels,
        why=Opening.SOMETHING_NEW,
    )
    await move_comments(tx, comment_id, ticket.number)
    return ticket


def _plain_run(source: Ticket, first: Comment) -> Select[Comment]:
    """This message and those after it that are no Telegram replies, up to an agent's next answer."""
    return (
        _since(source, first)
        .where((Comment.id == first.id) | Comment.reply_to.is_(None))
        .where(Comment.id < func.coalesce(_next_answer(source, first), Comment.id + 1))
    )


def _alone(comment: Comment) -> Select[Comment]:
    return select(Comment).where(Comment.id == comment.id)


async def _move_all(tx: Transaction, run: Sequence[Comment], source: Ticket, target: Ticket) -> None:
    """The source becomes as if they had never been written there."""
    first = run[0]
    await moving.reopen(tx, target.number, why=Cause.CUSTOMER_WROTE)
    target.words_forgotten_at = None  # these may be older and still have their words
    for comment in run:
        comment.ticket_number = target.number
        await tx.record(CommentMovedAway(source.number, comment.id, comment.customer_id, target.number))
        await comments.record_wrote(tx, target, comment, moved_from=source.number)
        await moving.customer_wrote(tx, target)
        await snoozing.customer_wrote(tx, target)
    for ticket in (source, target):
        ticket.last_message_at = await history.last_words_at(tx, ticket)
    if await tx.session.scalar(_since(source, first).limit(1)) is None:
        await undoing.take_back_for_words(tx, source, first.created_at)
        await snoozing.sleep_on(tx, source, first.created_at)


def _since(ticket: Ticket, first: Comment) -> Select[Comment]:
    """The customer's comments on the ticket, from this one on."""
    return (
        select(Comment)
        .where(Comment.ticket_number == ticket.number, Comment.author == Author.CUSTOMER)
        .where(Comment.id >= first.id)
        .order_by(Comment.id)
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
    """Move what waits at the door to the new ticket; returns how many comments.

    Numbers sent alone come along only with other words.
    The caller has locked the customer, so nothing becomes of an answer meanwhile.
    """
    waits = select(Comment).where(Comment.customer_id == customer.id, waiting.at_door()).order_by(Comment.id)
    words = list(await tx.session.scalars(waits.execution_options(populate_existing=True)))
    if not any(comment.author == Author.CUSTOMER and "try" not in comment.detail for comment in words):
        words = [comment for comment in words if "try" not in comment.detail]
    for comment in words:
        comment.ticket_number = ticket.number
        await tx.session.flush()
        if comment.author == Author.CUSTOMER:
            await comments.record_wrote(tx, ticket, comment)
        else:  # an agent answered at the door
            await _gather_answer(tx, ticket, comment)
    if words:
        ticket.last_message_at = words[-1].created_at
        await tx.record(GotTicket(customer.id, ticket.number))
    return len(words)


async def _gather_answer(tx: Transaction, ticket: Ticket, comment: Comment) -> None:
    assert comment.delivery is not None, "what an agent says at the door is public"
    await tx.record(
        AnswerGathered(
            ticket.number,
            comment.id,
            comment.customer_id,
            state=Delivery(comment.delivery),
            written_at=await _counts_from(tx, comment),
        )
    )


async def _counts_from(tx: Transaction, comment: Comment) -> datetime:
    """When an answer at the door was written, or last sent again by hand.

    Read backwards, the journal has that close to its end, at the latest where the answer was given.
    """
    at: datetime | None = await tx.session.scalar(
        select(JournalEvent.at)
        .where(JournalEvent.ticket.is_(None), JournalEvent.comment == comment.id)
        .where(
            (JournalEvent.type == _ANSWERED)
            | ((JournalEvent.type == _DELIVERY) & (JournalEvent.data["state"].astext == Delivery.QUEUED))
        )
        .order_by(JournalEvent.id.desc())
        .limit(1)
    )
    return at or comment.created_at
