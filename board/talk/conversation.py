"""What is said on a ticket by its agents, who has seen what, and what became of each reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import texts
from board.errors import Conflict, Invalid, NotFound
from board.facts import AgentNoted, AgentReplied, Cause, FoundNoThanks, NoticeGiven, Reply, TicketSeen
from board.models import Comment, Customer, Ticket
from board.store import journal
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import comments, sending, telling_once, writing
from board.text import Entity, clean
from board.tickets import locking, moving, places
from board.tickets.reach import refuse_to_nobody
from board.values import BY_AGENT, Author, CommentId, Delivery, FileId, Role, State, TicketNumber

WAITS = timedelta(seconds=5)
"""How long a reply can be taken back, for agents who want that."""
AGENT, SUMMARY, BREATH, BREATH_ENDED = "agent_before", "summary_before", "breath", "breath_ended"
"""In the detail of a reply that waited: whose the ticket was, the line above it, and what was told with it."""


@allowed(Role.AGENT)
async def reply(
    tx: Transaction,
    number: int,
    text: str,
    *,
    entities: Sequence[Entity] = (),
    files: Sequence[FileId] = (),
    seen_up_to: int | None = None,
    reply_to: int | None = None,
    why: Reply | None = None,
    is_to_many: bool = False,
    waits: bool = False,
) -> Comment:
    """Answer the customer. The reply is queued, and their comments up to `seen_up_to`, or all, count as seen.

    `reply_to` is what it quotes: anything said between the two, on whichever of the person's tickets. One of many
    tickets (`is_to_many`) shares the message by which its person was told the same on another. One that `waits` can be
    taken back for a moment, see `board.talk.taking_back`.
    """
    ticket = await (telling_once if is_to_many else locking).lock(tx, number)
    await refuse_to_nobody(tx, ticket.customer_id)
    quoted = None if reply_to is None else await quotable(tx, ticket.customer_id, reply_to)
    await _mark_seen(tx, ticket, seen_up_to)
    comment = await writing.by_agent(
        tx, ticket.customer_id, text, ticket=ticket, entities=entities, files=files, quoted=quoted
    )
    told = await telling_once.told_with(tx, ticket, comment) if is_to_many else None
    comment.told_with = told.id if told else None
    if waits and not await _introduces(tx, ticket, comment):
        comment.goes_at = tx.now + WAITS
        comment.detail = {**comment.detail, AGENT: ticket.agent_id, SUMMARY: ticket.summary_id}
    ticket.last_message_at = tx.now
    state = await places.state_of(tx, ticket)
    await tx.record(
        AgentReplied(ticket.number, comment.id, ticket.customer_id, why, state, goes_at=comment.goes_at)
    )
    await moving.answered(tx, ticket, writing.acting_agent(tx))
    if told is not None:
        await sending.share(tx, comment, told)
    remember_breath(tx, comment)
    return comment


def remember_breath(tx: Transaction, comment: Comment) -> None:
    """What this transaction has done with a reply that waits, to be undone if that is taken back."""
    if comment.goes_at is not None:
        done = [str(event.key) for event in tx.events if event.ticket == comment.ticket_number]
        comment.detail = {**comment.detail, BREATH: done, BREATH_ENDED: tx.now.isoformat()}


@allowed(Role.AGENT)
async def note(tx: Transaction, number: int, text: str, *, files: Sequence[FileId] = ()) -> Comment:
    """Say something only agents see."""
    ticket = await locking.lock(tx, number)
    comment = await writing.by_agent(
        tx, ticket.customer_id, text, ticket=ticket, files=files, is_public=False
    )
    await tx.record(AgentNoted(ticket.number, comment.id, ticket.customer_id))
    return comment


@allowed(Role.AGENT)
async def summarize(tx: Transaction, number: int, text: str) -> Comment:
    """A note that stands above all else until the next agent has answered or taken the ticket."""
    said = await note(tx, number, text)
    said.detail = {**said.detail, "summary": True}
    ticket = await locking.lock(tx, number)
    ticket.summary_id = CommentId(said.id)
    return said


@allowed(Role.AGENT)
async def greet(tx: Transaction, number: int, *, waits: bool = False) -> Comment:
    """The desk's greeting in the customer's language, as a public reply; once, until the customer writes again."""
    ticket = await locking.lock(tx, number)
    if (greeted := await _greeting(tx, ticket)) is not None:
        return greeted
    customer = await customer_of(tx, number)
    greeting = await texts.said(tx.session, texts.GREETING, customer.language)
    return await reply(tx, number, greeting, why=Reply.GREETING, waits=waits)


@allowed(Role.AGENT)
async def close(
    tx: Transaction,
    number: int,
    text: str,
    *,
    version: int | None = None,
    is_to_many: bool = False,
    waits: bool = False,
) -> Ticket:
    """Resolve with a last message, which counts as a reply. To say the same again is harmless.

    While it waits, to take it back takes back the resolution too.
    """
    ticket = await locking.lock(tx, number)
    await locking.check_version(tx, ticket, version)
    if await places.state_of(tx, ticket) is State.DONE:
        await _refuse_other_words(tx, ticket, text)
        return ticket
    await moving.refuse_over_unseen(tx, ticket)
    said = await reply(tx, number, text, why=Reply.CLOSING, is_to_many=is_to_many, waits=waits)
    resolved = await moving.resolve(tx, number)
    remember_breath(tx, said)
    return resolved


async def notice(
    tx: Transaction, ticket: Ticket, text: str, *, detail: Mapping[str, Any] | None = None
) -> Comment:
    """A message from the desk itself to the customer. Agents see it too; it never counts as a reply.

    The caller sends it. Its one part is there so that a Telegram reply to it finds the ticket. `detail` may hold
    `told_due_at`, the deadline that the text names, and `told_as`, the time that stands there.
    """
    comment = await writing.by_desk(tx, ticket, text, detail or {})
    await tx.record(NoticeGiven(ticket.number, comment.id, ticket.customer_id))
    return comment


@allowed(Role.AGENT)
async def seen(tx: Transaction, number: int, up_to: int) -> Ticket:
    """An agent has seen the customer's comments up to this one."""
    ticket = await locking.lock(tx, number)
    await _mark_seen(tx, ticket, up_to)
    return ticket


