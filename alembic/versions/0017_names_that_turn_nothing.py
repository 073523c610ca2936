"""Names of people and files turn none of their neighbours any more; who has no visible name has none."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TURNING = r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_UNSEEN = r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]"


def upgrade() -> None:
    for table in ("customer", "file"):
        op.execute(
            f"UPDATE {table} SET name = regexp_replace(name, '{_TURNING}', '', 'g') WHERE name ~ '{_TURNING}'"
        )
    op.execute(f"UPDATE customer SET name = '—' WHERE regexp_replace(name, '{_UNSEEN}', '', 'g') = ''")
