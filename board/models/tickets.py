"""Tickets, their promises, alarms and ratings; answers that the API has given."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Sequence,
    SmallInteger,
    String,
    Text,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import (
    AccountId,
    AgentId,
    CommentId,
    CustomerId,
    InviteId,
    Metric,
    Stage,
    TicketNumber,
    TimerState,
)

ticket_numbers = Sequence("ticket_number", start=1001, metadata=Base.metadata)


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
        CheckConstraint("waiting_since IS NULL OR done_at IS NULL", name="ticket_waits_or_is_done"),
        Index("ticket_board", "board_key", "column_key"),
        Index("ticket_customer", "customer_id", "number"),
        Index("ticket_account", "account_id", "number"),
        Index("ticket_done", "done_at"),
        Index("ticket_opened", "opened_at"),
        CheckConstraint(
            "merged_into IS NULL OR merged_into <> number AND done_at IS NOT NULL",
            name="ticket_merged_is_done",
        ),
        Index("ticket_summary", "summary_id", postgresql_where=sql("summary_id IS NOT NULL")),
        Index("ticket_merged", "merged_into", postgresql_where=sql("merged_into IS NOT NULL")),
        Index("ticket_invite", "invite_id", postgresql_where=sql("invite_id IS NOT NULL")),
        Index(
            "ticket_next_alarm",
            "next_alarm_at",
            postgresql_where=sql("next_alarm_at IS NOT NULL"),
        ),
        CheckConstraint(
            "snoozed_until IS NULL OR snoozed_at IS NOT NULL AND snoozed_until > snoozed_at",
            name="ticket_snoozed_for_a_while",
        ),
    )
    number: Mapped[TicketNumber] = mapped_column(
        BigInteger,
        ticket_numbers,
        server_default=sql("nextval('ticket_number')"),
        primary_key=True,
    )
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"))
    account_id: Mapped[AccountId | None] = mapped_column(ForeignKey("account.id"))
    topic_key: Mapped[str] = mapped_column(ForeignKey("topic.key"))
    board_key: Mapped[str]
    lane_key: Mapped[str]
    column_key: Mapped[str]
    agent_id: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    """Counts changes of place, agent and labels; comments don't."""
    labels: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql("'{}'"))
    source: Mapped[str] = mapped_column(server_default=sql("'telegram'"))
    invite_id: Mapped[InviteId | None] = mapped_column(ForeignKey("invite.id", ondelete="SET NULL"))
    """By which its customer came to open it."""
    follows: Mapped[TicketNumber | None] = mapped_column(ForeignKey("ticket.number"))
    merged_into: Mapped[TicketNumber | None] = mapped_column(ForeignKey("ticket.number"))
    """The one that stayed when two were made one; this number only leads there, and never on to a third."""
    opened_at: Mapped[datetime]
    chosen_at: Mapped[datetime | None]
    """When its customer last opened or chose it; None if they never did."""
    done_at: Mapped[datetime | None]
    """When it came into a done column; None in any other."""
    waiting_since: Mapped[datetime | None]
    """When it came into a waiting column; None in any other."""
    last_message_at: Mapped[datetime | None]
    """The latest public comment of either side; None until there are words."""
    summary_id: Mapped[CommentId | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL", use_alter=True, name="ticket_summary_id_fkey")
    )
    """The note that its next agent reads first; until they have answered or taken it."""
    words_forgotten_at: Mapped[datetime | None]
    """When its words went because of their age; what was said since has its own."""
    due_at: Mapped[datetime | None]
    due_metric: Mapped[str | None]
    next_alarm_at: Mapped[datetime | None]
    """When the next alarm is due; computed from the timers, stored so that it can be indexed."""
    snoozed_at: Mapped[datetime | None]
    """Since when its alarms are quiet, if they are; see `board.tickets.snoozing`."""
    snoozed_until: Mapped[datetime | None]
    """None: until its customer writes."""


class Suggestion(Base):
    """A lane that a rule offered for a ticket, once; an agent takes it or not."""

    __tablename__ = "suggestion"
    ticket_number: Mapped[TicketNumber] = mapped_column(
        ForeignKey("ticket.number", ondelete="CASCADE"), primary_key=True
    )
    lane_key: Mapped[str]
    word: Mapped[str]
    """Of the owner's words the one that stands in the opening; with the words of the comment it is forgotten."""
    comment_id: Mapped[CommentId] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    ended_by: Mapped[UUID | None]
    """The key of the event that took, dismissed or settled it."""


