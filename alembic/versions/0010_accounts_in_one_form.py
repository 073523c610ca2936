"""Account numbers are compared by letters and digits alone. Two that are the same so stay: one can no longer be named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from board.people.normal_form import normal

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Of those that are the same, the one that people hold keeps the number, then the active one, then the oldest.
_ACCOUNTS = """
    SELECT id, number, key FROM account
    ORDER BY EXISTS (SELECT FROM customer_account AS held WHERE held.account_id = account.id AND ended_at IS NULL)
             DESC, status = 'active' DESC, id
"""
_SET_KEYS = (
    "UPDATE account SET key = new.key FROM unnest(:ids, :keys) AS new (id, key) WHERE account.id = new.id"
)


def upgrade() -> None:
    connection = op.get_bind()
    taken: set[str] = set()
    changed: dict[int, str] = {}
    for row in connection.execute(sa.text(_ACCOUNTS)).all():
        key = normal(row.number) or row.key
        if key in taken:
            key = f"{key}~{row.id}"
        taken.add(key)
        if key != row.key:
            changed[row.id] = key
    # A key may be another's old one: nobody has these in between.
    _set(connection, {number: f"~{number}" for number in changed})
    _set(connection, changed)
    op.add_column(
        "account",
        sa.Column(
            "shape",
            sa.String(),
            sa.Computed(
                "regexp_replace(translate(key, '0123456789', '9999999999'), '[^9]', 'A', 'g')", persisted=True
            ),
            nullable=False,
        ),
    )
    op.create_index("account_shape", "account", ["shape"])


def _set(connection: sa.Connection, keys: dict[int, str]) -> None:
    statement = sa.text(_SET_KEYS).bindparams(
        sa.bindparam("ids", list(keys), type_=sa.ARRAY(sa.Integer)),
        sa.bindparam("keys", list(keys.values()), type_=sa.ARRAY(sa.Text)),
    )
    if keys:
        connection.execute(statement)
