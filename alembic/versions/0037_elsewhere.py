"""Lanes say how else to reach someone while nobody is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lane", sa.Column("elsewhere", JSONB(), nullable=False, server_default=sa.text("'{}'")))
