"""What agents have begun to say: words that nobody else has yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import AgentId, CommentId, FileId, Mode, TicketNumber


class Draft(Base):
    """An agent's unsent words on a ticket; only that agent sees them."""

    __tablename__ = "draft"
    __table_args__ = (one_of("mode", Mode),)
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
