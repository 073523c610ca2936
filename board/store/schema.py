"""The database's schema: brought to the newest version, or refused when it is another."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from board.errors import Unavailable
from board.store.db import Database

_INI = Path(__file__).resolve().parents[2] / "alembic.ini"


async def migrate(database: Database) -> None:
    """Forward to the newest version; two at once wait for each other through alembic's own table."""
    async with database.engine.begin() as connection:
        await connection.run_sync(upgrade)


async def require_newest(database: Database) -> None:
    async with database.engine.connect() as connection:
        present = await connection.run_sync(_present)
    newest = ScriptDirectory.from_config(Config(_INI)).get_current_head()
    if present != newest:
        raise Unavailable(
            f"The database's schema is {present or 'empty'}, this program needs {newest}: run `lanedesk migrate`."
        )


def upgrade(connection: Connection) -> None:
    config = Config(_INI)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _present(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
