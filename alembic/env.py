"""Runs migrations on the connection the caller hands over, or on LANEDESK_DATABASE_URL from the command line."""

from __future__ import annotations

import asyncio
import os

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

import board.models  # noqa: F401 (fills the metadata)
from board.store.tables import Base


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def _migrate_by_url() -> None:
    engine = create_async_engine(os.environ["LANEDESK_DATABASE_URL"])
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


if (given := context.config.attributes.get("connection")) is not None:
    _migrate(given)
else:
    asyncio.run(_migrate_by_url())
