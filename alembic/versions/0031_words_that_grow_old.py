"""Words and files go when they are old: when a ticket lost its own, and files of which only the row stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("words_forgotten_at", sa.DateTime(timezone=True)))
    op.drop_constraint("state_is_known", "file", type_="check")
    op.create_check_constraint(
        "state_is_known", "file", "state IN ('pending', 'stored', 'too_big', 'failed', 'forgotten')"
    )
