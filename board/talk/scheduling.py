"""Words that are to be said later: sent when their time comes, unless the customer or somebody else was faster.

Whether one is held is never stored. It follows from what the customer has written since, so nothing has to be done when
they write, and a crash can't part the two. Scheduled words are no answer: promises run on until they are sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from sqlalchemy import ColumnElement, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Conflict, Invalid, NotFound
from board.facts import ReplyScheduled, Scheduling
from board.models import Agent, Comment, Customer, File, ScheduledReply, Ticket
from board.queues import Queue, chat_key
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import attachments, conversation, quick_answers
from board.talk.drafts import Begun
from board.talk.taken_out import BLANK
from board.talk.writing import acting_agent, as_said
from board.text import refuse_too_long
from board.tickets import locking, snoozing
from board.tickets.reach import refuse_to_nobody
from board.values import Author, CommentId, FileId, Role, ScheduledKind, agent_actor

MOST = 20
"""On one ticket."""
_SAID_TWICE_WITHIN = timedelta(hours=1)


class When(StrEnum):
    OPENING = "opening"
    """When the lane's calendar next begins to be open."""


class Held(StrEnum):
    """Why it isn't sent before somebody has looked at it."""

    CUSTOMER_WROTE = "customer_wrote"
    DONE = "done"
    """The ticket was resolved after it was written."""
    AGENT_GONE = "agent_gone"
    FILE_GONE = "file_gone"
    PLACE_GONE = "place_gone"
    """The lane or column that it would be moved to."""
    REDACTED = "redacted"
    """What a part of it repeated was taken out."""


@allowed(Role.AGENT)
async def send_later(
    tx: Transaction, number: int, words: Begun, at: datetime | When, *, seen_up_to: int | None = None
) -> ScheduledReply:
    """Say this then. The customer's comments up to `seen_up_to`, or all, are known to whoever writes it."""
    ticket = await _begin(tx, number)
    return await _add(tx, ticket, ScheduledKind.LATER, words, await _time(tx, ticket, at), seen_up_to)


@allowed(Role.AGENT)
async def follow_up(
    tx: Transaction, number: int, words: Begun, days: int, *, seen_up_to: int | None = None
) -> ScheduledReply:
    """Say this if the customer has not written for so many days; without words, remind the agents of it."""
    ticket = await _begin(tx, number)
    if ticket.done_at is not None:
        raise Conflict("refused.scheduled.done", number=number)
    at = await _time(tx, ticket, tx.now + timedelta(days=days))
    return await _add(tx, ticket, ScheduledKind.FOLLOW_UP, words, at, seen_up_to)


@allowed(Role.AGENT)
async def change(
    tx: Transaction,
    number: int,
    scheduled: int,
    words: Begun,
    at: datetime | When | None = None,
    *,
    seen_up_to: int | None = None,
) -> ScheduledReply:
    """Other words, or another time. Who changes it knows what the customer wrote, so that holds it no longer."""
    ticket = await _begin(tx, number)
    row = await _row(tx, ticket, scheduled)
    before = _shown(row)
    await _take_files(tx, row)
    await _put_words(tx, ticket, row, words)
    if at is not None:
        row.send_at = await _time(tx, ticket, at)
    row.agent_id, row.after = acting_agent(tx), await _known(tx, ticket.number, seen_up_to)
    if _shown(row) == before and not await _held(tx, ticket, row):
        return row
    row.changed_at = tx.now
    await _record(tx, ticket, row, Scheduling.CHANGED)
    return row


@allowed(Role.AGENT)
async def send_now(tx: Transaction, number: int, scheduled: int, *, seen_up_to: int | None = None) -> Comment:
    """Send it at once, whatever holds it, as the answer of whoever says so."""
    ticket = await _begin(tx, number)
    row = await _row(tx, ticket, scheduled)
    if BLANK in row.text:
        raise Invalid("refused.quick_reply.blank", "text", details={"blanks": [BLANK]}, blank=BLANK)
    await _take_files(tx, row)
    return await _send(tx, row, seen_up_to)


@allowed(Role.AGENT)
async def drop(tx: Transaction, number: int, scheduled: int) -> None:
    """It is not sent; one that is gone already stays so."""
    ticket = await locking.lock(tx, number)
    row = await tx.session.get(ScheduledReply, scheduled, populate_existing=True)
    if row is not None and row.ticket_number == ticket.number:
        await _end(tx, ticket, row, Scheduling.DROPPED)


