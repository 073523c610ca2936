"""What is said on a ticket by its agents, who has seen what, and what became of each reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from board import attachments, routing, tickets
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.events import (
    ActorKind,
    AgentId,
    Author,
    Delivery,
    EventType,
    Json,
    Kind,
    goals_to_json,
)
from board.models import Comment, CommentPart, Customer, Ticket
from board.promises import goals_of
from board.reach import refuse_to_nobody
from board.store.db import Transaction

MAX_TEXT = 4096
"""Telegram's limit for a message, in UTF-16 units."""


async def reply(
    tx: Transaction,
    number: int,
    text: str,
    *,
    entities: Sequence[Mapping[str, Any]] = (),
    files: Sequence[int] = (),
    seen_up_to: int | None = None,
    reason: str | None = None,
) -> Comment:
    """Answer the customer: queued now, sent by the outbox. Their comments are seen, up to `seen_up_to` or all."""
    ticket = await tickets.lock(tx, number)
    await refuse_to_nobody(tx, ticket.customer_id)
    await _mark_seen(tx, ticket, seen_up_to)
    comment = await _say(tx, ticket, text, entities, files, is_public=True)
    comment.delivery = Delivery.QUEUED
    ticket.last_message_at = tx.now
    agent = _agent(tx)
    await _record_said(tx, ticket, comment, reason)
    await tickets.answered(tx, ticket, agent)
    return comment


async def note(tx: Transaction, number: int, text: str, *, files: Sequence[int] = ()) -> Comment:
    """Say something only agents see."""
    ticket = await tickets.lock(tx, number)
    comment = await _say(tx, ticket, text, (), files, is_public=False)
    await _record_said(tx, ticket, comment, None)
    return comment


async def greet(tx: Transaction, number: int) -> Comment:
    """The desk's greeting in the customer's language, as a public reply."""
    customer = await customer_of(tx, number)
    texts = await routing.setting(tx.session, "greeting")
    return await reply(tx, number, routing.in_language(texts, customer.language), reason="greeting")


async def close(tx: Transaction, number: int, text: str, *, version: int | None = None) -> Ticket:
    """Resolve with closing words, which count as the answer the customer waited for."""
    ticket = await tickets.lock(tx, number)
    await tickets.check_version(tx, ticket, version)
    await tickets.refuse_over_unseen(tx, ticket)
    await reply(tx, number, text, reason="closing")
    return await tickets.resolve(tx, number)


async def notice(
    tx: Transaction,
    ticket: Ticket,
    text: str,
    entities: Sequence[Mapping[str, Any]] = (),
    *,
    detail: Mapping[str, Any] | None = None,
) -> Comment:
    """What the desk itself tells the customer about a ticket: on the card too, never counted as an answer.

    Its one part lets a Telegram reply to it find the ticket. Whoever calls this sends it. `detail` may hold
    `told_due_at`, the time of solution these words name.
    """
    comment = Comment(
        ticket_number=ticket.number,
        customer_id=ticket.customer_id,
        author=Author.SYSTEM,
        is_public=True,
        kind=Kind.TEXT,
        text=text,
        entities=[dict(entity) for entity in entities],
        created_at=tx.now,
        seen_at=tx.now,
        detail=dict(detail or {}),
        delivery=Delivery.QUEUED,
    )
    tx.session.add(comment)
    await tx.session.flush()
    await attachments.lay_out(tx, comment, ())
    await _record_said(tx, ticket, comment, "notice")
    return comment


async def seen(tx: Transaction, number: int, up_to: int) -> Ticket:
    """An agent has seen the customer's comments up to this one."""
    ticket = await tickets.lock(tx, number)
    await _mark_seen(tx, ticket, up_to)
    return ticket


async def not_thanks(tx: Transaction, number: int, comment_id: int) -> Ticket:
    """It was more than a thanks after all: the ticket opens again."""
    ticket = await tickets.lock(tx, number)
    comment = await _comment(tx, comment_id)
    if comment.ticket_number != number or not comment.is_thanks:
        raise Invalid("This comment isn't marked as a thanks.")
    comment.is_thanks = False
    comment.seen_at = None
    await tx.record(EventType.COMMENT_CHANGED, ticket=ticket.number, comment=comment.id, reason="not_thanks")
    return await tickets.reopen(tx, number, reason="not_thanks")


async def is_failed_reply(tx: Transaction, comment_id: int) -> bool:
    """Whether `retry` would send it again as it was written."""
    comment = await _comment(tx, comment_id)
    return comment.author == Author.AGENT and comment.delivery in (Delivery.FAILED, Delivery.BLOCKED)


async def retry(tx: Transaction, comment_id: int) -> Comment:
    """Send a failed reply again, by hand. Its promise counts from now."""
    comment = await _comment(tx, comment_id)
    if comment.ticket_number is not None:
        await tickets.lock(tx, comment.ticket_number)
        await tx.session.refresh(comment)
    if comment.delivery not in (Delivery.FAILED, Delivery.BLOCKED):
        raise Conflict("Only a reply that failed can be sent again.")
    await refuse_to_nobody(tx, comment.customer_id)
    await _delivery(tx, comment, Delivery.QUEUED, None)
    return comment


