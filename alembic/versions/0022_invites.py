"""Invites, who came by them, and what they leave on people and tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("invite_batch")))
    op.create_table(
        "invite",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("secret", sa.String(), nullable=False, unique=True),
        sa.Column("batch", sa.Integer(), nullable=False, server_default=sa.text("nextval('invite_batch')")),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id", ondelete="CASCADE")),
        sa.Column("topic_key", sa.String(), sa.ForeignKey("topic.key", ondelete="SET NULL")),
        sa.Column("source", sa.String()),
        sa.Column("agent_id", sa.Integer(), sa.ForeignKey("agent.id")),
        sa.Column("language", sa.String()),
        sa.Column("line", sa.String()),
        sa.Column("uses", sa.Integer()),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("agent.id")),
        sa.CheckConstraint("uses > 0", name="invite_uses_positive"),
        sa.CheckConstraint("secret ~ '^[A-Za-z0-9_-]{16,64}$'", name="invite_secret_is_a_start_parameter"),
    )
    op.create_index("invite_account", "invite", ["account_id"])
    op.create_index("invite_batch_key", "invite", ["batch", "id"])
    op.create_table(
        "invite_start",
        sa.Column(
            "invite_id", sa.Integer(), sa.ForeignKey("invite.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True)),
        sa.Column("registered_at", sa.DateTime(timezone=True)),
    )
    op.create_index("invite_start_customer", "invite_start", ["customer_id"])
    op.add_column(
        "customer", sa.Column("chose_language", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.execute(
        "UPDATE customer SET chose_language = true"
        " WHERE id IN (SELECT customer FROM event WHERE type = 'language_chosen')"
    )
    op.add_column("customer", sa.Column("invite_id", sa.Integer()))
    op.create_foreign_key(None, "customer", "invite", ["invite_id"], ["id"], ondelete="SET NULL")
    op.add_column("ticket", sa.Column("invite_id", sa.Integer()))
    op.create_foreign_key(None, "ticket", "invite", ["invite_id"], ["id"], ondelete="SET NULL")
    op.create_index(
        "ticket_invite", "ticket", ["invite_id"], postgresql_where=sa.text("invite_id IS NOT NULL")
    )