async def fall_due(tx: Transaction, scheduled: int) -> None:
    """Its time has come, unless it was given another since."""
    row = await tx.session.get(ScheduledReply, scheduled)
    if row is None:
        return
    ticket = await locking.lock(tx, row.ticket_number)
    row = await tx.session.get(ScheduledReply, scheduled, populate_existing=True)
    if row is None or row.send_at > tx.now:
        return
    held = await _held(tx, ticket, row)
    if row.kind == ScheduledKind.FOLLOW_UP and (held is Held.CUSTOMER_WROTE or ticket.done_at is not None):
        await _end(tx, ticket, row, Scheduling.CANCELLED)
    elif held is not None:
        await _record(tx, ticket, row, Scheduling.HELD)
    elif _is_reminder(row):
        await _record(tx, ticket, row, Scheduling.REMINDS)
    else:
        with tx.acting(agent_actor(row.agent_id, Role.AGENT)):
            await _send(tx, row, row.after)


async def is_writing(tx: Transaction, scheduled: int) -> bool:
    """Whether something of theirs came in and has not been handled yet."""
    chat = await tx.session.scalar(
        select(Customer.telegram_id)
        .join(Ticket, Ticket.customer_id == Customer.id)
        .join(ScheduledReply, ScheduledReply.ticket_number == Ticket.number)
        .where(ScheduledReply.id == scheduled)
    )
    if chat is None:
        return False
    found = await tx.session.execute(
        text(
            "SELECT 1 FROM job WHERE queue = :queue AND done_at IS NULL AND parked_at IS NULL"
            " AND order_key LIKE '%:' || :chat LIMIT 1"
        ),
        {"queue": Queue.UPDATE, "chat": chat_key(chat)},
    )
    return found.first() is not None


def is_answered() -> ColumnElement[bool]:
    """A condition on ScheduledReply: the customer has written since, or changed what they had written."""
    is_new = or_(Comment.id > ScheduledReply.after, Comment.edited_at > ScheduledReply.changed_at)
    return (
        select(Comment.id)
        .where(Comment.ticket_number == ScheduledReply.ticket_number, Comment.author == Author.CUSTOMER)
        .where(is_new)
        .exists()
    )


def is_left_over() -> ColumnElement[bool]:
    """A condition on ScheduledReply and Ticket: its ticket was resolved since."""
    return func.coalesce(Ticket.done_at > ScheduledReply.changed_at, False)


def is_moot() -> ColumnElement[bool]:
    """A condition on ScheduledReply and Ticket: a follow-up that nobody needs any more."""
    is_over = is_answered() | Ticket.done_at.is_not(None)
    return (ScheduledReply.kind == ScheduledKind.FOLLOW_UP) & is_over


def is_without_agent() -> ColumnElement[bool]:
    """A condition on ScheduledReply and Agent: who wrote it answers nobody any more."""
    return (Agent.removed_at.is_not(None)) | (Agent.role == Role.VIEWER)


def is_redacted() -> ColumnElement[bool]:
    """A condition on ScheduledReply: what a part of it repeated was taken out."""
    return ScheduledReply.text.contains(BLANK, autoescape=True)


async def held_now(session: AsyncSession, scheduled: ScheduledReply) -> Held | None:
    row = (
        await session.execute(
            select(is_answered(), is_left_over(), is_without_agent(), is_redacted())
            .select_from(ScheduledReply)
            .join(Ticket, Ticket.number == ScheduledReply.ticket_number)
            .join(Agent, Agent.id == ScheduledReply.agent_id)
            .where(ScheduledReply.id == scheduled.id)
        )
    ).one()
    whys = (Held.CUSTOMER_WROTE, Held.DONE, Held.AGENT_GONE, Held.REDACTED)
    if (why := next((why for why, holds in zip(whys, row, strict=True) if holds), None)) is not None:
        return why
    quick = scheduled.quick
    has_files = await attachments.are_unsent(session, scheduled.files, scheduled.agent_id)
    if not has_files or (quick and not await quick_answers.are_there(session, quick)):
        return Held.FILE_GONE
    if quick and not await quick_answers.leads_somewhere(session, scheduled.ticket_number, quick):
        return Held.PLACE_GONE
    return None


def _is_reminder(row: ScheduledReply) -> bool:
    return not row.text and not row.files and row.quick is None


async def _held(tx: Transaction, ticket: Ticket, row: ScheduledReply) -> Held | None:
    await tx.session.flush()
    return await held_now(tx.session, row)


def _shown(row: ScheduledReply) -> tuple[object, ...]:
    words = (row.text, row.entities, row.files, row.reply_to, row.quick)
    return (row.agent_id, *words, row.send_at, row.after)


async def _begin(tx: Transaction, number: int) -> Ticket:
    ticket = await locking.lock(tx, number)
    await refuse_to_nobody(tx, ticket.customer_id)
    return ticket


