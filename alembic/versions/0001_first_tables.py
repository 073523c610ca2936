"""The desk's first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE SEQUENCE ticket_number START 1001")
    _tables()
    for statement in _FUNCTIONS:
        op.execute(statement)


_FUNCTIONS = (
    """
    CREATE FUNCTION desk_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
        SELECT clock_timestamp() + coalesce((SELECT ahead FROM practice_clock), interval '0')
    $$
    """,
    # Called as a transaction's last statement. The lock is held until the commit that follows, so ids are
    # handed out in commit order and a reader of `id > cursor` misses nothing.
    """
    CREATE FUNCTION journal_append(rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('lanedesk:journal'));
        INSERT INTO event (key, type, actor_kind, actor_id, at, ticket, comment, customer, reason, data)
        SELECT (r ->> 'key')::uuid, r ->> 'type', r ->> 'actor_kind', (r ->> 'actor_id')::int,
               (r ->> 'at')::timestamptz, (r ->> 'ticket')::bigint, (r ->> 'comment')::bigint,
               (r ->> 'customer')::int, r ->> 'reason', r -> 'data'
        FROM jsonb_array_elements(rows) WITH ORDINALITY AS e (r, position)
        ORDER BY position;
        PERFORM pg_notify('lanedesk', 'event');
    END
    $$
    """,
)


def _tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("support_until", sa.Date(), nullable=True),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column(
            "details", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.CheckConstraint("status IN ('active', 'suspended', 'expired')", name="status_is_known"),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pkey")),
        sa.UniqueConstraint("key", name=op.f("account_key_key")),
    )
    op.create_index(
        "account_name_trgm",
        "account",
        ["name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_table(
        "agent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("agent_pkey")),
        sa.UniqueConstraint("name", name=op.f("agent_name_key")),
        sa.UniqueConstraint("telegram_id", name=op.f("agent_telegram_id_key")),
    )
    op.create_table(
        "board",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("board_pkey")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.BigInteger(), nullable=True),
        sa.Column("customer", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("event_pkey")),
        sa.UniqueConstraint("key", name=op.f("event_key_key")),
    )
    op.create_index("event_ticket", "event", ["ticket", "id"], unique=False)
    op.create_table(
        "heartbeat",
        sa.Column("loop", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("beat_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("lag_seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("loop", "process", name=op.f("heartbeat_pkey")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("order_key", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("run_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("leased_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("first_failed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("parked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("job_pkey")),
        sa.UniqueConstraint("queue", "key", name="job_key"),
    )
    op.create_index(
        "job_done", "job", ["done_at"], unique=False, postgresql_where=sa.text("done_at IS NOT NULL")
    )
    op.create_index(
        "job_open",
        "job",
        ["queue", "order_key", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.create_index(
        "job_parked", "job", ["parked_at"], unique=False, postgresql_where=sa.text("parked_at IS NOT NULL")
    )
    op.create_index(
        "job_line",
        "job",
        ["queue", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.create_table(
        "practice_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.CheckConstraint("id = 1", name="practice_clock_single"),
        sa.PrimaryKeyConstraint("id", name=op.f("practice_clock_pkey")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("setting_pkey")),
    )
    op.create_table(
        "agent_key",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reusable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("kind IN ('login', 'link', 'session', 'token')", name="kind_is_known"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("agent_key_agent_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("agent_key_pkey")),
    )
    op.create_index(op.f("agent_key_agent_id"), "agent_key", ["agent_id"], unique=False)
    op.create_table(
        "board_column",
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('inbox', 'working', 'waiting', 'done')", name="kind_is_known"),
        sa.ForeignKeyConstraint(["board_key"], ["board.key"], name=op.f("board_column_board_key_fkey")),
        sa.PrimaryKeyConstraint("board_key", "key", name=op.f("board_column_pkey")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("chosen_ticket", sa.BigInteger(), nullable=True),
        sa.Column("chosen_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("spoke_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("blocked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tries_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("greeted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("left_door_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("customer_account_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_pkey")),
        sa.UniqueConstraint("telegram_id", name=op.f("customer_telegram_id_key")),
    )
    op.create_index(
        "customer_name_trgm",
        "customer",
        ["name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_table(
        "idempotency_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("idempotency_key_agent_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "agent_id", name=op.f("idempotency_key_pkey")),
    )
    op.create_table(
        "lane",
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_key"], ["board.key"], name=op.f("lane_board_key_fkey")),
        sa.PrimaryKeyConstraint("board_key", "key", name=op.f("lane_pkey")),
    )
    op.create_table(
        "account_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("account_try_customer_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("account_try_pkey")),
    )
    op.create_index(op.f("account_try_customer_id"), "account_try", ["customer_id"], unique=False)
    op.create_table(
        "customer_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("customer_account_account_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("customer_account_customer_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_account_pkey")),
    )
    op.create_index("customer_account_account", "customer_account", ["account_id"], unique=False)
    op.create_index(
        "customer_account_held",
        "customer_account",
        ["customer_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "policy",
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("lane_key", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("goal", sa.Interval(), nullable=False),
        sa.Column("warn_percent", sa.Integer(), server_default=sa.text("75"), nullable=False),
        sa.CheckConstraint("goal > interval '0'", name="policy_goal_positive"),
        sa.CheckConstraint(
            "metric IN ('first_response', 'next_response', 'resolution')", name="metric_is_known"
        ),
        sa.CheckConstraint("warn_percent BETWEEN 1 AND 99", name="policy_warn_percent_range"),
        sa.ForeignKeyConstraint(
            ["board_key", "lane_key"], ["lane.board_key", "lane.key"], name=op.f("policy_board_key_fkey")
        ),
        sa.PrimaryKeyConstraint("board_key", "lane_key", "metric", name=op.f("policy_pkey")),
    )
    op.create_table(
        "topic",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("prompts", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("lane_key", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_key", "lane_key"], ["lane.board_key", "lane.key"], name=op.f("topic_board_key_fkey")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("topic_pkey")),
    )
    op.create_index(
        "topic_default", "topic", ["is_default"], unique=True, postgresql_where=sa.text("is_default")
    )
    op.create_table(
        "ticket",
        sa.Column(
            "number", sa.BigInteger(), server_default=sa.text("nextval('ticket_number')"), nullable=False
        ),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("topic_key", sa.String(), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("lane_key", sa.String(), nullable=False),
        sa.Column("column_key", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("labels", postgresql.ARRAY(Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("source", sa.String(), server_default=sa.text("'telegram'"), nullable=False),
        sa.Column("follows", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_message_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("due_metric", sa.String(), nullable=True),
        sa.Column("next_alarm_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "due_metric IN ('first_response', 'next_response', 'resolution')", name="due_metric_is_known"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("ticket_account_id_fkey")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("ticket_agent_id_fkey")),
        sa.ForeignKeyConstraint(
            ["board_key", "column_key"],
            ["board_column.board_key", "board_column.key"],
            name="ticket_column_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["board_key", "lane_key"], ["lane.board_key", "lane.key"], name="ticket_lane_fkey"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("ticket_customer_id_fkey")),
        sa.ForeignKeyConstraint(["follows"], ["ticket.number"], name=op.f("ticket_follows_fkey")),
        sa.ForeignKeyConstraint(["topic_key"], ["topic.key"], name=op.f("ticket_topic_key_fkey")),
        sa.PrimaryKeyConstraint("number", name=op.f("ticket_pkey")),
    )
    op.create_index("ticket_account", "ticket", ["account_id", "number"], unique=False)
    op.create_index("ticket_board", "ticket", ["board_key", "column_key"], unique=False)
    op.create_index("ticket_customer", "ticket", ["customer_id", "number"], unique=False)
    op.create_index(
        "ticket_next_alarm",
        "ticket",
        ["next_alarm_at"],
        unique=False,
        postgresql_where=sa.text("next_alarm_at IS NOT NULL"),
    )
    op.create_table(
        "alarm",
        sa.Column("timer_key", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("ticket_number", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('near', 'missed')", name="stage_is_known"),
        sa.ForeignKeyConstraint(
            ["ticket_number"], ["ticket.number"], name=op.f("alarm_ticket_number_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("timer_key", "stage", name=op.f("alarm_pkey")),
    )
    op.create_index("alarm_ticket", "alarm", ["ticket_number"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_number", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "entities", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("transcript", sa.String(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("is_thanks", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("quote", sa.String(), nullable=True),
        sa.Column("forwarded_from", sa.String(), nullable=True),
        sa.Column(
            "detail", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("bot_id", sa.BigInteger(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("media_group_id", sa.String(), nullable=True),
        sa.Column("delivery", sa.String(), nullable=True),
        sa.Column("delivery_reason", sa.String(), nullable=True),
        sa.Column("is_maybe_twice", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('russian', translate(text || ' ' || coalesce(transcript, ''), 'ёЁ', 'еЕ')) || to_tsvector('indonesian', text || ' ' || coalesce(transcript, ''))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("author IN ('customer', 'agent', 'system')", name="author_is_known"),
        sa.CheckConstraint("delivery IN ('queued', 'sent', 'failed', 'blocked')", name="delivery_is_known"),
        sa.CheckConstraint(
            "kind IN ('text', 'photo', 'album', 'voice', 'video', 'video_note', 'document', 'audio', 'sticker', 'location', 'contact', 'other')",
            name="kind_is_known",
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("comment_agent_id_fkey")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("comment_customer_id_fkey")),
        sa.ForeignKeyConstraint(["reply_to"], ["comment.id"], name=op.f("comment_reply_to_fkey")),
        sa.ForeignKeyConstraint(
            ["ticket_number"], ["ticket.number"], name=op.f("comment_ticket_number_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("comment_pkey")),
        sa.UniqueConstraint("bot_id", "chat_id", "media_group_id", name="comment_album"),
    )
    op.create_index(
        "comment_door",
        "comment",
        ["customer_id"],
        unique=False,
        postgresql_where=sa.text("ticket_number IS NULL"),
    )
    op.create_index("comment_search", "comment", ["search"], unique=False, postgresql_using="gin")
    op.create_index("comment_ticket", "comment", ["ticket_number", "id"], unique=False)
    op.create_index(
        "comment_undelivered",
        "comment",
        ["delivery"],
        unique=False,
        postgresql_where=sa.text("delivery IN ('queued', 'failed')"),
    )
    op.create_index(
        "comment_unseen",
        "comment",
        ["ticket_number"],
        unique=False,
        postgresql_where=sa.text("author = 'customer' AND seen_at IS NULL"),
    )
    op.create_table(
        "timer",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("ticket_number", sa.BigInteger(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("goal", sa.Interval(), nullable=False),
        sa.Column("warn_percent", sa.Integer(), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("left", sa.Interval(), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "held", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("is_unreachable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("(state = 'paused') = (due_at IS NULL)", name="timer_paused_has_no_due"),
        sa.CheckConstraint(
            "metric IN ('first_response', 'next_response', 'resolution')", name="metric_is_known"
        ),
        sa.CheckConstraint("state IN ('met', 'cancelled') <= (ended_at IS NOT NULL)", name="timer_ended"),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'held', 'met', 'missed', 'cancelled')", name="state_is_known"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_number"], ["ticket.number"], name=op.f("timer_ticket_number_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("timer_pkey")),
    )
    op.create_index("timer_ticket", "timer", ["ticket_number"], unique=False)
    op.create_table(
        "comment_part",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "entities", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("comment_part_comment_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("comment_part_pkey")),
        sa.UniqueConstraint("bot_id", "chat_id", "message_id", name="comment_part_message"),
    )
    op.create_index("comment_part_comment", "comment_part", ["comment_id", "position"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ticket_number", sa.BigInteger(), nullable=True),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "data", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("bot_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('account', 'confirm_account', 'topic', 'which', 'rating')", name="kind_is_known"
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("question_comment_id_fkey")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("question_customer_id_fkey")),
        sa.ForeignKeyConstraint(
            ["ticket_number"], ["ticket.number"], name=op.f("question_ticket_number_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("question_pkey")),
    )
    op.create_index(
        "question_open",
        "question",
        ["customer_id", "id"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index(
        "question_rating_once",
        "question",
        [sa.literal_column("(data ->> 'resolution')")],
        unique=True,
        postgresql_where=sa.text("kind = 'rating'"),
    )
    op.create_table(
        "rating",
        sa.Column("resolution", sa.Uuid(), nullable=False),
        sa.Column("ticket_number", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("scored_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("score BETWEEN -1 AND 1", name="rating_score_range"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("rating_comment_id_fkey")),
        sa.ForeignKeyConstraint(["ticket_number"], ["ticket.number"], name=op.f("rating_ticket_number_fkey")),
        sa.PrimaryKeyConstraint("resolution", name=op.f("rating_pkey")),
    )
    op.create_index(op.f("rating_ticket_number"), "rating", ["ticket_number"], unique=False)
    op.create_table(
        "comment_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("part_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "entities", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("replaced_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"], ["comment_part.id"], name=op.f("comment_version_part_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("comment_version_pkey")),
    )
    op.create_index(op.f("comment_version_part_id"), "comment_version", ["part_id"], unique=False)
    op.create_table(
        "file",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("part_id", sa.BigInteger(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("telegram_file_id", sa.String(), nullable=True),
        sa.Column("bot_id", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'stored') = (sha256 IS NOT NULL)", name="file_stored_has_blob"),
        sa.CheckConstraint(
            "kind IN ('text', 'photo', 'album', 'voice', 'video', 'video_note', 'document', 'audio', 'sticker', 'location', 'contact', 'other')",
            name="kind_is_known",
        ),
        sa.CheckConstraint("state IN ('pending', 'stored', 'too_big', 'failed')", name="state_is_known"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("file_agent_id_fkey")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["comment_part.id"], name=op.f("file_part_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("file_pkey")),
    )
    op.create_index(op.f("file_part_id"), "file", ["part_id"], unique=False)
    op.create_index(op.f("file_sha256"), "file", ["sha256"], unique=False)
    op.create_foreign_key("customer_chosen_ticket_fkey", "customer", "ticket", ["chosen_ticket"], ["number"])
