"""Roles of agents and tokens, an agent's language, and what the owner decides before and after each change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ROLES = "'owner', 'agent', 'viewer'"
_THINGS = "'topic', 'board', 'column', 'lane', 'setting', 'notice', 'agent', 'account', 'import', 'plan', 'invite', 'person'"


def upgrade() -> None:
    op.add_column("agent", sa.Column("role", sa.String(), nullable=False, server_default="agent"))
    op.add_column("agent", sa.Column("language", sa.String()))
    op.add_column("agent_key", sa.Column("role", sa.String()))
    op.execute("UPDATE agent SET role = 'owner'")  # until now everybody could do everything
    op.create_check_constraint("role_is_known", "agent", f"role IN ({_ROLES})")
    op.create_check_constraint("role_is_known", "agent_key", f"role IN ({_ROLES})")
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column(
            "event",
            sa.Uuid(),
            sa.ForeignKey("event.key", deferrable=True, initially="DEFERRED"),
            nullable=False,
            unique=True,
        ),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("before", postgresql.JSONB()),
        sa.Column("after", postgresql.JSONB()),
        sa.CheckConstraint(f"thing IN ({_THINGS})", name="thing_is_known"),
        sa.CheckConstraint("before IS DISTINCT FROM after", name="change_changes"),
    )
    op.create_index("change_thing", "change", ["thing", "key", "id"])
