"""The database's schema: migrated to the newest version, or refused if it is another."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.errors import Unavailable
from board.store.db import Database

_ROOT = Path(__file__).resolve().parents[2]


async def migrate(database: Database) -> None:
    """Migrate to the newest version; two at once wait for each other at alembic's table."""
    async with database.engine.begin() as connection:
        if await _present(connection) != _newest():
            await connection.run_sync(upgrade)


async def require_newest(database: Database) -> None:
    async with database.engine.connect() as connection:
        present = await _present(connection)
    if present != _newest():
        raise Unavailable(
            f"The database's schema is {present or 'empty'}, this program needs {_newest()}: run `lanedesk migrate`."
        )


def upgrade(connection: Connection) -> None:
    from alembic import command  # takes half a second, needed only to migrate
    from alembic.config import Config

    config = Config(_ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _present(connection: AsyncConnection) -> str | None:
    if not await connection.run_sync(lambda plain: inspect(plain).has_table("alembic_version")):
        return None
    version: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _newest() -> str:
    """Each migration's file begins with its number; a test checks this against alembic."""
    return max(path.stem.partition("_")[0] for path in (_ROOT / "alembic" / "versions").glob("[0-9]*.py"))
