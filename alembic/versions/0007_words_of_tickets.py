"""Search by a table of words and the tickets they are on, kept up by triggers, instead of an index over each comment.

A million comments take about half a minute, most of it for cutting their texts into words; nothing else reads or
writes meanwhile, as in every migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("comment", "search")
    op.drop_column("transcript", "search")
    op.create_table(
        "ticket_word",
        sa.Column("word", sa.String(collation="C"), nullable=False),
        sa.Column("ticket_number", sa.BigInteger(), nullable=False),
    )
    for statement in _FUNCTIONS:
        op.execute(statement)
    op.execute(_FILL)
    op.create_primary_key("ticket_word_pkey", "ticket_word", ["word", "ticket_number"])
    op.create_index("ticket_word_ticket", "ticket_word", ["ticket_number"])
    op.create_index(
        "account_key_trgm",
        "account",
        ["key"],
        postgresql_using="gin",
        postgresql_ops={"key": "gin_trgm_ops"},
    )
    op.create_index("ticket_done", "ticket", ["done_at"])
    # Its index answers without the table only where a vacuum has passed.
    op.execute("ALTER TABLE ticket_word SET (autovacuum_vacuum_insert_scale_factor = 0.02)")
    for statement in _TRIGGERS:
        op.execute(statement)


_FUNCTIONS = (
    # Letters and digits with spaces between; ё is written е.
    r"""
    CREATE FUNCTION plain_words(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT regexp_replace(translate(said, 'ёЁ', 'еЕ'), '[^[:alnum:]]+', ' ', 'g')
    $$
    """,
    # Indonesian is written in Latin letters; Cyrillic ones would only stand in the table twice.
    "CREATE TEXT SEARCH CONFIGURATION latin_indonesian (COPY = indonesian)",
    """
    ALTER TEXT SEARCH CONFIGURATION latin_indonesian
    DROP MAPPING FOR word, numword, hword, numhword, hword_part, hword_numpart
    """,
    # `russian` stems Russian and English. A number with dashes, such as 17-203, is also one word without them. Not in
    # SQL, whose functions are planned anew for every message.
    r"""
    CREATE FUNCTION stems(said text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        plain text := plain_words(said);
        found text[] := tsvector_to_array(
            to_tsvector('russian', plain) || to_tsvector('latin_indonesian', plain));
    BEGIN
        IF said ~ '[[:digit:]][-–—‑._/]|[-–—‑._/][[:digit:]]' THEN
            found := found || ARRAY(
                SELECT DISTINCT lower(regexp_replace(number[1], '[-–—‑._/]', '', 'g'))
                FROM regexp_matches(said, '[[:alnum:]]+(?:[-–—‑._/]+[[:alnum:]]+)+', 'g') AS number
                WHERE number[1] ~ '[[:digit:]]' AND length(number[1]) <= 80
            );
        END IF;
        RETURN found;
    END
    $$
    """,
    # What tickets are known by: whole words of names, the account's number and labels, each after an @; after a =
    # the label as it is.
    """
    CREATE FUNCTION names_of_tickets(numbers bigint[])
    RETURNS TABLE (word text, ticket_number bigint) LANGUAGE sql STABLE AS $$
        SELECT '@' || left(part, 100), ticket.number
        FROM ticket
        JOIN customer ON customer.id = ticket.customer_id
        LEFT JOIN account ON account.id = ticket.account_id
        CROSS JOIN regexp_split_to_table(lower(plain_words(concat_ws(' ', customer.name, account.name,
            account.number, account.key, array_to_string(ticket.labels, ' ')))), ' ') AS part
        WHERE ticket.number = ANY(numbers) AND part <> ''
        UNION
        SELECT '=' || label, ticket.number FROM ticket, unnest(ticket.labels) AS label
        WHERE ticket.number = ANY(numbers)
    $$
    """,
    # What people said on tickets, in writing or aloud. The desk's own notices aren't looked for.
    """
    CREATE FUNCTION stems_of_tickets(numbers bigint[])
    RETURNS TABLE (word text, ticket_number bigint) LANGUAGE sql STABLE AS $$
        SELECT unnest(stems(comment.text)), comment.ticket_number FROM comment
        WHERE comment.ticket_number = ANY(numbers) AND comment.author <> 'system' AND comment.text <> ''
        UNION
        SELECT unnest(stems(transcript.text)), comment.ticket_number
        FROM comment
        JOIN comment_part AS part ON part.comment_id = comment.id
        JOIN file ON file.part_id = part.id
        JOIN transcript ON transcript.file_id = file.id
        WHERE comment.ticket_number = ANY(numbers) AND comment.kind <> 'text' AND transcript.text <> ''
    $$
    """,
    # Bring the tickets' words to what stands now: one function for names, one for what was said.
    *(
        f"""
        CREATE FUNCTION {verb}(numbers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
            ("name_again", "names_of_tickets", "left(kept.word, 1) IN ('@', '=')"),
            ("say_again", "stems_of_tickets", "left(kept.word, 1) NOT IN ('@', '=')"),
        )
    ),
    # The first different words that begin so; each costs one step down the index, however many tickets have it.
    """
    CREATE FUNCTION words_beginning(beginning text, at_most integer) RETURNS SETOF text LANGUAGE plpgsql STABLE AS $$
    DECLARE
        found text COLLATE "C" := beginning;
    BEGIN
        SELECT word INTO found FROM ticket_word WHERE word >= beginning ORDER BY word LIMIT 1;
        WHILE at_most > 0 AND starts_with(found, beginning) LOOP
            RETURN NEXT found;
            at_most := at_most - 1;
            SELECT word INTO found FROM ticket_word WHERE word > found ORDER BY word LIMIT 1;
        END LOOP;
    END
    $$
    """,
)

