"""Imports of accounts in two steps, which can be undone; renaming many accounts at once names their tickets at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_NAMED = """
    CREATE OR REPLACE FUNCTION account_named() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM name_again(array_agg(ticket.number))
        FROM was JOIN fresh USING (id) JOIN ticket ON ticket.account_id = id
        WHERE (was.key, was.number, was.name) IS DISTINCT FROM (fresh.key, fresh.number, fresh.name);
        RETURN NULL;
    END
    $$
"""
_TRIGGER = """
    CREATE TRIGGER account_named AFTER UPDATE ON account REFERENCING OLD TABLE AS was NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION account_named()
"""
# What was cancelled was neither kept nor broken; what is late is broken already.
_PROMISES = """
    CREATE FUNCTION promises_of_account(account integer, OUT kept bigint, OUT broken bigint) LANGUAGE sql STABLE AS $$
        SELECT count(*) FILTER (WHERE timer.state = 'met'), count(*) FILTER (WHERE timer.state = 'missed')
        FROM ticket JOIN timer ON timer.ticket_number = ticket.number
        WHERE ticket.account_id = account
    $$
"""


def upgrade() -> None:
    op.create_table(
        "account_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("agent_id", sa.Integer(), sa.ForeignKey("agent.id")),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("committed_at", sa.TIMESTAMP(timezone=True)),
        sa.Column("undone_at", sa.TIMESTAMP(timezone=True)),
    )
    op.create_index(
        "account_import_made", "account_import", ["made_at"], postgresql_where=sa.text("committed_at IS NULL")
    )
    op.create_index("account_import_committed", "account_import", ["committed_at"])
    op.create_table(
        "account_import_line",
        sa.Column(
            "import_id",
            sa.BigInteger(),
            sa.ForeignKey("account_import.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("line", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String()),
        sa.Column("account_id", sa.Integer()),
        sa.Column("before", postgresql.JSONB()),
        sa.Column("after", postgresql.JSONB()),
        sa.Column("emptied", postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("cells", postgresql.ARRAY(sa.Text())),
        sa.Column("wrong", postgresql.JSONB()),
        sa.Column("stayed", sa.String()),
        sa.CheckConstraint("kind IN ('new', 'changed', 'unchanged', 'refused')", name="kind_is_known"),
        sa.CheckConstraint("stayed IN ('changed_since', 'in_use')", name="stayed_is_known"),
    )
    op.create_index("account_import_line_kind", "account_import_line", ["import_id", "kind", "line"])
    op.add_column("account", sa.Column("import_id", sa.BigInteger(), sa.ForeignKey("account_import.id")))
    op.execute("DROP TRIGGER account_named ON account")
    op.execute(_NAMED)
    op.execute(_TRIGGER)
    op.execute(_PROMISES)
