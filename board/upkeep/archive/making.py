"""Copies are made: read in short transactions, written to disk outside of any, packed, and handed on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import copyfileobj

import structlog

from board.people import archives
from board.people.archives import Packed
from board.queues import Queue
from board.store import jobs, replacing
from board.store.db import Database, Transaction
from board.store.files import Blobs
from board.store.jobs import Claim
from board.store.loops import Beat, one_at_a_time
from board.store.room import LEAST_BYTES
from board.store.trouble import describe, where
from board.store.wake import Wake
from board.store.workers import work_off
from board.upkeep.archive import contents, packing, writing
from board.upkeep.archive.contents import Outline, Wanted
from board.values import DESK
from board.words.catalog import say

log = structlog.get_logger()

QUEUE = Queue.ARCHIVE

_LEASE = timedelta(hours=1)
"""Longer than any copy takes; one that is cut off is begun anew by the next process at once."""
_TRIES = 4
_BETWEEN_TRIES = timedelta(seconds=10)
_NO_ROOM_PAUSE = timedelta(minutes=1)


class _NoRoom(Exception):
    """The disk is too full for it."""


async def make(database: Database, wake: Wake, blobs: Blobs, beat: Beat) -> None:
    """Turn for ever. Only one process of the desk does, so a lease found at the start is of one that died."""

    async def work(claim: Claim) -> None:
        await _work(database, blobs, claim)

    async with one_at_a_time(database, QUEUE, beat):
        async with database.transaction(DESK) as tx:
            await jobs.end_leases(tx.session, QUEUE)
        await work_off(database, wake, beat, QUEUE, work, workers=1, lease=_LEASE)


async def write_to(database: Database, blobs: Blobs, wanted: Wanted, target: Path) -> None:
    """One archive with everything, for whoever runs the desk."""
    with blobs.scratch() as folder:
        _, made = await _make(database, blobs, wanted, folder, most_bytes=None)
        await asyncio.to_thread(_copy, made[0], target)


async def _work(database: Database, blobs: Blobs, claim: Claim) -> None:
    try:
        packed = await _packed(database, blobs, int(str(claim.json()["archive"])))
    except _NoRoom:
        await database.run(DESK, lambda tx: replacing.put_off(tx.session, claim, _NO_ROOM_PAUSE, "disk full"))
    except Exception as error:
        log.error("copy not made", job=claim.id, error=describe(error), where=where(error))
        await database.run(DESK, partial(_again, claim=claim, why=describe(error)))
    else:
        await database.run(DESK, partial(_made, claim=claim, packed=packed))


async def _made(tx: Transaction, claim: Claim, packed: list[Packed]) -> None:
    await jobs.finish(tx.session, claim)
    await archives.made(tx, int(str(claim.json()["archive"])), packed)


async def _again(tx: Transaction, claim: Claim, why: str) -> None:
    if claim.attempt < _TRIES:
        await jobs.retry(tx.session, claim, _BETWEEN_TRIES * claim.attempt, why)
    else:
        await jobs.park(tx.session, claim, why)


async def _packed(database: Database, blobs: Blobs, archive_id: int) -> list[Packed]:
    """Empty if it was erased meanwhile."""
    async with database.reading() as session:
        asked = await contents.asked_for(session, archive_id)
    if asked is None:
        return []
    most_bytes = packing.MOST_BYTES if asked.is_for_chat else None
    with blobs.scratch() as folder:
        outline, made = await _make(database, blobs, asked.wanted, folder, most_bytes)
        names = [_name(outline, place) for place in range(len(made))]
        saved = [await blobs.save_file(path) for path in made]
    return [Packed(name, *bytes_of) for name, bytes_of in zip(names, saved, strict=True)]


async def _make(
    database: Database, blobs: Blobs, wanted: Wanted, folder: Path, most_bytes: int | None
) -> tuple[Outline, list[Path]]:
    async with database.reading() as session:
        outline = await contents.outline(session, wanted)
    needed = 2 * sum(file.size_bytes or 0 for file in outline.files if file.sha256)
    if await asyncio.to_thread(blobs.free_bytes) < LEAST_BYTES + needed:
        raise _NoRoom
    plan = await asyncio.to_thread(
        packing.plan, outline.files, lambda sha256: blobs.path(sha256).is_file(), most_bytes
    )
    documents = await writing.write(database, outline, plan, folder)
    at = outline.at
    return outline, await asyncio.to_thread(packing.pack, folder, documents, plan, blobs.path, at)


def _name(outline: Outline, place: int) -> str:
    """As the person sees it."""
    word = say(outline.wanted.language, "archive.file_name")
    more = f"-{place + 1}" if place else ""
    return f"{word}-{outline.at.date().isoformat()}{more}.zip"


def _copy(source: Path, target: Path) -> None:
    """It may be on another disk. Nothing there is replaced."""
    with source.open("rb") as read, target.open("xb") as written:
        copyfileobj(read, written)
