"""Plans, why an account is suspended, who waits for approval, and who was told that there is no support."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("suspended_reason", sa.String(), nullable=True))
    op.create_check_constraint(
        op.f("account_reason_of_suspension"),
        "account",
        "suspended_reason IS NULL OR status = 'suspended'",
    )
    # Whatever changes the status, an import too, need not know of the reason.
    op.execute("""
        CREATE FUNCTION account_reason_goes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.suspended_reason := NULL;
            RETURN NEW;
        END $$
    """)
    op.execute(
        "CREATE TRIGGER reason_goes BEFORE UPDATE OF status ON account FOR EACH ROW"
        " WHEN (NEW.status <> 'suspended' AND OLD.suspended_reason IS NOT NULL)"
        " EXECUTE FUNCTION account_reason_goes()"
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=True),
        sa.CheckConstraint("tickets >= 0", name=op.f("plan_tickets_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_pkey")),
        sa.UniqueConstraint("word", name=op.f("plan_word_key")),
    )
    _keep_letting_in()
    _claims()
    _refusals()


def _keep_letting_in() -> None:
    """A desk that has such dates went on opening tickets for the people who were on the account."""
    op.execute("""
        INSERT INTO setting (key, value)
        SELECT 'admission', '{"when_expired": "let_in_known"}'
        WHERE EXISTS (SELECT FROM account WHERE support_until IS NOT NULL OR status = 'expired')
        ON CONFLICT (key) DO NOTHING
    """)


def _claims() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decided_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (is_approved IS NULL)", name=op.f("claim_decided")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("claim_customer_id_fkey")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("claim_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("claim_pkey")),
    )
    op.create_index("claim_account", "claim", ["account_id"])
    op.create_index(
        "claim_open",
        "claim",
        ["customer_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def _refusals() -> None:
    op.create_table(
        "refusal",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("lack", sa.String(), nullable=False),
        sa.Column("topic_key", sa.String(), nullable=True),
        sa.Column("told_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("lack IN ('suspended', 'expired', 'used_up')", name=op.f("lack_is_known")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("refusal_customer_id_fkey")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("refusal_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_key"], ["topic.key"], name=op.f("refusal_topic_key_fkey"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("refusal_pkey")),
    )
    op.create_index("refusal_account", "refusal", ["account_id"])
