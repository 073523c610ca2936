"""What agents have begun to say: words that nobody else has yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import AgentId, CommentId, FileId, ScheduledKind, TicketNumber, Writing


class Draft(Base):
    """An agent's unsent words on a ticket; only that agent sees them."""

    __tablename__ = "draft"
    __table_args__ = (one_of("mode", Writing),)
    ticket_number: Mapped[TicketNumber] = mapped_column(ForeignKey("ticket.number"), primary_key=True)
    agent_id: Mapped[AgentId] = mapped_column(ForeignKey("agent.id"), primary_key=True, index=True)
    mode: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    entities: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    files: Mapped[list[FileId]] = mapped_column(ARRAY(BigInteger), server_default=sql("'{}'"))
    """Uploads of theirs, in order; one that is gone is left out."""
    reply_to: Mapped[CommentId | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    quick: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """The quick reply that it began as: its `id`, and the `actions` and `files` that are left of it."""
    version: Mapped[int]
    """It grows with each change, so that a page sees whether another one wrote in between."""
    changed_at: Mapped[datetime]


class ScheduledReply(Base):
    """Words for the customer that are to be sent later; without any, the agents alone are reminded."""

    __tablename__ = "scheduled_reply"
    __table_args__ = (
        one_of("kind", ScheduledKind),
        CheckConstraint(
            "kind = 'follow_up' OR text <> '' OR files <> '{}'"
            " OR coalesce(jsonb_array_length(quick -> 'files'), 0) > 0",
            name="scheduled_reply_has_words",
        ),
        Index("scheduled_reply_ticket", "ticket_number", "send_at"),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ticket_number: Mapped[TicketNumber] = mapped_column(ForeignKey("ticket.number"))
    agent_id: Mapped[AgentId] = mapped_column(ForeignKey("agent.id"))
    """In whose name it is sent."""
    kind: Mapped[str]
    text: Mapped[str]
    entities: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    files: Mapped[list[FileId]] = mapped_column(ARRAY(BigInteger), server_default=sql("'{}'"))
    reply_to: Mapped[CommentId | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    quick: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """As in `Draft`: what is done with it, and the files that go along, are the quick reply's until it is sent."""
    send_at: Mapped[datetime]
    after: Mapped[CommentId]
    """The customer's last comment that the agent knew, or 0: what they write after it holds this up."""
    changed_at: Mapped[datetime]
