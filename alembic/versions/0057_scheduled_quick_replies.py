"""Words to be said later go with the files and actions of their quick reply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scheduled_reply", sa.Column("quick", JSONB()))
    op.drop_constraint("scheduled_reply_has_words", "scheduled_reply")
    op.create_check_constraint(
        "scheduled_reply_has_words",
        "scheduled_reply",
        "kind = 'follow_up' OR text <> '' OR files <> '{}'"
        " OR coalesce(jsonb_array_length(quick -> 'files'), 0) > 0",
    )
