"""A backup becomes a desk again: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from board.desk import seed
from board.errors import Conflict
from board.queues import Queue
from board.store import dump, schema
from board.store.db import Database, Transaction
from board.store.files import Blobs
from board.upkeep import backup
from board.upkeep.backup import Backup
from board.values import DESK
from board.words.catalog import LANGUAGES

_LAYOUT = ("board", "lane", "policy", "board_column", "topic", "setting")
"""What a seed fills."""

_UNTIL_NOW = text(
    "UPDATE job SET leased_until = clock_timestamp()"
    " WHERE queue = :queue AND done_at IS NULL AND parked_at IS NULL"
)


async def restore(
    database: Database, blobs: Blobs, found: Backup, folder: Path, *, kept: Collection[str] = ()
) -> None:
    """Fill an empty desk from a backup that was `opened`; raises ``Conflict`` if it isn't empty.

    Files first, then all rows in one transaction: files without rows are no harm. What was queued for Telegram may
    have been sent since, so each such message counts as interrupted: it goes again and says that it may be there twice.
    `kept` are files that every desk has.
    """
    if strange := blobs.names() - found.files.keys() - {*found.lost, *kept}:
        raise Conflict("refused.restore.files", n=len(strange))
    async with database.engine.connect() as connection:
        await _require_empty(connection)
    brought: list[str] = []
    try:
        for sha256 in found.files.keys() - blobs.names():
            brought.append(sha256)
            await blobs.save_file(backup.file_in(folder, sha256))
        async with database.engine.begin() as connection:
            await _require_empty(connection)
            await dump.read(connection, found.dump, backup.tables_in(folder))
            await connection.execute(_UNTIL_NOW, {"queue": Queue.OUTBOX})
    except BaseException:
        for sha256 in brought:
            blobs.path(sha256).unlink(missing_ok=True)
        raise


async def _require_empty(connection: AsyncConnection) -> None:
    """Nothing in it but what a seed makes; nobody writes to it until the transaction ends."""
    schema.refuse_newer(version := await schema.present(connection))
    tables = await dump.lock_tables(connection)
    if version is None and tables:
        raise Conflict("refused.restore.other_tables", table=tables[0])
    filled = [name for name in tables if await dump.rows_of(connection, name)]
    if not filled:
        return
    if version == schema.newest() and set(filled) <= set(_LAYOUT) and await _is_as_seeded(connection):
        return
    raise Conflict("refused.restore.not_empty", tables=", ".join(filled[:3]))


async def _is_as_seeded(connection: AsyncConnection) -> bool:
    """In any language."""
    before = [await dump.rows_of(connection, name) for name in _LAYOUT]
    return before in [await _seeded(connection, language) for language in LANGUAGES]


async def _seeded(connection: AsyncConnection, language: str) -> list[list[str]]:
    """The rows that a seed makes in an empty desk."""
    async with connection.begin_nested() as attempt:
        for name in reversed(_LAYOUT):
            await connection.exec_driver_sql(f'DELETE FROM "{name}"')
        async with AsyncSession(connection, join_transaction_mode="create_savepoint") as session:
            await seed.seed(Transaction(session, DESK, {}), language)
            await session.commit()
        after = [await dump.rows_of(connection, name) for name in _LAYOUT]
        await attempt.rollback()
    return after
