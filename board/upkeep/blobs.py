"""Blobs that nothing needs any more are deleted, but not if they were saved in the last minutes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import ARRAY, Text, any_, cast, inspect, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from board.models import ArchiveFile, File, QuickReplyFile, Setting
from board.store import jobs, loops
from board.store.db import Database, Transaction
from board.store.files import QUEUE, Blobs, forget_later
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.wake import Wake
from board.store.workers import work_off
from board.values import DESK

_LEASE = timedelta(seconds=60)
BACKUP = "backup"
"""The lock that a backup holds; meanwhile nothing is deleted."""
_SETTLES = timedelta(minutes=5)
"""A blob saved longer ago has its row, or will never have one. Between saving and the row there is only one short
transaction, which may wait half a minute for a connection, and as long for locks. Conversions and downloads come
before saving, and a try that failed saves again. The same bytes may be saved while they are being deleted; then
they are new, and stay."""


async def forget(
    database: Database, wake: Wake, blobs: Blobs, beat: Beat, *, kept: Collection[str] = ()
) -> None:
    """Turn for ever: delete what is queued. `kept` are blobs that are needed although no row refers to them."""

    async def work(claim: Claim) -> None:
        sha256 = str(claim.json()["sha256"])
        async with database.transaction(DESK) as tx:
            is_used = sha256 in kept or bool(await used(tx, [sha256]))
            # Looked at last: a backup that begins after this sees no row that names it.
            is_copied = await loops.is_held(tx.session, BACKUP)
        if is_copied and not is_used:
            async with database.bookkeeping() as session:
                await jobs.retry(session, claim.uncounted(), _SETTLES, "a backup is being made")
            return
        is_over = is_used or await asyncio.to_thread(blobs.forget, sha256, datetime.now(UTC) - _SETTLES)
        async with database.bookkeeping() as session:
            if is_over:
                await jobs.finish(session, claim)
            else:
                await jobs.retry(session, claim.uncounted(), _SETTLES, "it was saved just now")

    await work_off(database, wake, beat, QUEUE, work, workers=1, lease=_LEASE)


async def forget_unused(tx: Transaction, blobs: Collection[str]) -> None:
    """Have those of these blobs deleted that nothing refers to, as after a crash."""
    for sha256 in sorted(set(blobs) - await used(tx, blobs)):
        await forget_later(tx, sha256)


async def named(connection: AsyncConnection) -> set[str]:
    """All blobs that some row refers to, also in a desk whose schema is older."""
    of_setting = Setting.value["sha256"].astext
    found = [
        select(File.sha256).where(File.sha256.is_not(None)),
        select(of_setting).where(of_setting.is_not(None)),
    ]
    there = await connection.run_sync(lambda now: inspect(now).get_table_names())
    found += [select(t.sha256) for t in (ArchiveFile, QuickReplyFile) if t.__tablename__ in there]
    return set(await connection.scalars(union(*found)))


async def used(tx: Transaction, blobs: Collection[str]) -> set[str]:
    """Those of these blobs that a file, a copy for a person, a quick reply or the company's picture refers to."""
    asked = any_(cast(list(blobs), ARRAY(Text)))
    of_setting = Setting.value["sha256"].astext
    found = union(
        select(File.sha256).where(File.sha256 == asked),
        select(ArchiveFile.sha256).where(ArchiveFile.sha256 == asked),
        select(QuickReplyFile.sha256).where(QuickReplyFile.sha256 == asked),
        select(of_setting).where(of_setting == asked),
    )
    return set(await tx.session.scalars(found))
