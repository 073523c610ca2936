"""Copies of what is stored about a person: asked for, made by a job, handed over, deleted soon after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base
from board.values import AgentId, ArchiveId, CustomerId


class Archive(Base):
    __tablename__ = "archive"
    __table_args__ = (Index("archive_customer", "customer_id", "id"),)
    id: Mapped[ArchiveId] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    """Who asked for it, if it was not the person, nor the desk's own command line."""
    is_for_chat: Mapped[bool]
    """The bot sends it to the person; else whoever may do so fetches it, to hand it over."""
    language: Mapped[str]
    zone: Mapped[str]
    """In which its times are said."""
    has_notes: Mapped[bool] = mapped_column(server_default=sql("false"))
    """With what only agents see."""
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    is_maybe_twice: Mapped[bool] = mapped_column(server_default=sql("false"))


class ArchiveFile(Base):
    """One of the files that it is handed over as."""

    __tablename__ = "archive_file"
    archive_id: Mapped[ArchiveId] = mapped_column(
        ForeignKey("archive.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sent_at: Mapped[datetime | None]
