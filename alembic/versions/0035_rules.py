"""Rules among what the owner decides."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_THINGS = (
    "'topic', 'board', 'column', 'lane', 'setting', 'notice', 'agent', 'account', 'import', 'plan', 'invite',"
    " 'person', 'calendar', 'rule'"
)


def upgrade() -> None:
    op.drop_constraint("thing_is_known", "change")
    op.create_check_constraint("thing_is_known", "change", f"thing IN ({_THINGS})")
