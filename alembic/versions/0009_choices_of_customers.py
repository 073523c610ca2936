"""Each ticket knows when its customer last chose it, and a customer when they chose to have a new one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Only tickets that still take messages: of all others it no longer matters.
_CHOSEN = """
    UPDATE ticket SET chosen_at = greatest(
        ticket.opened_at, CASE WHEN customer.chosen_ticket = ticket.number THEN customer.chosen_at END
    )
    FROM customer
    WHERE customer.id = ticket.customer_id
    AND (ticket.done_at IS NULL OR ticket.done_at > desk_now() - interval '72 hours')
"""


def upgrade() -> None:
    when = postgresql.TIMESTAMP(timezone=True)
    op.add_column("ticket", sa.Column("chosen_at", when, nullable=True))
    op.add_column("customer", sa.Column("chose_none_at", when, nullable=True))
    op.execute(_CHOSEN)
    op.drop_column("customer", "chosen_ticket")
    op.drop_column("customer", "chosen_at")
