"""An edit replaces files too: the old one belongs to the wording it was under. What is quoted from elsewhere is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comment", sa.Column("quote_from", sa.String()))
    op.create_unique_constraint("comment_version_of_part", "comment_version", ["id", "part_id"])
    op.add_column("file", sa.Column("telegram_unique_id", sa.String()))
    op.add_column("file", sa.Column("is_quoted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("file", sa.Column("version_id", sa.BigInteger()))
    op.create_foreign_key(
        "file_of_version",
        "file",
        "comment_version",
        ["version_id", "part_id"],
        ["id", "part_id"],
        ondelete="CASCADE",
    )
    op.create_check_constraint("file_version_has_part", "file", "version_id IS NULL OR part_id IS NOT NULL")
    op.create_index(
        "file_replaced", "file", ["version_id"], postgresql_where=sa.text("version_id IS NOT NULL")
    )
