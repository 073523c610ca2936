"""How the desk is laid out: boards, lanes and what they promise, columns, topics, texts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    SmallInteger,
    Text,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import Metric, State, Thing


class Board(Base):
    """Rows of boards and columns stay when these are removed: what happened there keeps its names."""

    __tablename__ = "board"
    __table_args__ = (CheckConstraint("successor_key <> key", name="board_follows_another"),)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]
    removed_at: Mapped[datetime | None]
    successor_key: Mapped[str | None] = mapped_column(ForeignKey("board.key"))
    """Where its cards went when it was removed."""


class Lane(Base):
    __tablename__ = "lane"
    board_key: Mapped[str] = mapped_column(ForeignKey("board.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]
    elsewhere: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=sql("'{}'"))
    """Another way to reach someone while nobody is there, by language."""


class Policy(Base):
    """What a lane promises. A lane without a row for a metric does not promise it."""

    __tablename__ = "policy"
    __table_args__ = (
        ForeignKeyConstraint(["board_key", "lane_key"], ["lane.board_key", "lane.key"]),
        one_of("metric", Metric),
        CheckConstraint("goal > interval '0'", name="policy_goal_positive"),
        CheckConstraint("warn_percent BETWEEN 1 AND 99", name="policy_warn_percent_range"),
        CheckConstraint("(goal IS NULL) = (cut_off IS NOT NULL)", name="policy_goal_or_cut_off"),
        CheckConstraint("cut_off BETWEEN 0 AND 1439", name="policy_cut_off_range"),
        CheckConstraint("cut_off IS NULL OR calendar_id IS NOT NULL", name="policy_cut_off_needs_calendar"),
    )
    board_key: Mapped[str] = mapped_column(primary_key=True)
    lane_key: Mapped[str] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    goal: Mapped[timedelta | None]
    warn_percent: Mapped[int] = mapped_column(server_default=sql("75"))
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendar.id"))
    """Whose open time counts; every hour if None."""
    cut_off: Mapped[int | None] = mapped_column(SmallInteger)
    """Instead of a goal: the end of the working day, for who comes by this minute of it, else of the next."""


class Column(Base):
    """A step of a board; its kind is the state of the tickets standing in it."""

    __tablename__ = "board_column"
    __table_args__ = (
        one_of("kind", State),
        ForeignKeyConstraint(
            ["board_key", "successor_key"],
            ["board_column.board_key", "board_column.key"],
            name="board_column_successor_fkey",
        ),
        CheckConstraint("successor_key <> key", name="column_follows_another"),
    )
    board_key: Mapped[str] = mapped_column(ForeignKey("board.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    position: Mapped[int]
    removed_at: Mapped[datetime | None]
    successor_key: Mapped[str | None]
    """Where on its board its cards went when it was removed; they go by kind if the whole board was."""


class Topic(Base):
    """What the customer picks; names and prompts by language. A removed one stays the name of its tickets."""

    __tablename__ = "topic"
    __table_args__ = (
        ForeignKeyConstraint(["board_key", "lane_key"], ["lane.board_key", "lane.key"]),
        CheckConstraint("is_on OR NOT is_default", name="topic_default_is_on"),
        CheckConstraint("removed_at IS NULL OR NOT is_on", name="topic_removed_is_off"),
        CheckConstraint("successor_key <> key", name="topic_follows_another"),
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
    emoji: Mapped[str] = mapped_column(server_default=sql("''"))
    is_on: Mapped[bool] = mapped_column(server_default=sql("true"))
    successor_key: Mapped[str | None] = mapped_column(ForeignKey("topic.key"))
    """What its old buttons open while it is off."""
    older_names: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql("'{}'"))
    """What it was called before: such keyboards stay on phones, and people type what they know."""
    removed_at: Mapped[datetime | None]


class Notice(Base):
    """What customers are told beforehand; no topics are all of them."""

    __tablename__ = "notice"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="notice_ends_after_it_starts"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    texts: Mapped[dict[str, str]] = mapped_column(JSONB)
    topics: Mapped[list[str]] = mapped_column(JSONB)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    is_on: Mapped[bool] = mapped_column(server_default=sql("true"))


class Change(Base):
    """What the owner decides, before and after somebody changed it; who and when stands in the journal."""

    __tablename__ = "change"
    __table_args__ = (
        one_of("thing", Thing),
        CheckConstraint("before IS DISTINCT FROM after", name="change_changes"),
        Index("change_thing", "thing", "key", "id"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    event: Mapped[UUID] = mapped_column(
        ForeignKey("event.key", deferrable=True, initially="DEFERRED"), unique=True
    )
    """The key of its fact, which is written when the transaction ends."""
    thing: Mapped[str]
    key: Mapped[str]
    before: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))


class Plan(Base):
    """What an account may have in a calendar month; the account names it in its column `plan`."""

    __tablename__ = "plan"
    __table_args__ = (CheckConstraint("tickets >= 0", name="plan_tickets_range"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(unique=True)
    """Its name in the form in which names are compared."""
    name: Mapped[str]
    tickets: Mapped[int | None]
    """How many a month; None: as many as they like."""


class Setting(Base):
    """What concerns service and fits no table of its own: texts, greeting, hint picture."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
