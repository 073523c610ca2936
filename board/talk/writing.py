"""What an agent or the desk itself writes becomes a comment, with a part for each message Telegram will show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from board.errors import Invalid, NotAllowed
from board.models import Comment, File, Ticket
from board.store.db import Transaction
from board.talk import attachments, formatting, proposing
from board.text import Entity, clean_formatted, is_blank, refuse_too_long
from board.values import AgentId, Author, CommentId, Delivery, FileId


async def by_agent(
    tx: Transaction,
    customer_id: int,
    text: str,
    *,
    ticket: Ticket | None,
    entities: Sequence[Entity] = (),
    files: Sequence[FileId] = (),
    quoted: CommentId | None = None,
    is_public: bool = True,
) -> Comment:
    """A comment by the acting agent, on the ticket or, without one, at the door. Public ones are queued."""
    agent = acting_agent(tx)
    text, entities = as_said(text, entities)
    if not text and not files:
        raise Invalid("refused.comment.nothing", "text")
    refuse_too_long(text)
    uploads = await attachments.claim_uploads(tx, files, agent)
    comment = _comment(tx, customer_id, text, ticket, uploads, is_public=is_public)
    comment.agent_id, comment.entities, comment.reply_to = agent, entities, quoted
    proposing.liken(comment)
    return await _stored(tx, comment, uploads)


async def by_desk(tx: Transaction, ticket: Ticket, text: str, detail: Mapping[str, Any]) -> Comment:
    """A comment by the desk itself, which is queued."""
    comment = _comment(tx, ticket.customer_id, text, ticket, (), is_public=True)
    comment.author, comment.detail = Author.SYSTEM, dict(detail)
    return await _stored(tx, comment, ())


def as_said(text: str, entities: Sequence[Entity]) -> tuple[str, list[dict[str, Any]]]:
    """As Telegram would show them; words that nobody sees are none. Raises ``Invalid`` for wrong formatting."""
    formatting.check(text, entities)
    words, kept = clean_formatted(text, entities)
    return ("", []) if is_blank(words) else (words, kept)


def acting_agent(tx: Transaction) -> AgentId:
    if tx.actor.agent is None:
        raise NotAllowed("refused.agent.may_answer")
    return tx.actor.agent


def _comment(
    tx: Transaction,
    customer_id: int,
    text: str,
    ticket: Ticket | None,
    uploads: Sequence[File],
    *,
    is_public: bool,
) -> Comment:
    return Comment(
        ticket_number=ticket.number if ticket else None,
        customer_id=customer_id,
        author=Author.AGENT,
        is_public=is_public,
        kind=attachments.kind_of([upload.kind for upload in uploads]),
        text=text,
        entities=[],
        created_at=tx.now,
        seen_at=tx.now,
        delivery=Delivery.QUEUED if is_public else None,
    )


async def _stored(tx: Transaction, comment: Comment, uploads: Sequence[File]) -> Comment:
    tx.session.add(comment)
    await tx.session.flush()
    await attachments.lay_out(tx, comment, uploads)
    return comment
