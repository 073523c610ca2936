"""Changing many accounts compares what they were and are at once, however few were changed before."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# No join of the two: its plan is kept from a first call that changed few or none.
_NAMED = """
    CREATE OR REPLACE FUNCTION account_named() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM name_again(array_agg(ticket.number))
        FROM (SELECT id, key, number, name FROM fresh EXCEPT SELECT id, key, number, name FROM was) AS renamed
        JOIN ticket ON ticket.account_id = renamed.id;
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    op.execute(_NAMED)
