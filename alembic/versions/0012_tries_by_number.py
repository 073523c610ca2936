"""A wrong account number is kept with the number, by the person's Telegram id, and says itself what it stopped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TIME = postgresql.TIMESTAMP(timezone=True)
_PAUSED = """
    INSERT INTO account_try (telegram_id, key, is_alone, is_wave, at, paused_until)
    SELECT telegram_id, '', true, false, tries_until - interval '1 hour', tries_until
    FROM customer WHERE tries_until > now() AND telegram_id IS NOT NULL
"""


def upgrade() -> None:
    op.drop_table("account_try")
    op.create_table(
        "account_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("is_alone", sa.Boolean(), nullable=False),
        sa.Column("is_wave", sa.Boolean(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("paused_until", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("account_try_pkey")),
    )
    op.create_index("account_try_at", "account_try", ["at"])
    op.create_index(op.f("account_try_telegram_id"), "account_try", ["telegram_id"])
    op.execute(_PAUSED)
    op.drop_column("customer", "tries_until")
