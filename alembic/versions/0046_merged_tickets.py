"""A ticket that was merged into another leads there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

# What a ticket that was merged is known by would find a card that nobody can open.
_NAMES = """
    CREATE OR REPLACE FUNCTION names_of_tickets(numbers bigint[])
    RETURNS TABLE (word text, ticket_number bigint) LANGUAGE sql STABLE AS $$
        SELECT '@' || left(part, 100), ticket.number
        FROM ticket
        JOIN customer ON customer.id = ticket.customer_id
        LEFT JOIN account ON account.id = ticket.account_id
        CROSS JOIN regexp_split_to_table(lower(plain_words(concat_ws(' ', customer.name, customer.username,
            account.name, account.number, account.key, array_to_string(ticket.labels, ' ')))), ' ') AS part
        WHERE ticket.number = ANY(numbers) AND ticket.merged_into IS NULL AND part <> ''
        UNION
        SELECT '=' || label, ticket.number FROM ticket, unnest(ticket.labels) AS label
        WHERE ticket.number = ANY(numbers) AND ticket.merged_into IS NULL
    $$
"""
_NAMED = """
    CREATE OR REPLACE TRIGGER ticket_named
    AFTER UPDATE OF customer_id, account_id, labels, merged_into ON ticket FOR EACH ROW
    WHEN ((OLD.customer_id, OLD.account_id, OLD.labels, OLD.merged_into)
          IS DISTINCT FROM (NEW.customer_id, NEW.account_id, NEW.labels, NEW.merged_into))
    EXECUTE FUNCTION ticket_named()
"""


def upgrade() -> None:
    op.add_column("ticket", sa.Column("merged_into", sa.BigInteger()))
    op.create_foreign_key("ticket_merged_into_fkey", "ticket", "ticket", ["merged_into"], ["number"])
    op.create_check_constraint(
        "ticket_merged_is_done",
        "ticket",
        "merged_into IS NULL OR merged_into <> number AND done_at IS NOT NULL",
    )
    op.create_index(
        "ticket_merged", "ticket", ["merged_into"], postgresql_where=sa.text("merged_into IS NOT NULL")
    )
    op.execute(_NAMES)
    op.execute(_NAMED)