@allowed(Role.AGENT)
async def not_thanks(tx: Transaction, number: int, comment_id: int) -> Ticket:
    """An agent says that it was more than a thanks: the ticket is reopened."""
    ticket = await locking.lock(tx, number)
    comment = await comments.by_id(tx, comment_id)
    is_here = comment.ticket_number == ticket.number
    if is_here and not comment.is_thanks and await _is_found(tx, ticket, comment):
        return ticket
    if not is_here or not comment.is_thanks:
        raise Invalid("refused.comment.no_thanks", "comment")
    comment.is_thanks = False
    comment.seen_at = None
    await tx.record(FoundNoThanks(ticket.number, comment.id, comment.customer_id))
    return await moving.reopen(tx, number, why=Cause.NOT_THANKS)


async def _introduces(tx: Transaction, ticket: Ticket, comment: Comment) -> bool:
    """Whether the customer learns with it that there is a ticket: that goes before it, and at once."""
    before = select(Comment.id).where(Comment.ticket_number == ticket.number, Comment.is_public)
    earlier = await tx.session.scalar(before.where(Comment.id != comment.id).limit(1))
    return ticket.source == BY_AGENT and earlier is None


async def quotable(tx: Transaction, customer_id: int, comment_id: int) -> CommentId:
    """The comment's id, if the customer can see it in their chat. Raises ``Invalid`` otherwise."""
    quoted = await tx.session.get(Comment, comment_id)
    if quoted is None or quoted.customer_id != customer_id or not quoted.is_public:
        raise Invalid("refused.comment.not_quotable", "reply_to")
    return quoted.id


async def told_due_at(session: AsyncSession, number: int) -> datetime | None:
    """The deadline that the customer was told last."""
    told = await session.scalar(
        select(Comment.detail["told_due_at"].astext)
        .where(Comment.ticket_number == number, Comment.author == Author.SYSTEM)
        .where(Comment.detail.has_key("told_due_at"))
        .order_by(Comment.id.desc())
        .limit(1)
    )
    return datetime.fromisoformat(told) if told else None


async def _greeting(tx: Transaction, ticket: Ticket) -> Comment | None:
    """The greeting that stands, also on a ticket merged into this: since the customer's last words, or on its way."""
    last_words = await tx.session.scalar(
        select(func.max(Comment.id)).where(
            Comment.ticket_number == ticket.number, Comment.author == Author.CUSTOMER
        )
    )
    brought = select(Ticket.number).where(Ticket.merged_into == ticket.number)
    greeted = [
        event.fact.comment
        for number in (ticket.number, *await tx.session.scalars(brought))
        for event in await journal.of_ticket(tx.session, TicketNumber(number))
        if isinstance(event.fact, AgentReplied) and event.fact.why is Reply.GREETING
    ]
    # One that was taken back before it went is not there any more.
    latest = select(Comment).where(Comment.id.in_(greeted)).order_by(Comment.id.desc()).limit(1)
    said = await tx.session.scalar(latest)
    if said is None:
        return None
    is_lost = said.delivery == Delivery.FAILED or said.removed_at is not None
    return said if said.id > (last_words or 0) and not is_lost else None


async def _refuse_other_words(tx: Transaction, ticket: Ticket, text: str) -> None:
    """Raises ``Conflict`` if the ticket was closed with other words than these."""
    last = await tx.session.scalar(
        select(Comment)
        .where(Comment.ticket_number == ticket.number, Comment.author == Author.AGENT, Comment.is_public)
        .order_by(Comment.id.desc())
        .limit(1)
    )
    if last is None or last.text != clean(text):
        raise Conflict("refused.ticket.done_unsent", number=ticket.number)


async def _is_found(tx: Transaction, ticket: Ticket, comment: Comment) -> bool:
    """Whether an agent has said already that it was no thanks."""
    history = await journal.of_ticket(tx.session, TicketNumber(ticket.number))
    return any(
        isinstance(event.fact, FoundNoThanks) and event.fact.comment == comment.id for event in history
    )


async def _mark_seen(tx: Transaction, ticket: Ticket, up_to: int | None) -> None:
    statement = (
        update(Comment)
        .where(Comment.ticket_number == ticket.number, Comment.author == Author.CUSTOMER)
        .where(Comment.seen_at.is_(None))
        .values(seen_at=tx.now)
        .returning(Comment.id)
        .execution_options(synchronize_session=False)
    )
    if up_to is not None:
        statement = statement.where(Comment.id <= up_to)
    fresh = list(await tx.session.scalars(statement))
    if fresh:
        await tx.record(TicketSeen(ticket.number, ticket.customer_id, tuple(sorted(fresh))))


async def customer_of(tx: Transaction, number: int) -> Customer:
    customer = await tx.session.scalar(
        select(Customer).join(Ticket, Ticket.customer_id == Customer.id).where(Ticket.number == number)
    )
    if customer is None:
        raise NotFound("refused.ticket.unknown", number=number)
    return customer
