"""File names, usernames and more forms of Russian words are found; agents keep searches; filters read no whole table.

A million comments take about a minute, in which their texts are cut into words again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("saved_search_agent_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("saved_search_pkey")),
        sa.UniqueConstraint("agent_id", "name", name="saved_search_name"),
    )
    op.create_index("ticket_opened", "ticket", ["opened_at"])
    op.create_index(
        "comment_kind", "comment", ["ticket_number", "kind"], postgresql_where=sa.text("kind <> 'text'")
    )
    for statement in (*_FUNCTIONS, *_TRIGGERS, _FILL):
        op.execute(statement)


_FUNCTIONS = (
    # The stemmer takes the end of nouns such as терминал, экран, реквизит or печать for that of a verb, but not in all
    # their forms. So what looks like one is also kept without its case ending alone.
    r"""
    CREATE FUNCTION noun_stems(plain text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ARRAY(
            SELECT DISTINCT stem
            FROM regexp_split_to_table(lower(plain), ' ') AS word,
                 regexp_replace(word, '(ами|ями|ом|ем|ов|ев|ам|ям|ах|ях|ью|[аяуюыиеойь])$', '') AS stem
            WHERE length(word) BETWEEN 4 AND 40 AND stem ~ '^[а-я]+([ая][лнт]|и[тмл]|ен|[лрк]е)$'
        )
    $$
    """,
    r"""
    CREATE OR REPLACE FUNCTION stems(said text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        plain text := plain_words(said);
        found text[] := tsvector_to_array(
            to_tsvector('russian', plain) || to_tsvector('latin_indonesian', plain));
    BEGIN
        IF plain ~ '[а-яА-Я]' THEN
            found := found || noun_stems(plain);
        END IF;
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
    # Names that a program gave are on every ticket with such a file.
    r"""
    CREATE FUNCTION is_given_name(name text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT name <> '' AND name !~* ('^(photo|live-photo|voice|audio|video|video_note|animation|sticker|image|img'
            || '|screenshot|file)[-_ .()0-9]*([.][a-z0-9]{1,5})?$')
    $$
    """,
    """
    CREATE FUNCTION stems_of_file(file_id bigint)
    RETURNS TABLE (word text, ticket_number bigint) LANGUAGE sql STABLE AS $$
        SELECT unnest(stems(file.name)), comment.ticket_number
        FROM file
        JOIN comment_part AS part ON part.id = file.part_id
        JOIN comment ON comment.id = part.comment_id
        WHERE file.id = file_id AND comment.ticket_number IS NOT NULL AND is_given_name(file.name)
    $$
    """,
    """
    CREATE OR REPLACE FUNCTION stems_of_tickets(numbers bigint[])
    RETURNS TABLE (word text, ticket_number bigint) LANGUAGE sql STABLE AS $$
        SELECT unnest(stems(comment.text)), comment.ticket_number FROM comment
        WHERE comment.ticket_number = ANY(numbers) AND comment.author <> 'system' AND comment.text <> ''
        UNION
        SELECT unnest(stems(concat_ws(' ', transcript.text, CASE WHEN is_given_name(file.name) THEN file.name END))),
               comment.ticket_number
        FROM comment
        JOIN comment_part AS part ON part.comment_id = comment.id
        JOIN file ON file.part_id = part.id
        LEFT JOIN transcript ON transcript.file_id = file.id
        WHERE comment.ticket_number = ANY(numbers) AND (transcript.text <> '' OR is_given_name(file.name))
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
        WHERE ticket.number = ANY(numbers) AND part <> ''
        UNION
        SELECT '=' || label, ticket.number FROM ticket, unnest(ticket.labels) AS label
        WHERE ticket.number = ANY(numbers)
    $$
    """,
)

_TICKET_OF_FILE = """
    SELECT comment.ticket_number FROM comment_part AS part
    JOIN comment ON comment.id = part.comment_id
    WHERE part.id = NEW.part_id AND comment.ticket_number IS NOT NULL
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


_TRIGGERS = (
    *_trigger(
        "file_named",
        "INSERT OR UPDATE OF part_id, name ON file FOR EACH ROW"
        " WHEN (NEW.part_id IS NOT NULL AND is_given_name(NEW.name))",
        """
        INSERT INTO ticket_word (word, ticket_number)
        SELECT word, ticket_number FROM stems_of_file(NEW.id) ORDER BY word
        ON CONFLICT DO NOTHING
        """,
    ),
    *_trigger(
        "file_renamed",
        "UPDATE OF name ON file FOR EACH ROW WHEN (OLD.name <> NEW.name AND is_given_name(OLD.name))",
        f"PERFORM say_again(ARRAY({_TICKET_OF_FILE}))",
    ),
    "DROP TRIGGER customer_named ON customer",
    """
    CREATE TRIGGER customer_named AFTER UPDATE OF name, username ON customer FOR EACH ROW
    WHEN ((OLD.name, OLD.username) IS DISTINCT FROM (NEW.name, NEW.username)) EXECUTE FUNCTION customer_named()
    """,
)

_FILL = """
    INSERT INTO ticket_word (word, ticket_number)
    SELECT word, ticket_number FROM stems_of_tickets(ARRAY(SELECT number FROM ticket))
    UNION
    SELECT word, ticket_number FROM names_of_tickets(ARRAY(
        SELECT number FROM ticket JOIN customer ON customer.id = ticket.customer_id WHERE username IS NOT NULL))
    ON CONFLICT DO NOTHING
"""
