"""Sessions and tokens have a number to be taken back by, and a last use; agents can leave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agent", sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("agent_key", sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False))
    op.create_unique_constraint(op.f("agent_key_id_key"), "agent_key", ["id"])
    op.add_column("agent_key", sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("agent_key", sa.Column("address", sa.String(), nullable=True))
    op.add_column("agent_key", sa.Column("device", sa.String(), nullable=True))
    # Nobody knows when they were last used; who is signed in now stays so for a week at least.
    op.execute("UPDATE agent_key SET used_at = clock_timestamp() WHERE kind = 'session'")
