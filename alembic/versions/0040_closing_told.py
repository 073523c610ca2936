"""Whether a customer was told that nobody is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer", sa.Column("closing_told_at", sa.TIMESTAMP(timezone=True)))
    op.add_column("customer", sa.Column("closing_told_until", sa.TIMESTAMP(timezone=True)))
    op.create_check_constraint("customer_closing_told", "customer", "closing_told_until > closing_told_at")
    op.create_check_constraint(
        "customer_closing_told_whole", "customer", "(closing_told_at IS NULL) = (closing_told_until IS NULL)"
    )
