"""What explains a rating may have come in several messages: it has a last one, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "rating", sa.Column("last_comment_id", sa.BigInteger(), sa.ForeignKey("comment.id"), nullable=True)
    )
    op.execute("UPDATE rating SET last_comment_id = comment_id")
    op.create_check_constraint(
        "rating_words_have_an_end",
        "rating",
        "(comment_id IS NULL) = (last_comment_id IS NULL) AND comment_id <= last_comment_id",
    )
