"""A comment can be deleted while one that replies to it stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("comment_reply_to_fkey", "comment", type_="foreignkey")
    op.create_foreign_key(
        "comment_reply_to_fkey", "comment", "comment", ["reply_to"], ["id"], ondelete="SET NULL"
    )
    # Without it every comment that goes would have the whole table read for its answers.
    op.create_index(
        "comment_answer", "comment", ["reply_to"], postgresql_where=sa.text("reply_to IS NOT NULL")
    )
