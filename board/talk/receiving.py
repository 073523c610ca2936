"""A customer's message comes in: it goes to its ticket, or waits at the door. None is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from enum import StrEnum

from sqlalchemy import select

from board.desk import support
from board.desk.support import NoSupport
from board.facts import AlbumGrew, CameToDoor, Cause, CommentReadAtLast, Opening
from board.models import Comment, CommentPart, Customer, Ticket
from board.store.db import Transaction
from board.talk import after_done, comments, destination, looking, waiting
from board.talk.after_done import Meaning
from board.talk.comments import Incoming
from board.talk.looking import Found
from board.text import clean_formatted
from board.tickets import locking, moving, places, snoozing
from board.values import Kind, State, TicketNumber

KEPT_AT_DOOR_FOR = timedelta(days=7)


class Outcome(StrEnum):
    ADDED = "added"
    AT_DOOR = "at_door"
    OPENED = "opened"
    REOPENED = "reopened"
    THANKED = "thanked"
    RATING_WORDS = "rating_words"
    MORE_RATING_WORDS = "more_rating_words"
    GREW = "grew"
    """Another part of an album that we already have."""
    REPEATED = "repeated"
    """We already have this message."""


_AFTER_DONE = {
    Meaning.THANKS: Outcome.THANKED,
    Meaning.RATING_WORDS: Outcome.RATING_WORDS,
    Meaning.MORE_RATING_WORDS: Outcome.MORE_RATING_WORDS,
    Meaning.NEWS: Outcome.REOPENED,
}


@dataclass(frozen=True)
class Received:
    """Where the message went. `which` lists tickets if the customer must say which one they meant."""

    comment: Comment
    ticket: Ticket | None
    outcome: Outcome
    which: Sequence[TicketNumber] = ()


async def receive(
    tx: Transaction, customer: Customer, message: Incoming, zone: tzinfo, found: Found | None = None
) -> Received:
    """Store a message, once. The caller has locked the customer, so their messages come one after another.

    `found` is what `looking.look` gave since, if the caller has looked.
    """
    if found is None:
        found = await looking.look(tx, customer, message)
    if found.part is not None:
        return await _again(tx, found.part, message)
    if (album := await comments.find_album(tx, message)) is not None:
        return await _grow(tx, album, message)
    replied = await _replied_to(tx, customer, message)
    if replied is not None and replied.number not in {c.number for c in found.candidates}:
        return await _follow_up(tx, customer, replied, message, zone)
    if replied is not None:
        return await _add(tx, customer, replied.number, message, is_choice=True)
    if found.current is None:
        return await _wait_at_door(tx, customer, message)
    which = destination.ambiguous(found.candidates, found.heard_at)
    return await _add(tx, customer, found.current.number, message, which)


async def _again(tx: Transaction, part: CommentPart, message: Incoming) -> Received:
    """The same message again. It changes nothing, unless it replaces the placeholder of an unreadable one."""
    comment = await comments.comment_of(tx, part)
    if comment.detail.get("unreadable") and not message.detail.get("unreadable"):
        comment.kind, comment.detail = message.kind, dict(message.detail)
        part.text, part.entities = clean_formatted(message.text, message.entities)
        comments.attach(tx, part.id, message)
        await comments.retell(tx, comment)
        await tx.record(CommentReadAtLast(comment.ticket_number, comment.id, comment.customer_id))
    ticket = await tx.session.get(Ticket, comment.ticket_number) if comment.ticket_number else None
    return Received(comment, ticket, Outcome.REPEATED)


async def _grow(tx: Transaction, comment: Comment, message: Incoming) -> Received:
    ticket = await locking.lock(tx, comment.ticket_number) if comment.ticket_number else None
    await comments.add_part(tx, comment, message)
    comment.kind = Kind.ALBUM
    await comments.retell(tx, comment)
    await tx.record(AlbumGrew(comment.ticket_number, comment.id, comment.customer_id))
    return Received(comment, ticket, Outcome.GREW)


async def _wait_at_door(tx: Transaction, customer: Customer, message: Incoming) -> Received:
    comment = await comments.new_comment(tx, customer, None, message)
    await tx.record(CameToDoor(customer.id, comment.id))
    if customer.account_id is None:
        await waiting.keep_latest(tx, customer, ~waiting.was_barred())
    return Received(comment, None, Outcome.AT_DOOR)


async def _follow_up(
    tx: Transaction, customer: Customer, old: Ticket, message: Incoming, zone: tzinfo
) -> Received:
    """A Telegram reply to a ticket done long ago opens a new one with the same topic, which follows the old one.

    If the account gets no new ticket now, the reply waits at the door.
    """
    try:
        labels = await support.admit(tx, old.account_id or customer.account_id, zone)
    except NoSupport:
        return await _wait_at_door(tx, customer, message)
    topic = await places.topic_for_more(tx.session, old.topic_key)
    ticket = await moving.open_ticket(
        tx,
        customer,
        topic.key,
        account_id=old.account_id,
        follows=old.number,
        labels=labels,
        why=Opening.FOLLOW_UP,
    )
    received = await _add(tx, customer, ticket.number, message)
    return Received(received.comment, ticket, Outcome.OPENED)


async def _add(
    tx: Transaction,
    customer: Customer,
    number: int,
    message: Incoming,
    which: Sequence[TicketNumber] = (),
    *,
    is_choice: bool = False,
) -> Received:
    """A choice lasts: what they write next goes there too. To reopen is one."""
    ticket = await locking.lock(tx, number)
    state = await places.state_of(tx, ticket)
    comment = await comments.new_comment(tx, customer, ticket, message)
    outcome = Outcome.ADDED
    if state is State.DONE:
        outcome = _AFTER_DONE[await after_done.meaning_of(tx, ticket, comment, message)]
    if outcome is Outcome.REOPENED:
        await moving.reopen(tx, number, why=Cause.CUSTOMER_WROTE)
    if is_choice or outcome is Outcome.REOPENED:
        ticket.chosen_at = tx.now
    await comments.record_wrote(tx, ticket, comment)
    await moving.customer_wrote(tx, ticket)
    if snoozing.is_snoozed(ticket, tx.now) and await after_done.wakes(tx, ticket, message):
        await snoozing.customer_wrote(tx, ticket)
    return Received(comment, ticket, outcome, which)


async def _replied_to(tx: Transaction, customer: Customer, message: Incoming) -> Ticket | None:
    comment_id = await comments.replied_comment(tx, message)
    if comment_id is None:
        return None
    ticket: Ticket | None = await tx.session.scalar(
        select(Ticket)
        .join(Comment, Comment.ticket_number == Ticket.number)
        .where(Comment.id == comment_id, Ticket.customer_id == customer.id)
    )
    return ticket
