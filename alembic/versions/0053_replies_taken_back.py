"""Replies that wait a moment before they go, for agents who want to take them back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "agent", sa.Column("takes_back", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.add_column("comment", sa.Column("goes_at", sa.TIMESTAMP(timezone=True)))
    op.add_column(
        "job", sa.Column("keeps_place", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