async def delivered(
    tx: Transaction, comment_id: int, sent: Mapping[int, int], bot_id: int, chat_id: int
) -> None:
    """Telegram took these parts (part id → message id). With the last one the comment is sent."""
    comment = await _comment_for_outbox(tx, comment_id)
    if comment is None:
        return
    for part_id, message_id in sent.items():
        await tx.session.execute(
            update(CommentPart)
            .where(CommentPart.id == part_id)
            .values(bot_id=bot_id, chat_id=chat_id, message_id=message_id)
        )
    missing = await tx.session.scalar(
        select(CommentPart.id)
        .where(CommentPart.comment_id == comment_id, CommentPart.message_id.is_(None))
        .limit(1)
    )
    if missing is None:
        await _delivery(tx, comment, Delivery.SENT, None)


async def refused(tx: Transaction, comment_id: int, reason: str) -> None:
    """Telegram will not take it; `reason` is its own sentence."""
    comment = await _comment_for_outbox(tx, comment_id)
    if comment is not None:
        await _delivery(tx, comment, Delivery.FAILED, reason)


async def blocked(tx: Transaction, comment_id: int) -> None:
    """The customer has blocked the bot; it is sent when they return."""
    comment = await _comment_for_outbox(tx, comment_id)
    if comment is not None:
        await _delivery(tx, comment, Delivery.BLOCKED, None)


async def mark_maybe_twice(tx: Transaction, comment_id: int) -> None:
    """An attempt ended without an answer and is made once more: the customer may see it twice."""
    await tx.session.execute(update(Comment).where(Comment.id == comment_id).values(is_maybe_twice=True))


async def parts_of(tx: Transaction, comment_id: int) -> Sequence[CommentPart]:
    """A comment's Telegram messages, in the order in which they are shown."""
    parts = await tx.session.scalars(
        select(CommentPart).where(CommentPart.comment_id == comment_id).order_by(CommentPart.position)
    )
    return parts.all()


async def said_data(tx: Transaction, ticket: Ticket, comment: Comment) -> dict[str, Json]:
    """What `comment.added` carries: who may read it, and what the lane promises now."""
    return {
        "author": comment.author,
        "public": comment.is_public,
        "thanks": comment.is_thanks,
        "state": await tickets.state_of(tx, ticket),
        "goals": goals_to_json(await goals_of(tx, ticket.board_key, ticket.lane_key)),
    }


async def _say(
    tx: Transaction,
    ticket: Ticket,
    text: str,
    entities: Sequence[Mapping[str, Any]],
    files: Sequence[int],
    *,
    is_public: bool,
) -> Comment:
    text = clean(text)
    if not text and not files:
        raise Invalid("There is nothing to send: write something or attach a file.")
    refuse_too_long(text)
    uploads = await attachments.claim_uploads(tx, files, _agent(tx))
    comment = Comment(
        ticket_number=ticket.number,
        customer_id=ticket.customer_id,
        agent_id=_agent(tx),
        author=Author.AGENT,
        is_public=is_public,
        kind=attachments.kind_of([upload.kind for upload in uploads]),
        text=text,
        entities=[dict(entity) for entity in entities],
        created_at=tx.now,
        seen_at=tx.now,
    )
    tx.session.add(comment)
    await tx.session.flush()
    await attachments.lay_out(tx, comment, uploads)
    return comment


async def _record_said(tx: Transaction, ticket: Ticket, comment: Comment, reason: str | None) -> None:
    await tx.record(
        EventType.COMMENT_ADDED,
        ticket=ticket.number,
        comment=comment.id,
        customer=ticket.customer_id,
        reason=reason,
        data=await said_data(tx, ticket, comment),
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
        await tx.record(
            EventType.TICKET_SEEN,
            ticket=ticket.number,
            customer=ticket.customer_id,
            data={"comments": sorted(fresh)},
        )


async def _delivery(tx: Transaction, comment: Comment, state: Delivery, reason: str | None) -> None:
    if comment.delivery == state:
        return
    comment.delivery, comment.delivery_reason = state, reason
    await tx.record(
        EventType.DELIVERY_CHANGED,
        ticket=comment.ticket_number,
        comment=comment.id,
        customer=comment.customer_id,
        data={"state": state, "public": comment.is_public},
    )


async def _comment(tx: Transaction, comment_id: int) -> Comment:
    comment = await tx.session.get(Comment, comment_id)
    if comment is None:
        raise NotFound("There is no such comment.")
    return comment


async def _comment_for_outbox(tx: Transaction, comment_id: int) -> Comment | None:
    """The comment with its ticket locked; None when it was erased meanwhile."""
    comment = await tx.session.get(Comment, comment_id)
    if comment is not None and comment.ticket_number is not None:
        await tickets.lock(tx, comment.ticket_number)
        await tx.session.refresh(comment)
    return None if comment is None or comment.detail.get("erased") else comment


async def customer_of(tx: Transaction, number: int) -> Customer:
    customer = await tx.session.scalar(
        select(Customer).join(Ticket, Ticket.customer_id == Customer.id).where(Ticket.number == number)
    )
    if customer is None:
        raise NotFound(f"There is no ticket #{number}.")
    return customer


def _agent(tx: Transaction) -> AgentId:
    if tx.actor.kind is not ActorKind.AGENT or tx.actor.id is None:
        raise NotAllowed("Only an agent can answer.")
    return AgentId(tx.actor.id)


def clean(text: str) -> str:
    """Text the database can keep: PostgreSQL takes neither a null character nor a lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def refuse_too_long(text: str) -> None:
    """Raises ``Invalid`` for more than Telegram takes in one message."""
    if utf16_length(text) > MAX_TEXT:
        raise Invalid(f"A message has at most {MAX_TEXT} characters; this one has {utf16_length(text)}.")


def utf16_length(text: str) -> int:
    """Telegram counts in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
