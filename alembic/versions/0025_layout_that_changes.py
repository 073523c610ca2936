"""Topics, boards and columns can be switched off or removed, and say what takes their place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("topic", "board", "board_column"):
        op.add_column(table, sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True)))
        op.add_column(table, sa.Column("successor_key", sa.String()))
    op.create_foreign_key("topic_successor_key_fkey", "topic", "topic", ["successor_key"], ["key"])
    op.create_foreign_key("board_successor_key_fkey", "board", "board", ["successor_key"], ["key"])
    op.create_foreign_key(
        "board_column_successor_fkey",
        "board_column",
        "board_column",
        ["board_key", "successor_key"],
        ["board_key", "key"],
    )
    op.create_check_constraint("topic_follows_another", "topic", "successor_key <> key")
    op.create_check_constraint("board_follows_another", "board", "successor_key <> key")
    op.create_check_constraint("column_follows_another", "board_column", "successor_key <> key")
    op.add_column("topic", sa.Column("emoji", sa.String(), nullable=False, server_default=""))
    op.add_column("topic", sa.Column("is_on", sa.Boolean(), nullable=False, server_default=sa.text("true")))
    op.add_column(
        "topic", sa.Column("older_names", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}")
    )
    op.create_check_constraint("topic_default_is_on", "topic", "is_on OR NOT is_default")
    op.create_check_constraint("topic_removed_is_off", "topic", "removed_at IS NULL OR NOT is_on")