async def _add(
    tx: Transaction, ticket: Ticket, kind: ScheduledKind, words: Begun, at: datetime, seen_up_to: int | None
) -> ScheduledReply:
    of_ticket = select(ScheduledReply).where(ScheduledReply.ticket_number == ticket.number)
    there = (await tx.session.scalars(of_ticket)).all()
    row = ScheduledReply(
        ticket_number=ticket.number,
        agent_id=acting_agent(tx),
        kind=kind,
        send_at=at,
        after=await _known(tx, ticket.number, seen_up_to),
        changed_at=tx.now,
    )
    await _put_words(tx, ticket, row, words)
    if (same := next((each for each in there if _is_same(each, row)), None)) is not None:
        return same
    if len(there) >= MOST:
        raise Conflict("refused.scheduled.many", most=MOST)
    tx.session.add(row)
    await tx.session.flush()
    await _record(tx, ticket, row, Scheduling.MADE)
    return row


def _is_same(one: ScheduledReply, other: ScheduledReply) -> bool:
    """Said twice by one hand. The days of a follow-up count from when it was asked for, so those differ a little."""
    is_alike = (one.agent_id, one.kind, one.text, one.quick) == (
        other.agent_id,
        other.kind,
        other.text,
        other.quick,
    )
    apart = _SAID_TWICE_WITHIN if one.kind == ScheduledKind.FOLLOW_UP else timedelta()
    return is_alike and abs(one.send_at - other.send_at) <= apart


async def _put_words(tx: Transaction, ticket: Ticket, row: ScheduledReply, words: Begun) -> None:
    """As a reply would be checked, so that nothing is refused when its time comes."""
    text, entities = as_said(words.text, words.entities)
    quick = dict(words.quick) if words.quick and (text or words.files or words.quick["files"]) else None
    if not text and not words.files and quick is None and row.kind == ScheduledKind.LATER:
        raise Invalid("refused.comment.nothing", "text")
    refuse_too_long(text)
    attachments.refuse_many([*words.files, *(quick["files"] if quick else ())])
    if quick is not None:
        await quick_answers.refuse_impossible(tx, ticket, text, quick)
    if not await attachments.are_unsent(tx.session, words.files, acting_agent(tx)):
        raise NotFound("refused.file.one_gone")
    row.text, row.entities, row.files = text, entities, list(dict.fromkeys(words.files))
    row.quick = quick
    row.reply_to = (
        None
        if words.reply_to is None
        else await conversation.quotable(tx, ticket.customer_id, words.reply_to)
    )


async def _time(tx: Transaction, ticket: Ticket, at: datetime | When) -> datetime:
    if isinstance(at, When):
        if (opens_at := await snoozing.opening(tx, ticket)) is None:
            raise Invalid("refused.snooze.always_open", "until")
        return opens_at
    snoozing.refuse_far(tx, at)
    return at


async def _known(tx: Transaction, number: int, seen_up_to: int | None) -> CommentId:
    """The customer's last comment up to that one."""
    theirs = select(func.max(Comment.id)).where(
        Comment.ticket_number == number, Comment.author == Author.CUSTOMER
    )
    if seen_up_to is not None:
        theirs = theirs.where(Comment.id <= seen_up_to)
    return CommentId(await tx.session.scalar(theirs) or 0)


async def _row(tx: Transaction, ticket: Ticket, scheduled: int) -> ScheduledReply:
    row = await tx.session.get(ScheduledReply, scheduled, populate_existing=True)
    if row is None or row.ticket_number != ticket.number:
        raise NotFound("refused.scheduled.gone")
    return row


async def _take_files(tx: Transaction, row: ScheduledReply) -> None:
    """They are the acting agent's from here on, as the words are."""
    await tx.session.execute(
        update(File).where(attachments.unsent(row.files, row.agent_id)).values(agent_id=acting_agent(tx))
    )


async def _send(tx: Transaction, row: ScheduledReply, seen_up_to: int | None) -> Comment:
    """The row goes with the reply, in one transaction: it is sent once."""
    files = [FileId(file) for file in row.files]
    await tx.session.delete(row)
    await tx.session.flush()
    say = partial(quick_answers.reply_kept, kept=row.quick) if row.quick is not None else conversation.reply
    return await say(
        tx,
        row.ticket_number,
        row.text,
        entities=row.entities,
        files=files,
        seen_up_to=seen_up_to,
        reply_to=row.reply_to,
    )


async def _end(tx: Transaction, ticket: Ticket, row: ScheduledReply, why: Scheduling) -> None:
    await tx.session.delete(row)
    await _record(tx, ticket, row, why)


async def _record(tx: Transaction, ticket: Ticket, row: ScheduledReply, why: Scheduling) -> None:
    await tx.session.flush()
    await tx.record(ReplyScheduled(ticket.number, ticket.customer_id, row.id, why, row.send_at))
