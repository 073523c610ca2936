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
        version = await present(connection)
        refuse_newer(version)
        if version != newest():
            await connection.run_sync(upgrade)


async def require_newest(database: Database) -> None:
    async with database.engine.connect() as connection:
        version = await present(connection)
    refuse_newer(version)
    if version != newest():
        raise Unavailable(
            "refused.schema.old" if version else "refused.schema.empty", version=version, newest=newest()
        )


def refuse_newer(version: str | None, key: str = "refused.schema.newer") -> None:
    """Refuse, with that sentence, a schema that only a newer program knows: there is no way back."""
    if version is not None and version > newest():
        raise Unavailable(key, version=version, newest=newest())


def upgrade(connection: Connection, version: str = "head") -> None:
    from alembic import command  # takes half a second, needed only to migrate
    from alembic.config import Config

    config = Config(_ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, version)


async def present(connection: AsyncConnection) -> str | None:
    """The version the database has, None if it has no tables yet."""
    if not await connection.run_sync(lambda plain: inspect(plain).has_table("alembic_version")):
        return None
    version: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def newest() -> str:
    """Each migration's file begins with its number; a test checks this against alembic."""
    return max(path.stem.partition("_")[0] for path in (_ROOT / "alembic" / "versions").glob("[0-9]*.py"))
