"""Before something is destroyed the customer is asked, and the question is kept like all others."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("kind_is_known", "question")
    op.create_check_constraint(
        "kind_is_known",
        "question",
        "kind IN ('account', 'confirm_account', 'topic', 'which', 'rating', 'destroy')",
    )
