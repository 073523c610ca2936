"""Shared by tests of the bot's loops: waiting for a condition, raw messages, looking at jobs."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import text

from board.store.db import Database
from board.store.files import Blobs
from board.store.loops import Beat


async def until(condition: Callable[[], Awaitable[object]], seconds: float = 10.0) -> None:
    """Wait until the condition holds; fail if it does not in time. Looking takes time from what is awaited."""
    pause = 0.01
    async with asyncio.timeout(seconds):
        while not await condition():  # what is awaited happens in other processes too
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, 0.1)


@asynccontextmanager
async def turning(loop: Callable[[Beat], Awaitable[None]]) -> AsyncIterator[asyncio.Task[None]]:
    """A loop that turns while the block runs, then is stopped as the desk stops its loops."""

    async def turn() -> None:
        await loop(Beat())

    task = asyncio.create_task(turn())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def cut_short(work: Coroutine[Any, Any, object], chance: random.Random, most: int) -> None:
    """Begin it and let it die within so many turns of the loop; what it raises by itself is raised."""
    task = asyncio.create_task(work)
    for _ in range(chance.randrange(most)):
        await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def message(person: int, number: int, words: str, **fields: object) -> dict[str, Any]:
    """A private text message, as Telegram writes it."""
    return {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": {"id": person, "type": "private", "first_name": "Anna"},
        "from": {"id": person, "is_bot": False, "first_name": "Anna", "language_code": "ru"},
        "text": words,
        **fields,
    }


def age(blobs: Blobs, sha256: str, days: float = 0.1) -> None:
    """Make a blob and its other forms look that old."""
    moment = time.time() - days * 24 * 3600
    for path in blobs.path(sha256).parent.glob(f"{sha256}*"):
        os.utime(path, (moment, moment))


async def jobs_of(database: Database, queue: str) -> list[dict[str, Any]]:
    """Every job of a queue, done ones too, oldest first."""
    async with database.reading() as session:
        rows = await session.execute(
            text("SELECT * FROM job WHERE queue = :queue ORDER BY id"), {"queue": queue}
        )
        return [dict(row) for row in rows.mappings()]


async def open_jobs(database: Database, queue: str) -> list[dict[str, Any]]:
    return [job for job in await jobs_of(database, queue) if not job["done_at"] and not job["parked_at"]]
