"""A customer's message comes in: it finds its ticket or waits at the door, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ScalarSelect, Select, bindparam, delete, func, select
from sqlalchemy.orm import aliased

from board import accounts, inbound, messages, tickets
from board.conversation import clean, said_data
from board.errors import Invalid, NotFound
from board.events import Author, EventType, Kind, State, TicketNumber
from board.inbound import Candidate
from board.messages import Incoming
from board.models import (
    Column,
    Comment,
    CommentPart,
    CommentVersion,
    Customer,
    Rating,
    Ticket,
)
from board.store.db import Transaction

KEPT_AT_DOOR = 50
"""Messages kept of a person without an account."""
KEPT_AT_DOOR_FOR = timedelta(days=7)


_ANSWERED = (
    select(func.max(Comment.created_at))
    .where(Comment.ticket_number == Ticket.number)
    .where(Comment.author == Author.AGENT, Comment.is_public)
    .scalar_subquery()
)
# Built once: building a statement costs as much as running it, and these run for every message.
_CANDIDATES = (
    select(Ticket.number, Column.kind, Ticket.opened_at, _ANSWERED)
    .join(Column, (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key))
    .where(Ticket.customer_id == bindparam("customer"))
    .where((Column.kind != State.DONE) | (Ticket.done_at > bindparam("since")))
)


class Outcome(StrEnum):
    ADDED = "added"
    AT_DOOR = "at_door"
    OPENED = "opened"
    REOPENED = "reopened"
    THANKED = "thanked"
    RATING_WORDS = "rating_words"
    GREW = "grew"
    """Another part of an album already here."""
    REPEATED = "repeated"
    """This very message is here already."""


@dataclass(frozen=True)
class Received:
    """Where it went. `which` is not empty when the customer should say which ticket they meant."""

    comment: Comment
    ticket: Ticket | None
    outcome: Outcome
    which: Sequence[TicketNumber] = ()


async def receive(tx: Transaction, customer: Customer, message: Incoming) -> Received:
    """Keep a message, once. The caller has locked the customer, so their messages come one by one."""
    if (known := await messages.find_part(tx, message)) is not None:
        return await _again(tx, known, message)
    if (album := await messages.find_album(tx, message)) is not None:
        return await _grow(tx, album, message)
    candidates = await candidates_of(tx, customer)
    since = max(filter(None, (customer.spoke_at, customer.chosen_at)), default=None)
    replied = await _replied_to(tx, customer, message)
    if replied is not None and replied.number not in {c.number for c in candidates}:
        return await _follow_up(tx, customer, replied, message)
    if replied is not None:
        return await _add(tx, customer, replied.number, message, ())
    found = inbound.current(candidates)
    if found is None:
        return await _wait_at_door(tx, customer, message)
    which = inbound.ambiguous(candidates, since)
    return await _add(tx, customer, found.number, message, which)


async def edit(tx: Transaction, message: Incoming) -> Comment | None:
    """The customer changed a message: the comment follows, the old words are kept as a version.

    None when the message isn't ours to change. A live location replaces without versions; an edit
    that changes nothing visible is quiet.
    """
    part = await messages.find_part(tx, message)
    if part is None:
        return None
    comment = await _own(tx, part)
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
        if not accounts.looks_like_try(text):
            comment.detail = {name: value for name, value in comment.detail.items() if name != "try"}
        await messages.retell(tx, comment)
        comment.edited_at = tx.now
        comment.seen_at = None if comment.author == Author.CUSTOMER else comment.seen_at
    await _changed(tx, comment, "edited")
    return comment


async def move_comments(tx: Transaction, comment_id: int, number: int) -> Ticket:
    """The customer meant another ticket: this message and the plain ones after it move, from their own time.

    Plain is what was not itself a Telegram reply; an agent's next answer ends the run. Where they stood is as if
    they had never been said there. Moving to where it stands changes nothing.
    """
    first = await tx.session.get(Comment, comment_id)
    if first is None or first.ticket_number is None:
        raise NotFound("That message isn't there any more.")
    for locked in sorted({first.ticket_number, number}):
        await tickets.lock(tx, locked)
    source = await tx.session.get_one(Ticket, first.ticket_number)
    target = await tx.session.get_one(Ticket, number)
    if target.customer_id != first.customer_id:
        raise Invalid("A message can only move to a ticket of the same person.")
    if source.number != target.number:
        await _move_run(tx, first, source, target)
    return target


async def start_anew(tx: Transaction, customer: Customer, comment_id: int) -> Ticket:
    """The words that reopened a ticket are a new matter: they open a ticket of their own, and the old one rests."""
    comment = await tx.session.get(Comment, comment_id)
    if comment is None or comment.ticket_number is None or comment.customer_id != customer.id:
        raise NotFound("That message isn't there any more.")
    old = await tickets.lock(tx, comment.ticket_number)
    ticket = await tickets.open_ticket(
        tx,
        customer,
        old.topic_key,
        account_id=old.account_id,
        follows=old.number,
        reason="something_new",
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
    await tickets.reopen(tx, target.number, reason="customer_wrote")
    for comment in run.all():
        comment.ticket_number = target.number
        await _changed(tx, comment, "moved_away", ticket=source.number, moved_to=target.number)
        await _said(tx, target, comment, moved_from=source.number)
        await _touch(tx, target)
    if await tx.session.scalar(_since(source, first).limit(1)) is None:
        await tickets.take_back_for_words(tx, source, first.created_at)


def _since(ticket: Ticket, first: Comment) -> Select[Comment]:
    """What the customer has said on the ticket from this comment on."""
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
    """What waited at the door becomes the ticket's opening; returns how many comments."""
    waiting = list(
        await tx.session.scalars(
            select(Comment)
            .where(Comment.customer_id == customer.id, Comment.ticket_number.is_(None))
            .order_by(Comment.id)
        )
    )
    for comment in waiting:
        comment.ticket_number = ticket.number
        await tx.session.flush()
        await _said(tx, ticket, comment)
    if waiting:
        ticket.last_message_at = waiting[-1].created_at
        await tx.record(EventType.PERSON_LEFT_DOOR, customer=customer.id, ticket=ticket.number)
    return len(waiting)


