"""Words that a person is told once, though they answer several of their tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "comment",
        sa.Column("told_with", sa.BigInteger(), sa.ForeignKey("comment.id", ondelete="SET NULL")),
    )
    op.create_index(
        "comment_told_with", "comment", ["told_with"], postgresql_where=sa.text("told_with IS NOT NULL")
    )
