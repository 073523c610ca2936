"""Since when a ticket waits for its customer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

# Of tickets whose journal does not tell: what was said last is about when they began to wait.
_SINCE = """
    UPDATE ticket SET waiting_since = coalesce(
        (SELECT max(event.at) FROM event
         WHERE event.ticket = ticket.number AND event.type IN ('ticket_moved', 'ticket_reopened')
           AND event.data #>> '{to,state}' = 'waiting' AND event.data #>> '{start,state}' <> 'waiting'),
        last_message_at, opened_at)
    FROM board_column
    WHERE board_column.board_key = ticket.board_key AND board_column.key = ticket.column_key
      AND board_column.kind = 'waiting'
"""


def upgrade() -> None:
    op.add_column("ticket", sa.Column("waiting_since", sa.TIMESTAMP(timezone=True)))
    op.execute(_SINCE)
    op.create_check_constraint(
        "ticket_waits_or_is_done", "ticket", "waiting_since IS NULL OR done_at IS NULL"
    )
