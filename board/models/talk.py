"""What is said: comments, their Telegram messages, versions and files, and what the bot asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import (
    AgentId,
    Author,
    CommentId,
    CustomerId,
    Delivery,
    FileId,
    FileState,
    Kind,
    RedactedFor,
    TicketNumber,
    TranscriptState,
)


class Comment(Base):
    """Anything said on a ticket, or at the door while it has none."""

    __tablename__ = "comment"
    __table_args__ = (
        one_of("author", Author),
        one_of("kind", Kind),
        one_of("delivery", Delivery),
        one_of("edit_delivery", Delivery),
        one_of("redacted_for", RedactedFor),
        CheckConstraint("likeness IS NULL OR text <> ''", name="comment_likeness_of_words"),
        CheckConstraint("redacted_for IS NULL OR removed_at IS NOT NULL", name="comment_redacted_when"),
        CheckConstraint("removed_by IS NULL OR removed_at IS NOT NULL", name="comment_removed_when"),
        UniqueConstraint("bot_id", "chat_id", "media_group_id", name="comment_album"),
        Index("comment_ticket", "ticket_number", "id"),
        Index("comment_created", "created_at"),
        Index("comment_kind", "ticket_number", "kind", postgresql_where=sql("kind <> 'text'")),
        Index("comment_door", "customer_id", postgresql_where=sql("ticket_number IS NULL")),
        Index("comment_answer", "reply_to", postgresql_where=sql("reply_to IS NOT NULL")),
        Index(
            "comment_unseen",
            "ticket_number",
            postgresql_where=sql("author = 'customer' AND seen_at IS NULL"),
        ),
        Index(
            "comment_undelivered",
            "delivery",
            postgresql_where=sql("delivery IN ('queued', 'failed')"),
        ),
        Index(
            "comment_quick_reply",
            "created_at",
            postgresql_where=sql("quick_reply_id IS NOT NULL"),
        ),
        Index("comment_told_with", "told_with", postgresql_where=sql("told_with IS NOT NULL")),
        Index(
            "comment_likeness",
            "likeness",
            postgresql_using="gin",
            postgresql_where=sql("likeness IS NOT NULL"),
        ),
        Index(
            "comment_without_likeness",
            "created_at",
            postgresql_where=sql("likeness IS NULL AND author = 'agent' AND is_public AND text <> ''"),
        ),
        Index(
            "comment_edit_undelivered",
            "customer_id",
            postgresql_where=sql("edit_delivery IN ('queued', 'blocked')"),
        ),
    )
    id: Mapped[CommentId] = mapped_column(BigInteger, primary_key=True)
    ticket_number: Mapped[TicketNumber | None] = mapped_column(ForeignKey("ticket.number"))
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    author: Mapped[str]
    is_public: Mapped[bool] = mapped_column(server_default=sql("true"))
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(server_default=sql("''"))
    entities: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    is_thanks: Mapped[bool] = mapped_column(server_default=sql("false"))
    """A bare thanks on a done ticket, which did not reopen it."""
    reply_to: Mapped[CommentId | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    quote: Mapped[str | None]
    quote_from: Mapped[str | None]
    """Whose words the quote is, or what is quoted without words; None within this chat."""
    forwarded_from: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))
    """What only this kind has: a place, a contact, what could not be passed on; or that it is only a number."""
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    media_group_id: Mapped[str | None]
    delivery: Mapped[str | None]
    delivery_reason: Mapped[str | None]
    goes_at: Mapped[datetime | None]
    """Until when it waits so that its agent can take it back; None if it did not wait."""
    is_maybe_twice: Mapped[bool] = mapped_column(server_default=sql("false"))
    quick_reply_id: Mapped[int | None] = mapped_column(ForeignKey("quick_reply.id"))
    """The one it began as, however much the agent changed of it."""
    told_with: Mapped[CommentId | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    """The same words on another ticket of the person, who is told them by that one alone."""
    likeness: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    """Of an agent's answer, by which those that say the same are found; None until it is worked out."""
    edit_delivery: Mapped[str | None]
    """What became of the latest change to what Telegram shows, an edit or a removal; None if none was needed."""
    edit_delivery_reason: Mapped[str | None]
    removed_at: Mapped[datetime | None]
    """When an agent took it away, from the customer or from everywhere."""
    removed_by: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    redacted_for: Mapped[str | None]
    """Why its words and files are gone everywhere; None if they were only taken away from the customer."""


