"""A file knows in which form Telegram took it, if not in its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KINDS = (
    *("text", "photo", "album", "voice", "video", "video_note"),
    *("document", "audio", "sticker", "location", "contact", "other"),
)


def upgrade() -> None:
    op.add_column("file", sa.Column("sent_as", sa.String(), nullable=True))
    kinds = ", ".join(f"'{kind}'" for kind in _KINDS)
    op.create_check_constraint("sent_as_is_known", "file", f"sent_as IN ({kinds})")
