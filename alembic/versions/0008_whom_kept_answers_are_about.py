"""A kept answer of the API names the customers it speaks of; its status, which was always 200, goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Until now they were found by the shape of the answer: a ticket, a comment, or the list of people at the door.
_ABOUT = """
    UPDATE idempotency_key SET customers = ARRAY(
        SELECT customer_id FROM ticket WHERE number = (body::jsonb ->> 'number')::bigint
        UNION
        SELECT customer_id FROM comment
        WHERE body::jsonb ? 'author' AND id = (body::jsonb ->> 'id')::bigint
        UNION
        SELECT (item ->> 'person')::int
        FROM jsonb_array_elements(coalesce(body::jsonb -> 'items', '[]')) AS item
    )
    WHERE body <> ''
"""


def upgrade() -> None:
    op.add_column(
        "idempotency_key",
        sa.Column(
            "customers", postgresql.ARRAY(sa.Integer()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.execute(_ABOUT)
    op.drop_column("idempotency_key", "status")
