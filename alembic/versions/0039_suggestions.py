"""Lanes that a rule suggests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestion",
        sa.Column(
            "ticket_number",
            sa.BigInteger(),
            sa.ForeignKey("ticket.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("lane_key", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column(
            "comment_id", sa.BigInteger(), sa.ForeignKey("comment.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("ended_by", sa.Uuid()),
    )
    op.create_index("suggestion_comment_id", "suggestion", ["comment_id"])
