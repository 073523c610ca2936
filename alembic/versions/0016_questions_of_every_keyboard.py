"""What is on a keyboard can be typed: every keyboard is a question, and is kept like all others."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("kind_is_known", "question")
    op.create_check_constraint(
        "kind_is_known",
        "question",
        "kind IN ('account', 'confirm_account', 'topic', 'which', 'rating', 'destroy',"
        " 'profile', 'tickets', 'ticket', 'reopened', 'rated')",
    )
