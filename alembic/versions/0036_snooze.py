"""Tickets whose alarms are quiet for a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("snoozed_at", sa.DateTime(timezone=True)))
    op.add_column("ticket", sa.Column("snoozed_until", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        op.f("ticket_snoozed_for_a_while"),
        "ticket",
        "snoozed_until IS NULL OR snoozed_at IS NOT NULL AND snoozed_until > snoozed_at",
    )
