"""Each recording has a transcript of its own, which search reads too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SEARCHED = "to_tsvector('russian', translate(text, 'ёЁ', 'еЕ')) || to_tsvector('indonesian', text)"


def upgrade() -> None:
    # Nothing wrote the column yet. The expression of a stored column can't be changed in place.
    op.drop_column("comment", "search")
    op.drop_column("comment", "transcript")
    op.add_column("comment", _search())
    op.create_index("comment_search", "comment", ["search"], postgresql_using="gin")
    _create_transcript()
    _create_transcript_version()


def _create_transcript() -> None:
    op.create_table(
        "transcript",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("segments", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _search(),
        sa.CheckConstraint("(text <> '') = (state IN ('words', 'unclear'))", name="transcript_has_words"),
        sa.CheckConstraint(
            "state IN ('waiting', 'working', 'words', 'unclear', 'silence', 'failed')", name="state_is_known"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("transcript_file_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("transcript_pkey")),
    )
    op.create_index("transcript_search", "transcript", ["search"], postgresql_using="gin")
    op.create_index(
        "transcript_awaited",
        "transcript",
        ["state"],
        postgresql_where=sa.text("state IN ('waiting', 'working')"),
    )


def _create_transcript_version() -> None:
    op.create_table(
        "transcript_version",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("transcript_version_agent_id_fkey")),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["transcript.file_id"],
            name=op.f("transcript_version_file_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("transcript_version_pkey")),
    )
    op.create_index(op.f("transcript_version_file_id"), "transcript_version", ["file_id"])


def _search() -> sa.Column[object]:
    return sa.Column("search", postgresql.TSVECTOR(), sa.Computed(_SEARCHED, persisted=True), nullable=False)
