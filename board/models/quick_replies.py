"""Answers that agents give often: their words, what is done with them, and their files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import CommentId, Kind


class QuickReply(Base):
    """Texts by language. A removed one stays, so that it can be brought back and its uses still count."""

    __tablename__ = "quick_reply"
    __table_args__ = (
        CheckConstraint("texts <> '{}'", name="quick_reply_says_something"),
        CheckConstraint("NOT resolves OR column_key IS NULL", name="quick_reply_goes_to_one_place"),
        Index(
            "quick_reply_title",
            sql("lower(title)"),
            unique=True,
            postgresql_where=sql("removed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    texts: Mapped[dict[str, str]] = mapped_column(JSONB)
    labels: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql("'{}'"))
    lane_key: Mapped[str | None]
    column_key: Mapped[str | None]
    """Of whichever board the ticket is on; one that has no such column takes its first of the same kind."""
    resolves: Mapped[bool] = mapped_column(server_default=sql("false"))
    removed_at: Mapped[datetime | None]


class ProposalDismissal(Base):
    """An answer given often that the owner wants no quick reply of, as one of the comments that say it."""

    __tablename__ = "proposal_dismissal"
    comment_id: Mapped[CommentId] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    proposal: Mapped[CommentId] = mapped_column(BigInteger, index=True)
    """The comment by which it was known then."""


class QuickReplyFile(Base):
    """A file that goes along; each sending has a row of its own in `file`, of the same blob."""

    __tablename__ = "quick_reply_file"
    __table_args__ = (one_of("kind", Kind),)
    id: Mapped[int] = mapped_column(primary_key=True)
    quick_reply_id: Mapped[int] = mapped_column(ForeignKey("quick_reply.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    mime: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    measured: Mapped[int | None]
    shape: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    removed_at: Mapped[datetime | None]
    """As long it can be brought back."""