class CommentPart(Base):
    """One Telegram message of a comment: an album has many, a long reply too."""

    __tablename__ = "comment_part"
    __table_args__ = (
        UniqueConstraint("bot_id", "chat_id", "message_id", name="comment_part_message"),
        Index("comment_part_comment", "comment_id", "position"),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    comment_id: Mapped[CommentId] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(BigInteger)
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(server_default=sql("''"))
    entities: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    is_titled: Mapped[bool] = mapped_column(server_default=sql("false"))
    """It was sent with its ticket's name above."""
    is_signed: Mapped[bool] = mapped_column(server_default=sql("false"))
    """It was sent with its agent's name below."""


class CommentVersion(Base):
    """A part's text before an edit; its files that the edit took away are those with its id."""

    __tablename__ = "comment_version"
    __table_args__ = (UniqueConstraint("id", "part_id", name="comment_version_of_part"),)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("comment_part.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    entities: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    replaced_at: Mapped[datetime]


class File(Base):
    """A file of a comment's part. A customer's is known first and fetched later; an agent's has its blob at once."""

    __tablename__ = "file"
    __table_args__ = (
        one_of("state", FileState),
        one_of("kind", Kind),
        one_of("sent_as", Kind),
        CheckConstraint("cardinality(shape) = 48", name="file_shape_parts"),
        CheckConstraint("(state = 'stored') = (sha256 IS NOT NULL)", name="file_stored_has_blob"),
        ForeignKeyConstraint(
            ["version_id", "part_id"],
            ["comment_version.id", "comment_version.part_id"],
            name="file_of_version",
            ondelete="CASCADE",
        ),
        CheckConstraint("version_id IS NULL OR part_id IS NOT NULL", name="file_version_has_part"),
        Index("file_replaced", "version_id", postgresql_where=sql("version_id IS NOT NULL")),
    )
    id: Mapped[FileId] = mapped_column(BigInteger, primary_key=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("comment_part.id", ondelete="CASCADE"), index=True)
    agent_id: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    """Who uploaded it; until it is sent only they may see it."""
    kind: Mapped[str]
    name: Mapped[str]
    mime: Mapped[str]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration: Mapped[int | None]
    """Whole seconds, as its sender says."""
    measured: Mapped[int | None]
    """Whole seconds, as the desk measured them."""
    shape: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    """How loud it is along its length, in equal parts: 0 to 100 of the loudest."""
    version_id: Mapped[int | None] = mapped_column(BigInteger)
    """The earlier version of its part that it belongs to; None while it is part of what stands."""
    is_quoted: Mapped[bool] = mapped_column(server_default=sql("false"))
    """It is of the message that this one answers, in another chat."""
    sent_as: Mapped[str | None]
    """The kind in which Telegram took it, if it refused its own."""
    telegram_file_id: Mapped[str | None]
    telegram_unique_id: Mapped[str | None]
    """The same for the same file always, but nothing can be fetched by it."""
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]


class Transcript(Base):
    """The words of a recording: `segments` as they were heard, `text` as it is now."""

    __tablename__ = "transcript"
    __table_args__ = (
        one_of("state", TranscriptState),
        CheckConstraint("(text <> '') = (state IN ('words', 'unclear'))", name="transcript_has_words"),
        Index("transcript_awaited", "state", postgresql_where=sql("state IN ('waiting', 'working')")),
    )
    file_id: Mapped[FileId] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str]
    text: Mapped[str] = mapped_column(server_default=sql("''"))
    language: Mapped[str | None]
    segments: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    """Each has `start` and `end` in seconds, and `text`; corrections do not change them."""
    reason: Mapped[str | None]
    changed_at: Mapped[datetime]


class TranscriptVersion(Base):
    """A transcript's text before an agent corrected it."""

    __tablename__ = "transcript_version"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    file_id: Mapped[FileId] = mapped_column(ForeignKey("transcript.file_id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    agent_id: Mapped[AgentId] = mapped_column(ForeignKey("agent.id"))
    """Who replaced it."""
    replaced_at: Mapped[datetime]


_QUESTIONS = (
    *("account", "confirm_account", "topic", "which", "rating", "destroy"),
    *("consent", "profile", "tickets", "ticket", "reopened", "rated"),
    "incident",
)


class Question(Base):
    """Something the bot asked with a keyboard; typed answers count only for the latest open one."""

    __tablename__ = "question"
    __table_args__ = (
        one_of("kind", _QUESTIONS),
        Index(
            "question_open",
            "customer_id",
            "id",
            postgresql_where=sql("answered_at IS NULL"),
        ),
        Index(
            "question_rating_once",
            sql("(data ->> 'resolution')"),
            unique=True,
            postgresql_where=sql("kind = 'rating'"),
        ),
        Index(
            "question_rating_once_an_incident",
            "customer_id",
            sql("(data ->> 'incident')"),
            unique=True,
            postgresql_where=sql("kind = 'rating' AND data ->> 'incident' IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ticket_number: Mapped[TicketNumber | None] = mapped_column(ForeignKey("ticket.number"))
    comment_id: Mapped[CommentId | None] = mapped_column(ForeignKey("comment.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
