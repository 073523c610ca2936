"""When the desk is open: named calendars, and their dates with hours of their own."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import DayOrigin


class Calendar(Base):
    """`hours` and `zone` are as people write them, once checked: `mon-fri 09:00-18:00`, `Europe/Moscow`."""

    __tablename__ = "calendar"
    __table_args__ = (
        CheckConstraint("(country IS NULL) = (country_known IS NULL)", name="calendar_country"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(unique=True)
    """Its name in the form in which names are compared."""
    name: Mapped[str]
    zone: Mapped[str]
    hours: Mapped[str]
    country: Mapped[str | None]
    """Whose holidays it keeps, with the region: RU-MOW."""
    country_known: Mapped[str | None]
    """Which release of the package worked them out, and in which year."""
    file_name: Mapped[str] = mapped_column(server_default=sql("''"))
    """Of the file whose dates it keeps."""
    working_time: Mapped[UUID] = mapped_column(ForeignKey("working_time.key"))
    """What it comes to now, for promises given from now on."""


class CalendarDay(Base):
    """A date with hours of its own. None: as the working day before it; no hours: closed."""

    __tablename__ = "calendar_day"
    __table_args__ = (one_of("origin", DayOrigin),)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"), primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hours: Mapped[str | None]
    name: Mapped[str] = mapped_column(server_default=sql("''"))


class WorkingTime(Base):
    """A calendar as promises keep it; rows never change, and the same hours have the same key."""

    __tablename__ = "working_time"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    zone: Mapped[str]
    hours: Mapped[str]
    days: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Hours of dates that have their own, by date."""


class Away(Base):
    """Nobody is there: what is promised meanwhile counts from `until`. At most one has not ended by a word."""

    __tablename__ = "away"
    __table_args__ = (
        CheckConstraint("since < until", name="away_in_order"),
        Index("away_now", sql("(true)"), unique=True, postgresql_where=sql("ended_at IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
    why: Mapped[str] = mapped_column(server_default=sql("''"))
    ended_at: Mapped[datetime | None]
    """When they came back or left anew; None also if the time is simply over."""
