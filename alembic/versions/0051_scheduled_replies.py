"""Words that are to be sent later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scheduled_reply",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("ticket_number", sa.BigInteger(), sa.ForeignKey("ticket.number"), nullable=False),
        sa.Column("agent_id", sa.Integer(), sa.ForeignKey("agent.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("entities", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("files", postgresql.ARRAY(sa.BigInteger()), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("reply_to", sa.BigInteger(), sa.ForeignKey("comment.id", ondelete="SET NULL")),
        sa.Column("send_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('later', 'follow_up')", name="kind_is_known"),
        sa.CheckConstraint(
            "kind = 'follow_up' OR text <> '' OR files <> '{}'", name="scheduled_reply_has_words"
        ),
    )
    op.create_index("scheduled_reply_ticket", "scheduled_reply", ["ticket_number", "send_at"])
