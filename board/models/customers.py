"""What agents hold about a customer, beside what the customer said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base
from board.values import AgentId, BarId, CustomerId, NoteId


class CustomerNote(Base):
    """Words about a customer for agents alone, on each of their tickets until somebody takes them away."""

    __tablename__ = "customer_note"
    __table_args__ = (
        CheckConstraint("text <> ''", name="customer_note_has_words"),
        CheckConstraint("(changed_at IS NULL) = (version = 1)", name="customer_note_changed"),
    )
    id: Mapped[NoteId] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"), index=True)
    agent_id: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    """Who wrote it last; None: at the command line."""
    text: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    """It can be brought back until it is deleted."""
    version: Mapped[int]
    """It grows with each change of its words."""


class Bar(Base):
    """That an agent blocked a customer, and why, in words for agents alone. `Customer.bar_id` says which one holds."""

    __tablename__ = "bar"
    id: Mapped[BarId] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"), index=True)
    agent_id: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    """None: at the command line."""
    reason: Mapped[str]
    at: Mapped[datetime]
