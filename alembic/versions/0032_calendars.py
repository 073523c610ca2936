"""When the desk is open: named calendars, and their dates with hours of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_THINGS = (
    "'topic', 'board', 'column', 'lane', 'setting', 'notice', 'agent', 'account', 'import', 'plan', 'invite',"
    " 'person', 'calendar'"
)


def upgrade() -> None:
    op.drop_constraint("thing_is_known", "change")
    op.create_check_constraint("thing_is_known", "change", f"thing IN ({_THINGS})")
    op.create_table(
        "calendar",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("word", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("country", sa.String()),
        sa.Column("country_known", sa.String()),
        sa.Column("file_name", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.CheckConstraint("(country IS NULL) = (country_known IS NULL)", name="calendar_country"),
    )
    op.create_table(
        "calendar_day",
        sa.Column(
            "calendar_id", sa.Integer(), sa.ForeignKey("calendar.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("origin", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("hours", sa.String()),
        sa.Column("name", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.CheckConstraint("origin IN ('hand', 'file', 'country')", name="origin_is_known"),
    )