async def candidates_of(tx: Transaction, customer: Customer) -> list[Candidate]:
    """Tickets of this person that still take words: open, or done less than 72 hours ago."""
    since = tx.now - inbound.TALK_AFTER_DONE
    rows = await tx.session.execute(_CANDIDATES, {"customer": customer.id, "since": since})
    return [
        Candidate(
            TicketNumber(number),
            State(kind),
            opened_at,
            customer.chosen_at if number == customer.chosen_ticket else None,
            answered_at,
        )
        for number, kind, opened_at, answered_at in rows
    ]


async def _again(tx: Transaction, part: CommentPart, message: Incoming) -> Received:
    """The same message once more: quiet, unless what is here is only the placeholder of an unreadable one."""
    comment = await _own(tx, part)
    if comment.detail.get("unreadable") and not message.detail.get("unreadable"):
        comment.kind, comment.detail = message.kind, dict(message.detail)
        part.text, part.entities = clean(message.text), [dict(e) for e in message.entities]
        messages.attach(tx, part, message)
        await messages.retell(tx, comment)
        await _changed(tx, comment, "read_at_last")
    ticket = await tx.session.get(Ticket, comment.ticket_number) if comment.ticket_number else None
    return Received(comment, ticket, Outcome.REPEATED)


async def _grow(tx: Transaction, comment: Comment, message: Incoming) -> Received:
    ticket = await tickets.lock(tx, comment.ticket_number) if comment.ticket_number else None
    await messages.add_part(tx, comment, message)
    comment.kind = Kind.ALBUM
    await messages.retell(tx, comment)
    await _changed(tx, comment, "album_grew")
    return Received(comment, ticket, Outcome.GREW)


async def _wait_at_door(tx: Transaction, customer: Customer, message: Incoming) -> Received:
    comment = await messages.new_comment(tx, customer, None, message)
    await tx.record(EventType.PERSON_AT_DOOR, customer=customer.id, comment=comment.id)
    if customer.account_id is None:
        await _keep_latest(tx, customer)
    return Received(comment, None, Outcome.AT_DOOR)


async def _follow_up(tx: Transaction, customer: Customer, old: Ticket, message: Incoming) -> Received:
    """A Telegram reply to a ticket long done: a new one on its topic that names the old one."""
    ticket = await tickets.open_ticket(
        tx, customer, old.topic_key, account_id=old.account_id, follows=old.number, reason="follow_up"
    )
    received = await _add(tx, customer, ticket.number, message, ())
    return Received(received.comment, ticket, Outcome.OPENED)


