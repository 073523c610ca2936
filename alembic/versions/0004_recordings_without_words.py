"""A recording that can never have words (refused) differs from one whose hearing failed."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("state_is_known", "transcript", type_="check")
    op.create_check_constraint(
        "state_is_known",
        "transcript",
        "state IN ('waiting', 'working', 'words', 'unclear', 'silence', 'refused', 'failed')",
    )
