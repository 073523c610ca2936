"""Queued jobs call a listener by its name, not by its module; the queue of files to delete is called blob."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What listened for the bot did so for voice as well.
_TOLD_TWICE = """
    INSERT INTO job (queue, key, order_key, payload, run_at, attempts, first_failed_at, parked_at, error)
    SELECT queue, replace(key, 'bot.reactions:', 'voice:'), order_key,
           replace(payload, '"bot.reactions"', '"voice"'), run_at, attempts, first_failed_at, parked_at, error
    FROM job WHERE queue = 'refold' AND key LIKE 'bot.reactions:%' AND done_at IS NULL
"""


def upgrade() -> None:
    op.execute(_TOLD_TWICE)
    for module, name in (("sla.fold", "sla"), ("bot.reactions", "bot")):
        op.execute(
            f"""
            UPDATE job SET key = replace(key, '{module}:', '{name}:'),
                           payload = replace(payload, '"{module}"', '"{name}"')
            WHERE queue = 'refold' AND key LIKE '{module}:%'
            """
        )
    op.execute(
        """
        UPDATE job SET queue = 'blob', key = substr(key, 8), order_key = substr(order_key, 6),
                       payload = replace(payload, '"forget"', '"sha256"')
        WHERE queue = 'media' AND key LIKE 'forget:%'
        """
    )
