"""What was sent can be edited, deleted and redacted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_DELIVERIES = "('queued', 'sent', 'failed', 'blocked', 'withdrawn')"


def upgrade() -> None:
    op.execute("ALTER TABLE comment DROP CONSTRAINT delivery_is_known")
    op.create_check_constraint("delivery_is_known", "comment", f"delivery IN {_DELIVERIES}")
    op.add_column("comment", sa.Column("edit_delivery", sa.String()))
    op.add_column("comment", sa.Column("edit_delivery_reason", sa.String()))
    op.add_column("comment", sa.Column("removed_at", sa.TIMESTAMP(timezone=True)))
    op.add_column("comment", sa.Column("removed_by", sa.Integer(), sa.ForeignKey("agent.id")))
    op.add_column("comment", sa.Column("redacted_for", sa.String()))
    op.create_check_constraint("edit_delivery_is_known", "comment", f"edit_delivery IN {_DELIVERIES}")
    op.create_check_constraint(
        "redacted_for_is_known",
        "comment",
        "redacted_for IN ('card', 'secret', 'personal', 'wish', 'mistake')",
    )
    op.create_check_constraint(
        "comment_redacted_when", "comment", "redacted_for IS NULL OR removed_at IS NOT NULL"
    )
    op.create_check_constraint(
        "comment_removed_when", "comment", "removed_by IS NULL OR removed_at IS NOT NULL"
    )
    op.create_index(
        "comment_edit_undelivered",
        "comment",
        ["customer_id"],
        postgresql_where=sa.text("edit_delivery IN ('queued', 'blocked')"),
    )
    for name in ("is_titled", "is_signed"):
        op.add_column(
            "comment_part", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )
