"""The tables of the desk, with the constraints that keep each state stored once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Sequence,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.events import (
    Author,
    Delivery,
    FileState,
    Kind,
    Metric,
    Stage,
    State,
    TimerState,
)
from board.store.tables import Base, one_of

ticket_numbers = Sequence("ticket_number", start=1001, metadata=Base.metadata)


class Setting(Base):
    """What concerns service and fits no table of its own: texts, greeting, hint picture."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)


class Agent(Base):
    __tablename__ = "agent"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    created_at: Mapped[datetime]


class AgentKey(Base):
    """What proves an agent, stored hashed: a login link, a Telegram code, a session, an API token."""

    __tablename__ = "agent_key"
    __table_args__ = (one_of("kind", ("login", "link", "session", "token")),)
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    reusable: Mapped[bool] = mapped_column(server_default=sql("false"))


class Account(Base):
    __tablename__ = "account"
    __table_args__ = (
        one_of("status", ("active", "suspended", "expired")),
        Index(
            "account_name_trgm",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The number in normal form: no spaces or dashes, upper case."""
    number: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    support_until: Mapped[date | None]
    plan: Mapped[str | None]
    details: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=sql("'{}'"))


class Customer(Base):
    """A person in Telegram."""

    __tablename__ = "customer"
    __table_args__ = (
        Index(
            "customer_name_trgm",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    name: Mapped[str]
    username: Mapped[str | None]
    language: Mapped[str]
    created_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The account that new tickets are for; one of those held."""
    chosen_ticket: Mapped[int | None] = mapped_column(ForeignKey("ticket.number", use_alter=True))
    chosen_at: Mapped[datetime | None]
    """When they last opened or chose a ticket by hand."""
    spoke_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    """They blocked the bot; set by Telegram's word, cleared when they write again."""
    tries_until: Mapped[datetime | None]
    """No more account numbers are tried before this."""
    greeted_at: Mapped[datetime | None]
    left_door_at: Mapped[datetime | None]
    """The agent dismissed what waited at the door up to then."""
    account: Mapped[Account | None] = relationship(lazy="raise")


class CustomerAccount(Base):
    """An account a customer holds, or held until `ended_at`."""

    __tablename__ = "customer_account"
    __table_args__ = (
        Index(
            "customer_account_held",
            "customer_id",
            "account_id",
            unique=True,
            postgresql_where=sql("ended_at IS NULL"),
        ),
        Index("customer_account_account", "account_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    linked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """The first person of an account needs no confirming; others are marked until an agent does."""
    ended_at: Mapped[datetime | None]


class AccountTry(Base):
    """A wrong account number; only its time, to stop guessing."""

    __tablename__ = "account_try"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    at: Mapped[datetime]


class Board(Base):
    __tablename__ = "board"
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]


class Lane(Base):
    __tablename__ = "lane"
    board_key: Mapped[str] = mapped_column(ForeignKey("board.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]


class Policy(Base):
    """What a lane promises. A lane without a row for a metric does not promise it."""

    __tablename__ = "policy"
    __table_args__ = (
        ForeignKeyConstraint(["board_key", "lane_key"], ["lane.board_key", "lane.key"]),
        one_of("metric", Metric),
        CheckConstraint("goal > interval '0'", name="policy_goal_positive"),
        CheckConstraint("warn_percent BETWEEN 1 AND 99", name="policy_warn_percent_range"),
    )
    board_key: Mapped[str] = mapped_column(primary_key=True)
    lane_key: Mapped[str] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    goal: Mapped[timedelta]
    warn_percent: Mapped[int] = mapped_column(server_default=sql("75"))


class Column(Base):
    """A step of a board; its kind is the state of the tickets standing in it."""

    __tablename__ = "board_column"
    __table_args__ = (one_of("kind", State),)
    board_key: Mapped[str] = mapped_column(ForeignKey("board.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    position: Mapped[int]


class Topic(Base):
    """What the customer picks; names and prompts by language."""

    __tablename__ = "topic"
    __table_args__ = (
        ForeignKeyConstraint(["board_key", "lane_key"], ["lane.board_key", "lane.key"]),
        Index(
            "topic_default",
            "is_default",
            unique=True,
            postgresql_where=sql("is_default"),
        ),
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, str]] = mapped_column(JSONB)
    prompts: Mapped[dict[str, str]] = mapped_column(JSONB)
    board_key: Mapped[str]
    lane_key: Mapped[str]
    is_default: Mapped[bool] = mapped_column(server_default=sql("false"))
    position: Mapped[int]


class Ticket(Base):
    """One conversation. Where it stands (board, lane, column) is its only state."""

    __tablename__ = "ticket"
    __table_args__ = (
        ForeignKeyConstraint(
            ["board_key", "lane_key"],
            ["lane.board_key", "lane.key"],
            name="ticket_lane_fkey",
        ),
        ForeignKeyConstraint(
            ["board_key", "column_key"],
            ["board_column.board_key", "board_column.key"],
            name="ticket_column_fkey",
        ),
        one_of("due_metric", Metric),
        Index("ticket_board", "board_key", "column_key"),
        Index("ticket_customer", "customer_id", "number"),
        Index("ticket_account", "account_id", "number"),
        Index(
            "ticket_next_alarm",
            "next_alarm_at",
            postgresql_where=sql("next_alarm_at IS NOT NULL"),
        ),
    )
    number: Mapped[int] = mapped_column(
        BigInteger,
        ticket_numbers,
        server_default=sql("nextval('ticket_number')"),
        primary_key=True,
    )
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    topic_key: Mapped[str] = mapped_column(ForeignKey("topic.key"))
    board_key: Mapped[str]
    lane_key: Mapped[str]
    column_key: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    """Counts changes of place, agent and labels; comments don't."""
    labels: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql("'{}'"))
    source: Mapped[str] = mapped_column(server_default=sql("'telegram'"))
    follows: Mapped[int | None] = mapped_column(ForeignKey("ticket.number"))
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    last_message_at: Mapped[datetime | None]
    """The latest public comment of either side; None until there are words."""
    due_at: Mapped[datetime | None]
    due_metric: Mapped[str | None]
    next_alarm_at: Mapped[datetime | None]
    """The earliest alarm not yet raised; derived from the timers and stored to be indexed."""


class Comment(Base):
    """Anything said on a ticket, or at the door while it has none."""

    __tablename__ = "comment"
    __table_args__ = (
        one_of("author", Author),
        one_of("kind", Kind),
        one_of("delivery", Delivery),
        UniqueConstraint("bot_id", "chat_id", "media_group_id", name="comment_album"),
        Index("comment_ticket", "ticket_number", "id"),
        Index("comment_door", "customer_id", postgresql_where=sql("ticket_number IS NULL")),
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
        Index("comment_search", "search", postgresql_using="gin"),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("ticket.number"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    author: Mapped[str]
    is_public: Mapped[bool] = mapped_column(server_default=sql("true"))
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(server_default=sql("''"))
    entities: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    transcript: Mapped[str | None]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    is_thanks: Mapped[bool] = mapped_column(server_default=sql("false"))
    """A bare thanks: said on a done ticket, and left it done."""
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    quote: Mapped[str | None]
    forwarded_from: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))
    """What only this kind has: a place, a contact, the name of what could not be carried."""
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    media_group_id: Mapped[str | None]
    delivery: Mapped[str | None]
    delivery_reason: Mapped[str | None]
    is_maybe_twice: Mapped[bool] = mapped_column(server_default=sql("false"))
    search: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "to_tsvector('russian', translate(text || ' ' || coalesce(transcript, ''), 'ёЁ', 'еЕ'))"
            " || to_tsvector('indonesian', text || ' ' || coalesce(transcript, ''))",
            persisted=True,
        ),
        deferred=True,
    )


class CommentPart(Base):
    """One Telegram message of a comment: an album has many, a long reply too."""

    __tablename__ = "comment_part"
    __table_args__ = (
        UniqueConstraint("bot_id", "chat_id", "message_id", name="comment_part_message"),
        Index("comment_part_comment", "comment_id", "position"),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(BigInteger)
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(server_default=sql("''"))
    entities: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))


