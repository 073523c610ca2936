"""What every table shares, and the tables the store itself needs: journal, jobs, heartbeats, the practice clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Date,
    Dialect,
    Index,
    Integer,
    Interval,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    cast,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from board.values import (
    AccountId,
    AgentId,
    ArchiveId,
    CommentId,
    CustomerId,
    FileId,
    IncidentId,
    InviteId,
    TicketNumber,
)


class _Written(TypeDecorator[date]):
    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()


class Day(TypeDecorator[date]):
    """A date, sent as text: asyncpg 0.32 makes infinity of the last day there is, which many write for “for ever”."""

    impl = Date
    cache_ok = True

    def bind_expression(self, bindvalue: BindParameter[date]) -> ColumnElement[date]:
        return cast(type_coerce(bindvalue, _Written), Date)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "uq": "%(table_name)s_%(column_0_name)s_key",
            "ix": "%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # as SQLAlchemy wants it
        datetime: TIMESTAMP(timezone=True),
        timedelta: Interval(),
        date: Day(),
        TicketNumber: BigInteger(),
        CommentId: BigInteger(),
        FileId: BigInteger(),
        ArchiveId: BigInteger(),
        CustomerId: Integer(),
        AccountId: Integer(),
        AgentId: Integer(),
        InviteId: Integer(),
        IncidentId: Integer(),
    }


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A check that allows only these values: a typo cannot be stored, and a new value needs a migration."""
    members = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({members})", name=f"{column}_is_known")


class JournalEvent(Base):
    """A fact. Ids are in commit order, because the insert is its transaction's last statement and holds a lock."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_ticket", "ticket", "id"),
        Index("event_by_agent", "actor_id", "id", postgresql_where=text("actor_kind = 'agent'")),
        Index("event_of_person", "customer", "id", postgresql_where=text("ticket IS NULL")),
        Index(
            "event_of_desk",
            "type",
            "id",
            postgresql_where=text("type IN ('desk_changed', 'access_changed')"),
        ),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    type: Mapped[str]
    """The fact's name, as `board.store.fact_rows` writes it."""
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    at: Mapped[datetime]
    ticket: Mapped[int | None] = mapped_column(BigInteger)
    comment: Mapped[int | None] = mapped_column(BigInteger)
    customer: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)


class JobRow(Base):
    """A job. The oldest open one of an order key goes first, and the others of that key wait for it."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("queue", "key", name="job_key"),
        Index(
            "job_open",
            "queue",
            "order_key",
            "id",
            postgresql_where=text("done_at IS NULL AND parked_at IS NULL"),
        ),
        Index(
            "job_line",
            "queue",
            "id",
            postgresql_where=text("done_at IS NULL AND parked_at IS NULL"),
        ),
        Index("job_done", "done_at", postgresql_where=text("done_at IS NOT NULL")),
        Index("job_parked", "parked_at", postgresql_where=text("parked_at IS NOT NULL")),
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    queue: Mapped[str]
    key: Mapped[str]
    order_key: Mapped[str]
    payload: Mapped[str]
    """Text, not jsonb, which refuses a null character and lone surrogates."""
    run_at: Mapped[datetime]
    keeps_place: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether the later ones of its order key wait for it also before its time."""
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    first_failed_at: Mapped[datetime | None]
    error: Mapped[str | None]
    parked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class Heartbeat(Base):
    """When a loop of a process last turned, in real time."""

    __tablename__ = "heartbeat"
    loop: Mapped[str] = mapped_column(primary_key=True)
    process: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]
    lag_seconds: Mapped[float]


class PracticeClock(Base):
    """How far practice time runs ahead of the database's clock; zero rows or one."""

    __tablename__ = "practice_clock"
    __table_args__ = (CheckConstraint("id = 1", name="practice_clock_single"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ahead: Mapped[timedelta]
