"""What people said to the company's privacy text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_QUESTIONS = (
    "'account', 'confirm_account', 'topic', 'which', 'rating', 'destroy',"
    " 'consent', 'profile', 'tickets', 'ticket', 'reopened', 'rated'"
)


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("text_version", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('told', 'agreed', 'refused')", name=op.f("what_is_known")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("consent_customer_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("consent_pkey")),
    )
    op.create_index("consent_customer", "consent", ["customer_id", "id"])
    op.drop_constraint("kind_is_known", "question", type_="check")
    op.create_check_constraint(op.f("kind_is_known"), "question", f"kind IN ({_QUESTIONS})")
