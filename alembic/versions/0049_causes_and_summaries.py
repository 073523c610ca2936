"""Why a ticket was solved as it was, and the line that the next person reads first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resolution_cause",
        sa.Column("resolution", sa.Uuid(), primary_key=True),
        sa.Column("ticket_number", sa.BigInteger(), sa.ForeignKey("ticket.number"), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("named_at", sa.TIMESTAMP(timezone=True), nullable=False),
    )
    op.create_index("resolution_cause_ticket", "resolution_cause", ["ticket_number", "named_at"])
    op.add_column("ticket", sa.Column("summary_id", sa.BigInteger()))
    op.create_foreign_key(
        "ticket_summary_id_fkey", "ticket", "comment", ["summary_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index(
        "ticket_summary", "ticket", ["summary_id"], postgresql_where=sa.text("summary_id IS NOT NULL")
    )
