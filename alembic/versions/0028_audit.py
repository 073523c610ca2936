"""The journal by who did it and by whom it is about, for the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "event_by_agent", "event", ["actor_id", "id"], postgresql_where=sa.text("actor_kind = 'agent'")
    )
    op.create_index(
        "event_of_person", "event", ["customer", "id"], postgresql_where=sa.text("ticket IS NULL")
    )
    op.create_index(
        "event_of_desk",
        "event",
        ["type", "id"],
        postgresql_where=sa.text("type IN ('desk_changed', 'access_changed')"),
    )
