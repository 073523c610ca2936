"""Incidents: one trouble that many tickets are about, who waits to hear of it, and bursts that were none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base
from board.values import AgentId, CustomerId, IncidentId, TicketNumber


class Incident(Base):
    """What the company says about it, and how far it has come."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("is_open = (resolved_at IS NULL)", name="incident_open_until_resolved"),
        CheckConstraint("closing IS NULL OR resolved_at IS NOT NULL", name="incident_closing_when_resolved"),
        UniqueConstraint("id", "is_open", name="incident_id_is_open"),
        Index("incident_open_name", sql("lower(name)"), unique=True, postgresql_where=sql("is_open")),
    )
    id: Mapped[IncidentId] = mapped_column(primary_key=True)
    name: Mapped[str]
    topic_key: Mapped[str | None] = mapped_column(ForeignKey("topic.key"))
    """Who picks it meanwhile is told the notice and need not open a ticket."""
    notice: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=sql("'{}'"))
    """By language; where it is silent the desk has words of its own."""
    link: Mapped[str | None]
    """Where the company's own people work on it."""
    agent_id: Mapped[AgentId] = mapped_column(ForeignKey("agent.id"))
    """Who opened it."""
    opened_at: Mapped[datetime]
    is_open: Mapped[bool] = mapped_column(server_default=sql("true"))
    resolved_at: Mapped[datetime | None]
    closing: Mapped[str | None]
    """What was said when it was resolved."""
    loop_closed_at: Mapped[datetime | None]
    loop_texts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))


class IncidentTicket(Base):
    """A ticket that is about it; `is_open` is the incident's, so that a ticket has one open incident at most."""

    __tablename__ = "incident_ticket"
    __table_args__ = (
        ForeignKeyConstraint(
            ["incident_id", "is_open"],
            ["incident.id", "incident.is_open"],
            name="incident_ticket_incident_fkey",
            onupdate="CASCADE",
        ),
        Index("incident_ticket_ticket", "ticket_number"),
        Index("incident_ticket_one_open", "ticket_number", unique=True, postgresql_where=sql("is_open")),
    )
    incident_id: Mapped[IncidentId] = mapped_column(primary_key=True)
    ticket_number: Mapped[TicketNumber] = mapped_column(ForeignKey("ticket.number"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(server_default=sql("true"))
    linked_at: Mapped[datetime]


class IncidentPerson(Base):
    """Who wants to hear when it is fixed, and who heard what of it outside of tickets."""

    __tablename__ = "incident_person"
    __table_args__ = (Index("incident_person_customer", "customer_id"),)
    incident_id: Mapped[IncidentId] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    followed_at: Mapped[datetime | None]
    """When they asked to be told; None if they have a ticket about it."""
    told_at: Mapped[datetime | None]
    """When they were last told that it is fixed."""
    loop_told_at: Mapped[datetime | None]
    """When they were told that it is fixed for good."""


class BurstDismissal(Base):
    """A ticket that an agent said is no part of a trouble of many; it is suggested for none again."""

    __tablename__ = "burst_dismissal"
    ticket_number: Mapped[TicketNumber] = mapped_column(ForeignKey("ticket.number"), primary_key=True)
    dismissed_at: Mapped[datetime]
