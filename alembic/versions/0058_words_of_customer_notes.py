"""Words of notes about customers are found on all their tickets."""

from __future__ import annotations

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in (*_FUNCTIONS, *_TRIGGERS, _FILL):
        op.execute(statement)


_FUNCTIONS = (
    # Of notes, stems after a +: what agents know about a person is no word of what was said on their tickets, by which
    # tickets are compared.
    """
    CREATE FUNCTION stems_of_notes(numbers bigint[])
    RETURNS TABLE (word text, ticket_number bigint) LANGUAGE sql STABLE AS $$
        SELECT DISTINCT '+' || stem, ticket.number
        FROM ticket
        JOIN customer_note AS note ON note.customer_id = ticket.customer_id AND note.removed_at IS NULL
        CROSS JOIN unnest(stems(note.text)) AS stem
        WHERE ticket.number = ANY(numbers) AND ticket.merged_into IS NULL
    $$
    """,
    """
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
        UNION
        SELECT word, ticket_number FROM stems_of_notes(numbers)
    $$
    """,
    *(
        f"""
        CREATE OR REPLACE FUNCTION {verb}(numbers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF numbers IS NULL THEN
                RETURN;
            END IF;
            WITH standing AS MATERIALIZED (SELECT word, ticket_number FROM {source}(numbers))
            DELETE FROM ticket_word AS kept
            WHERE kept.ticket_number = ANY(numbers) AND {mine}
              AND NOT EXISTS (
                  SELECT FROM standing
                  WHERE standing.word = kept.word AND standing.ticket_number = kept.ticket_number);
            INSERT INTO ticket_word (word, ticket_number)
            SELECT word, ticket_number FROM {source}(numbers) ORDER BY word, ticket_number
            ON CONFLICT DO NOTHING;
        END
        $$
        """
        for verb, source, mine in (
            ("name_again", "names_of_tickets", "left(kept.word, 1) IN ('@', '=', '+')"),
            ("say_again", "stems_of_tickets", "left(kept.word, 1) NOT IN ('@', '=', '+')"),
        )
    ),
    """
    CREATE FUNCTION customer_noted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM name_again(ARRAY(
            SELECT number FROM ticket WHERE customer_id IN (SELECT customer_id FROM changed) ORDER BY number));
        RETURN NULL;
    END
    $$
    """,
)

# By statement: whoever is erased had many notes, and each of their tickets is to be gone through once.
_TRIGGERS = tuple(
    f"""
    CREATE TRIGGER customer_note_{name} AFTER {event} ON customer_note REFERENCING {table} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION customer_noted()
    """
    for name, event, table in (
        ("added", "INSERT", "NEW"),
        ("changed", "UPDATE", "NEW"),
        ("gone", "DELETE", "OLD"),
    )
)

_FILL = """
    INSERT INTO ticket_word (word, ticket_number)
    SELECT word, ticket_number FROM stems_of_notes(ARRAY(
        SELECT number FROM ticket WHERE customer_id IN (SELECT customer_id FROM customer_note)))
    ON CONFLICT DO NOTHING
"""
