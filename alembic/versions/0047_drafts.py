"""What agents have begun to write, kept until it is sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("ticket_number", sa.BigInteger(), sa.ForeignKey("ticket.number"), primary_key=True),
        sa.Column("agent_id", sa.Integer(), sa.ForeignKey("agent.id"), primary_key=True),
        sa.Column("mode", sa.String(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("entities", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("files", postgresql.ARRAY(sa.BigInteger()), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("reply_to", sa.BigInteger(), sa.ForeignKey("comment.id", ondelete="SET NULL")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('reply', 'note')", name="mode_is_known"),
    )
    op.create_index("draft_agent_id", "draft", ["agent_id"])
