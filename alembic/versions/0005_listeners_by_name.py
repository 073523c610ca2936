"""Work queued for a listener names it by a word of its own, not by the module it stood in."""

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
    FROM job WHERE queue = 'refold' AND key LIKE 'bot.reactions:%'
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