class CommentVersion(Base):
    """What a part said before an edit."""

    __tablename__ = "comment_version"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("comment_part.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    entities: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    replaced_at: Mapped[datetime]


class File(Base):
    """A file of a comment's part: first known, then fetched. An agent's upload has its blob at once."""

    __tablename__ = "file"
    __table_args__ = (
        one_of("state", FileState),
        one_of("kind", Kind),
        CheckConstraint("(state = 'stored') = (sha256 IS NOT NULL)", name="file_stored_has_blob"),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("comment_part.id", ondelete="CASCADE"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    """Who uploaded it; until it is sent only they may see it."""
    kind: Mapped[str]
    name: Mapped[str]
    mime: Mapped[str]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration: Mapped[int | None]
    telegram_file_id: Mapped[str | None]
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]


class Question(Base):
    """Something the bot asked with a keyboard; typed answers count only for the latest open one."""

    __tablename__ = "question"
    __table_args__ = (
        one_of("kind", ("account", "confirm_account", "topic", "which", "rating")),
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
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("ticket.number"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)


class Timer(Base):
    """A promise; see `board.events.Timer`."""

    __tablename__ = "timer"
    __table_args__ = (
        one_of("metric", Metric),
        one_of("state", TimerState),
        CheckConstraint("(state = 'paused') = (due_at IS NULL)", name="timer_paused_has_no_due"),
        CheckConstraint(
            "state IN ('met', 'cancelled') <= (ended_at IS NOT NULL)",
            name="timer_ended",
        ),
        Index("timer_ticket", "ticket_number"),
    )
    key: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey("ticket.number", ondelete="CASCADE"))
    metric: Mapped[str]
    state: Mapped[str]
    goal: Mapped[timedelta]
    warn_percent: Mapped[int]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    left: Mapped[timedelta | None]
    ended_at: Mapped[datetime | None]
    held: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    """[[comment id, written at], …]"""
    is_unreachable: Mapped[bool] = mapped_column(server_default=sql("false"))


class Alarm(Base):
    """Raised once per promise and stage; outlives a refold, since timer keys are stable."""

    __tablename__ = "alarm"
    __table_args__ = (one_of("stage", Stage), Index("alarm_ticket", "ticket_number"))
    timer_key: Mapped[UUID] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey("ticket.number", ondelete="CASCADE"))
    at: Mapped[datetime]


class Rating(Base):
    """One answer per resolution, changeable for a day."""

    __tablename__ = "rating"
    __table_args__ = (CheckConstraint("score BETWEEN -1 AND 1", name="rating_score_range"),)
    resolution: Mapped[UUID] = mapped_column(primary_key=True)
    """The key of the event that resolved the ticket."""
    ticket_number: Mapped[int] = mapped_column(ForeignKey("ticket.number"), index=True)
    score: Mapped[int]
    scored_at: Mapped[datetime]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    """The words that came right after."""


class IdempotencyKey(Base):
    """An API write already answered; the same key answers the same."""

    __tablename__ = "idempotency_key"
    key: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    request: Mapped[bytes]
    status: Mapped[int]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