class TicketWord(Base):
    """A word to find a ticket by; the database keeps it up with triggers, see `board.views.search`."""

    __tablename__ = "ticket_word"
    __table_args__ = (Index("ticket_word_ticket", "ticket_number"),)
    word: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    """The stem of something said; after a + of a note about the customer; after an @ a whole word of a name, number or
    label; after a = a whole label."""
    ticket_number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Timer(Base):
    """A promise; see `board.values.Timer`."""

    __tablename__ = "timer"
    __table_args__ = (
        one_of("metric", Metric),
        one_of("state", TimerState),
        CheckConstraint("(state = 'paused') = (due_at IS NULL)", name="timer_paused_has_no_due"),
        CheckConstraint(
            "state IN ('met', 'cancelled') <= (ended_at IS NOT NULL)",
            name="timer_ended",
        ),
        CheckConstraint("(warn_at IS NULL) = (due_at IS NULL)", name="timer_due_with_warning"),
        Index("timer_ticket", "ticket_number"),
        Index("timer_judged", sql("judged_at(state, ended_at, due_at)")),
    )
    key: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_number: Mapped[TicketNumber] = mapped_column(ForeignKey("ticket.number", ondelete="CASCADE"))
    metric: Mapped[str]
    state: Mapped[str]
    goal: Mapped[timedelta]
    warn_percent: Mapped[int]
    hours: Mapped[UUID | None] = mapped_column(ForeignKey("working_time.key"))
    cut_off: Mapped[int | None] = mapped_column(SmallInteger)
    counts_from: Mapped[datetime | None]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    close_at: Mapped[datetime | None]
    left: Mapped[timedelta | None]
    ended_at: Mapped[datetime | None]
    held: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))
    """[[comment id, written at], …]"""
    is_unreachable: Mapped[bool] = mapped_column(server_default=sql("false"))
    is_unasked: Mapped[bool] = mapped_column(server_default=sql("false"))


class Alarm(Base):
    """Raised once for each promise and stage. It survives a refold, because timer keys are stable."""

    __tablename__ = "alarm"
    __table_args__ = (one_of("stage", Stage), Index("alarm_ticket", "ticket_number"))
    timer_key: Mapped[UUID] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    ticket_number: Mapped[TicketNumber] = mapped_column(ForeignKey("ticket.number", ondelete="CASCADE"))
    at: Mapped[datetime]


class Rating(Base):
    """One rating for each resolution; it can be changed for a day."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("score BETWEEN -1 AND 1", name="rating_score_range"),
        CheckConstraint(
            "(comment_id IS NULL) = (last_comment_id IS NULL) AND comment_id <= last_comment_id",
            name="rating_words_have_an_end",
        ),
    )
    resolution: Mapped[UUID] = mapped_column(primary_key=True)
    """The key of the event that resolved the ticket."""
    ticket_number: Mapped[TicketNumber] = mapped_column(ForeignKey("ticket.number"), index=True)
    score: Mapped[int]
    scored_at: Mapped[datetime]
    comment_id: Mapped[CommentId | None] = mapped_column(ForeignKey("comment.id"))
    """The message that came right after."""
    last_comment_id: Mapped[CommentId | None] = mapped_column(ForeignKey("comment.id"))
    """The last piece of it, if it came in several; it is all that they wrote on the ticket in between."""


class ResolutionCause(Base):
    """What was behind a ticket, as its agent said when resolving it; of the owner's list, in the words of then."""

    __tablename__ = "resolution_cause"
    __table_args__ = (Index("resolution_cause_ticket", "ticket_number", "named_at"),)
    resolution: Mapped[UUID] = mapped_column(primary_key=True)
    """The key of the event that resolved the ticket."""
    ticket_number: Mapped[TicketNumber] = mapped_column(ForeignKey("ticket.number"))
    cause_id: Mapped[int]
    name: Mapped[str]
    named_at: Mapped[datetime]


class IdempotencyKey(Base):
    """A write that the API has answered; the same key gets the same answer."""

    __tablename__ = "idempotency_key"
    key: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[AgentId] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    request: Mapped[bytes]
    body: Mapped[str]
    customers: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default=sql("'{}'"))
    """The customers in the answer: it is emptied when one of them is erased."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
