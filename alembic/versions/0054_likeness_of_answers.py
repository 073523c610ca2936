"""Answers given often are found and proposed as quick replies.

Answers of before are looked at by the desk itself, within an hour of its start.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_THINGS = (
    "'topic', 'board', 'column', 'lane', 'setting', 'notice', 'agent', 'account', 'import', 'plan', 'invite',"
    " 'person', 'calendar', 'rule', 'quick_reply', 'proposal'"
)


def upgrade() -> None:
    op.drop_constraint("thing_is_known", "change")
    op.create_check_constraint("thing_is_known", "change", f"thing IN ({_THINGS})")
    op.add_column("comment", sa.Column("likeness", ARRAY(sa.BigInteger())))
    op.create_check_constraint("comment_likeness_of_words", "comment", "likeness IS NULL OR text <> ''")
    op.create_index(
        "comment_likeness",
        "comment",
        ["likeness"],
        postgresql_using="gin",
        postgresql_where=sa.text("likeness IS NOT NULL"),
    )
    op.create_index(
        "comment_without_likeness",
        "comment",
        ["created_at"],
        postgresql_where=sa.text("likeness IS NULL AND author = 'agent' AND is_public AND text <> ''"),
    )
    op.create_table(
        "proposal_dismissal",
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("proposal", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("comment_id", name="proposal_dismissal_pkey"),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="proposal_dismissal_comment_id_fkey", ondelete="CASCADE"
        ),
    )
    op.create_index("proposal_dismissal_proposal", "proposal_dismissal", ["proposal"])