_FILL = """
    INSERT INTO ticket_word (word, ticket_number)
    SELECT word, ticket_number FROM names_of_tickets(ARRAY(SELECT number FROM ticket))
    UNION ALL
    SELECT word, ticket_number FROM stems_of_tickets(ARRAY(SELECT number FROM ticket))
"""


def _trigger(name: str, when: str, does: str) -> tuple[str, str]:
    function = f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {does};
            RETURN NULL;
        END
        $$
        """
    return function, f"CREATE TRIGGER {name} AFTER {when} EXECUTE FUNCTION {name}()"


_OF_FILES = """
    SELECT comment.ticket_number FROM {files} AS gone
    JOIN comment_part AS part ON part.id = gone.part_id
    JOIN comment ON comment.id = part.comment_id
    WHERE comment.ticket_number IS NOT NULL
"""
_OF_THE_FILE = _OF_FILES.format(files="file").replace("WHERE", "WHERE gone.id = NEW.file_id AND")
_TICKETS_OF = "ARRAY(SELECT number FROM ticket WHERE {column} = NEW.id)"

_TRIGGERS = (
    # A fresh comment only adds words, however long its ticket is. In order, so that nobody waits in a circle.
    *_trigger(
        "comment_added",
        "INSERT ON comment REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
        """
        INSERT INTO ticket_word (word, ticket_number)
        SELECT DISTINCT word, ticket_number FROM fresh, unnest(stems(text)) AS word
        WHERE ticket_number IS NOT NULL AND author <> 'system' AND text <> ''
        ORDER BY word, ticket_number
        ON CONFLICT DO NOTHING
        """,
    ),
    # By statement: an erase changes all that a person ever said, and each ticket's words are to be gone through once.
    # Not at all where words were only added.
    *_trigger(
        "comment_changed",
        "UPDATE ON comment REFERENCING OLD TABLE AS was NEW TABLE AS fresh FOR EACH STATEMENT",
        """
        PERFORM FROM was JOIN fresh USING (id)
        WHERE (was.text, was.ticket_number) IS DISTINCT FROM (fresh.text, fresh.ticket_number);
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        PERFORM say_again(array_agg(DISTINCT number)) FROM (
            SELECT unnest(ARRAY[was.ticket_number, fresh.ticket_number]) AS number
            FROM was JOIN fresh USING (id)
            WHERE was.ticket_number IS DISTINCT FROM fresh.ticket_number
               OR (was.text <> fresh.text AND NOT stems(was.text) <@ stems(fresh.text))
        ) AS lost
        WHERE number IS NOT NULL;
        INSERT INTO ticket_word (word, ticket_number)
        SELECT DISTINCT word, fresh.ticket_number
        FROM was JOIN fresh USING (id), unnest(stems(fresh.text)) AS word
        WHERE was.text <> fresh.text AND fresh.ticket_number IS NOT NULL AND fresh.author <> 'system'
        ORDER BY word, ticket_number
        ON CONFLICT DO NOTHING
        """,
    ),
    *_trigger(
        "comment_gone",
        "DELETE ON comment REFERENCING OLD TABLE AS was FOR EACH STATEMENT",
        "PERFORM say_again(array_agg(DISTINCT ticket_number)) FROM was WHERE ticket_number IS NOT NULL",
    ),
    *_trigger(
        "transcript_changed",
        "UPDATE OF text ON transcript FOR EACH ROW WHEN (OLD.text <> NEW.text)",
        f"PERFORM say_again(ARRAY({_OF_THE_FILE}))",
    ),
    # With its file a transcript goes too, before this is called.
    *_trigger(
        "file_gone",
        "DELETE ON file REFERENCING OLD TABLE AS was FOR EACH STATEMENT",
        f"PERFORM say_again(ARRAY({_OF_FILES.format(files='was')}))",
    ),
    *_trigger("ticket_added", "INSERT ON ticket FOR EACH ROW", "PERFORM name_again(ARRAY[NEW.number])"),
    *_trigger(
        "ticket_named",
        "UPDATE OF customer_id, account_id, labels ON ticket FOR EACH ROW"
        " WHEN ((OLD.customer_id, OLD.account_id, OLD.labels)"
        " IS DISTINCT FROM (NEW.customer_id, NEW.account_id, NEW.labels))",
        "PERFORM name_again(ARRAY[NEW.number])",
    ),
    *_trigger(
        "customer_named",
        "UPDATE OF name ON customer FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)",
        f"PERFORM name_again({_TICKETS_OF.format(column='customer_id')})",
    ),
    *_trigger(
        "account_named",
        "UPDATE OF key, number, name ON account FOR EACH ROW"
        " WHEN ((OLD.key, OLD.number, OLD.name) IS DISTINCT FROM (NEW.key, NEW.number, NEW.name))",
        f"PERFORM name_again({_TICKETS_OF.format(column='account_id')})",
    ),
)
