"""Incidents: their tickets, who waits to hear of them, and bursts of tickets that were none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_TIME = sa.TIMESTAMP(timezone=True)
_KINDS = (
    *("account", "confirm_account", "topic", "which", "rating", "destroy"),
    *("consent", "profile", "tickets", "ticket", "reopened", "rated", "incident"),
)


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("topic_key", sa.String()),
        sa.Column("notice", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("link", sa.String()),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("resolved_at", _TIME),
        sa.Column("closing", sa.String()),
        sa.Column("loop_closed_at", _TIME),
        sa.Column("loop_texts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="incident_pkey"),
        sa.ForeignKeyConstraint(["topic_key"], ["topic.key"], name="incident_topic_key_fkey"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="incident_agent_id_fkey"),
        sa.CheckConstraint("is_open = (resolved_at IS NULL)", name="incident_open_until_resolved"),
        sa.CheckConstraint(
            "closing IS NULL OR resolved_at IS NOT NULL", name="incident_closing_when_resolved"
        ),
        sa.UniqueConstraint("id", "is_open", name="incident_id_is_open"),
    )
    op.create_index(
        "incident_open_name",
        "incident",
        [sa.text("lower(name)")],
        unique=True,
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "incident_ticket",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("ticket_number", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("linked_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "ticket_number", name="incident_ticket_pkey"),
        sa.ForeignKeyConstraint(
            ["incident_id", "is_open"],
            ["incident.id", "incident.is_open"],
            name="incident_ticket_incident_fkey",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_number"], ["ticket.number"], name="incident_ticket_ticket_number_fkey"
        ),
    )
    op.create_index("incident_ticket_ticket", "incident_ticket", ["ticket_number"])
    op.create_index(
        "incident_ticket_one_open",
        "incident_ticket",
        ["ticket_number"],
        unique=True,
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "incident_person",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("followed_at", _TIME),
        sa.Column("told_at", _TIME),
        sa.Column("loop_told_at", _TIME),
        sa.PrimaryKeyConstraint("incident_id", "customer_id", name="incident_person_pkey"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="incident_person_incident_id_fkey"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="incident_person_customer_id_fkey"),
    )
    op.create_index("incident_person_customer", "incident_person", ["customer_id"])
    op.create_table(
        "burst_dismissal",
        sa.Column("ticket_number", sa.BigInteger(), nullable=False),
        sa.Column("dismissed_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("ticket_number", name="burst_dismissal_pkey"),
        sa.ForeignKeyConstraint(
            ["ticket_number"], ["ticket.number"], name="burst_dismissal_ticket_number_fkey"
        ),
    )
    op.drop_constraint("kind_is_known", "question", type_="check")
    members = ", ".join(f"'{kind}'" for kind in _KINDS)
    op.create_check_constraint("kind_is_known", "question", f"kind IN ({members})")
    op.create_index(
        "question_rating_once_an_incident",
        "question",
        ["customer_id", sa.text("(data ->> 'incident')")],
        unique=True,
        postgresql_where=sa.text("kind = 'rating' AND data ->> 'incident' IS NOT NULL"),
    )
