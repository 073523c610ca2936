"""Being away for a while, and the moment at which customers hear that a promise will be broken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "away",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("since", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("until", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True)),
        sa.CheckConstraint("since < until", name="away_in_order"),
    )
    op.create_index(
        "away_now", "away", [sa.text("(true)")], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_constraint("stage_is_known", "alarm")
    op.create_check_constraint("stage_is_known", "alarm", "stage IN ('near', 'close', 'missed')")
    op.add_column("timer", sa.Column("close_at", sa.TIMESTAMP(timezone=True)))
    op.execute(
        "UPDATE timer SET close_at = due_at - goal * (least(5, (100 - warn_percent) / 2.0) / 100.0)"
        " WHERE metric = 'resolution'"
    )
    op.execute(
        "UPDATE ticket SET next_alarm_at = least(next_alarm_at, soonest.close_at)"
        " FROM (SELECT ticket_number, min(close_at) AS close_at FROM timer"
        "       WHERE state = 'running' AND NOT is_unasked GROUP BY ticket_number) AS soonest"
        " WHERE soonest.ticket_number = ticket.number"
    )
