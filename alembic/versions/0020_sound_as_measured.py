"""A sound's length and shape, as the desk measures them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file", sa.Column("measured", sa.Integer(), nullable=True))
    op.add_column("file", sa.Column("shape", postgresql.ARRAY(sa.SmallInteger()), nullable=True))
    op.create_check_constraint("file_shape_parts", "file", "cardinality(shape) = 48")
