"""A promise knows that its ticket has no words yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "timer", sa.Column("is_unasked", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