async def _add(
    tx: Transaction, customer: Customer, number: int, message: Incoming, which: Sequence[TicketNumber]
) -> Received:
    ticket = await tickets.lock(tx, number)
    state = await tickets.state_of(tx, ticket)
    ticket.last_message_at = tx.now
    comment = await messages.new_comment(tx, customer, ticket, message)
    outcome = Outcome.ADDED
    if state is State.DONE:
        outcome = await _talk_after_done(tx, ticket, comment, message)
    if outcome is Outcome.REOPENED:
        await tickets.reopen(tx, number, reason="customer_wrote")
    await _said(tx, ticket, comment)
    await tickets.customer_wrote(tx, ticket)
    return Received(comment, ticket, outcome, which)


async def _talk_after_done(tx: Transaction, ticket: Ticket, comment: Comment, message: Incoming) -> Outcome:
    if await _is_rating_words(tx, ticket, comment):
        return Outcome.RATING_WORDS
    if message.is_bare_thanks:
        comment.is_thanks, comment.seen_at = True, tx.now
        return Outcome.THANKED
    return Outcome.REOPENED


async def _is_rating_words(tx: Transaction, ticket: Ticket, comment: Comment) -> bool:
    """The first text within 15 minutes of the tap, with nothing between, belongs to the rating."""
    resolution = await tickets.resolution_of(tx, ticket)
    rating = await tx.session.get(Rating, resolution.key) if resolution else None
    if rating is None or rating.comment_id is not None or comment.kind != Kind.TEXT:
        return False
    if tx.now - rating.scored_at > inbound.WORDS_AFTER_RATING:
        return False
    between = await tx.session.scalar(
        select(Comment.id)
        .where(Comment.customer_id == ticket.customer_id, Comment.id != comment.id)
        .where(Comment.created_at > rating.scored_at)
        .limit(1)
    )
    if between is not None:
        return False
    rating.comment_id = comment.id
    return True


async def _replied_to(tx: Transaction, customer: Customer, message: Incoming) -> Ticket | None:
    comment_id = await messages.replied_comment(tx, message)
    if comment_id is None:
        return None
    ticket: Ticket | None = await tx.session.scalar(
        select(Ticket)
        .join(Comment, Comment.ticket_number == Ticket.number)
        .where(Comment.id == comment_id, Ticket.customer_id == customer.id)
    )
    return ticket


async def _own(tx: Transaction, part: CommentPart) -> Comment:
    comment = await tx.session.get_one(Comment, part.comment_id)
    if comment.ticket_number is not None:
        await tickets.lock(tx, comment.ticket_number)
        await tx.session.refresh(comment)
    return comment


async def _keep_latest(tx: Transaction, customer: Customer) -> None:
    """Someone without an account can't fill the desk: their oldest words beyond the limit go."""
    kept = (
        select(Comment.id)
        .where(Comment.customer_id == customer.id, Comment.ticket_number.is_(None))
        .order_by(Comment.id.desc())
        .limit(KEPT_AT_DOOR)
    )
    await tx.session.execute(
        delete(Comment)
        .where(Comment.customer_id == customer.id, Comment.ticket_number.is_(None))
        .where(Comment.id.not_in(kept))
        .execution_options(synchronize_session=False)
    )


async def _said(tx: Transaction, ticket: Ticket, comment: Comment, moved_from: int | None = None) -> None:
    data = await said_data(tx, ticket, comment)
    if moved_from is not None:
        data["moved_from"] = moved_from
    await tx.record(
        EventType.COMMENT_ADDED,
        at=comment.created_at if moved_from is not None else None,
        ticket=ticket.number,
        comment=comment.id,
        customer=comment.customer_id,
        data=data,
    )


async def _touch(tx: Transaction, ticket: Ticket) -> None:
    await tickets.customer_wrote(tx, ticket)
    ticket.last_message_at = tx.now


async def _changed(
    tx: Transaction,
    comment: Comment,
    reason: str,
    *,
    ticket: int | None = None,
    moved_to: int | None = None,
) -> None:
    await tx.record(
        EventType.COMMENT_CHANGED,
        ticket=ticket or comment.ticket_number,
        comment=comment.id,
        customer=comment.customer_id,
        reason=reason,
        data={} if moved_to is None else {"moved_to": moved_to},
    )
