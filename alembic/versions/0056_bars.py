"""Customers whom an agent blocked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bar",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("agent_id", sa.Integer(), sa.ForeignKey("agent.id")),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
    )
    op.create_index("bar_customer_id", "bar", ["customer_id"])
    op.add_column("customer", sa.Column("bar_id", sa.BigInteger()))
    op.create_foreign_key("customer_bar_id_fkey", "customer", "bar", ["bar_id"], ["id"])
    op.add_column("customer", sa.Column("barred_until", sa.TIMESTAMP(timezone=True)))
    op.add_column("customer", sa.Column("bar_told_at", sa.TIMESTAMP(timezone=True)))
    op.create_check_constraint(
        "customer_barred", "customer", "bar_id IS NOT NULL OR (barred_until IS NULL AND bar_told_at IS NULL)"
    )
