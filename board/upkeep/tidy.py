"""What was kept only for a while is deleted, and once a day the blobs that nothing refers to any more."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import structlog

from board.desk import calendars, quick_replies
from board.people import about, archives, door, guessing, imports, keys
from board.store import jobs, journal
from board.store.db import Database
from board.store.files import Blobs
from board.store.loops import Beat
from board.talk import attachments, proposing
from board.upkeep.blobs import forget_unused
from board.values import DESK

log = structlog.get_logger()

KEPT_AFTER_HANDLING = timedelta(hours=72)

_MERCY_SECONDS = 3600.0
"""After the start, so that whoever has restored the wrong backup can still stop the desk."""
_SECONDS = 600.0
_IDLE_SECONDS = 5.0
_TURNS_A_DAY = 144
_OLD = timedelta(days=1)


async def tidy(
    database: Database,
    blobs: Blobs,
    beat: Beat,
    *,
    kept: Collection[str] = (),
    mercy_seconds: float = _MERCY_SECONDS,
) -> None:
    """Turn for ever: delete keys of handled updates, old messages at the door, unsent uploads and unused blobs.

    Holidays are looked at too, which the turn of the year or a newer package makes known.
    `kept` are blobs that are needed although no row refers to them.
    """
    await _idle(beat, mercy_seconds)
    for turn in itertools.count():
        beat.turn()
        await _forget_rows(database)
        try:
            await asyncio.to_thread(blobs.clear_unfinished, datetime.now(UTC) - _OLD)
            if turn % _TURNS_A_DAY == 0:
                await sweep(database, blobs, beat, kept)
        except OSError as error:
            log.warning("files not swept", error=error.strerror)
        await _idle(beat, _SECONDS)


async def _forget_rows(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await jobs.forget_done(tx.session, KEPT_AFTER_HANDLING)
    async with database.transaction(DESK) as tx:
        await door.forget_old(tx)
    async with database.transaction(DESK) as tx:
        await attachments.forget_unsent(tx)
    async with database.transaction(DESK) as tx:
        await guessing.forget_old(tx)
    async with database.transaction(DESK) as tx:
        await imports.forget_old(tx)
    async with database.transaction(DESK) as tx:
        await keys.forget_expired(tx)
    async with database.transaction(DESK) as tx:
        await archives.forget_old(tx)
    async with database.transaction(DESK) as tx:
        await quick_replies.forget_old(tx)
    async with database.transaction(DESK) as tx:
        await about.forget_removed(tx)
    async with database.transaction(DESK) as tx:
        await calendars.renew(tx)
    while True:
        async with database.transaction(DESK) as tx:
            if not await proposing.liken_earlier(tx):
                break


async def sweep(database: Database, blobs: Blobs, beat: Beat, kept: Collection[str] = ()) -> None:
    """Have blobs deleted that nothing refers to and that are older than a day, by the disk's own clock."""
    old = datetime.now(UTC) - _OLD
    began = await _began(database)
    if began is None:
        return
    for start in map("{:02x}".format, range(256)):
        beat.turn()
        found = await asyncio.to_thread(blobs.untouched, start, began, old)
        if found := found.difference(kept):
            async with database.transaction(DESK) as tx:
                await forget_unused(tx, found)


async def _began(database: Database) -> datetime | None:
    """When the desk's first fact was recorded. Older blobs are another desk's, if its folder has a new database."""
    async with database.reading() as session:
        entries = await journal.read_after(session, 0, limit=1)
    return entries[0].event.at if entries else None


async def _idle(beat: Beat, seconds: float) -> None:
    for _ in range(round(seconds / _IDLE_SECONDS)):
        beat.turn()
        await asyncio.sleep(_IDLE_SECONDS)
