"""Quick replies, their files, and which answer began as one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_THINGS = (
    "'topic', 'board', 'column', 'lane', 'setting', 'notice', 'agent', 'account', 'import', 'plan', 'invite',"
    " 'person', 'calendar', 'rule', 'quick_reply'"
)
_KINDS = (
    "'text', 'photo', 'album', 'voice', 'video', 'video_note', 'document', 'audio', 'sticker', 'location',"
    " 'contact', 'other'"
)


def upgrade() -> None:
    op.drop_constraint("thing_is_known", "change")
    op.create_check_constraint("thing_is_known", "change", f"thing IN ({_THINGS})")
    op.create_table(
        "quick_reply",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("labels", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"),
        sa.Column("lane_key", sa.String()),
        sa.Column("column_key", sa.String()),
        sa.Column("resolves", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("removed_at", sa.TIMESTAMP(timezone=True)),
        sa.CheckConstraint("texts <> '{}'", name="quick_reply_says_something"),
        sa.CheckConstraint("NOT resolves OR column_key IS NULL", name="quick_reply_goes_to_one_place"),
    )
    op.create_index(
        "quick_reply_title",
        "quick_reply",
        [sa.text("lower(title)")],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "quick_reply_file",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("quick_reply_id", sa.Integer(), sa.ForeignKey("quick_reply.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("measured", sa.Integer()),
        sa.Column("shape", postgresql.ARRAY(sa.SmallInteger())),
        sa.Column("removed_at", sa.TIMESTAMP(timezone=True)),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name="kind_is_known"),
    )
    op.create_index("quick_reply_file_quick_reply_id", "quick_reply_file", ["quick_reply_id"])
    op.create_index("quick_reply_file_sha256", "quick_reply_file", ["sha256"])
    op.add_column("comment", sa.Column("quick_reply_id", sa.Integer(), sa.ForeignKey("quick_reply.id")))
    op.create_index(
        "comment_quick_reply",
        "comment",
        ["created_at"],
        postgresql_where=sa.text("quick_reply_id IS NOT NULL"),
    )
