"""Figures of a day are read by when promises were judged and when words were written."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION judged_at(state varchar, ended_at timestamptz, due_at timestamptz) RETURNS timestamptz
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN state = 'met' THEN ended_at WHEN state IN ('missed', 'running') THEN due_at END
        $$
        """
    )
    op.create_index("timer_judged", "timer", [text("judged_at(state, ended_at, due_at)")])
    op.create_index("comment_created", "comment", ["created_at"])
