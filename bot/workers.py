"""Workers over a queue whose jobs leave the database: each leases one, works outside, and settles it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from board.events import DESK
from board.store import jobs
from board.store.db import Database
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.wake import Wake, wait
from bot.errors import describe, where

log = structlog.get_logger()

_IDLE_SECONDS = 5.0
_WATCH_SECONDS = 2.0


async def work_off(
    database: Database,
    wake: Wake,
    beat: Beat,
    queue: str,
    work: Callable[[Claim], Awaitable[None]],
    *,
    workers: int,
    lease: timedelta,
) -> None:
    """Turn for ever. `work` settles its job itself; one that raises is left to its lease and comes again."""

    async def turn() -> None:
        async with wake.on(f"job:{queue}") as woken:
            while True:
                woken.clear()
                claim = await _lease(database, queue, lease)
                if claim is None:
                    await wait(woken, await _pause(database, queue))
                    continue
                try:
                    await work(claim)
                except Exception as error:
                    log.error(
                        "job failed", queue=queue, job=claim.id, error=describe(error), where=where(error)
                    )

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(turn())
        while True:
            async with database.reading() as session:
                beat.turn(await jobs.lag_seconds(session, queue))
            await asyncio.sleep(_WATCH_SECONDS)


async def _lease(database: Database, queue: str, length: timedelta) -> Claim | None:
    async with database.transaction(DESK) as tx:
        claims = await jobs.lease(tx.session, queue, length)
    return claims[0] if claims else None


async def _pause(database: Database, queue: str) -> float:
    async with database.reading() as session:
        to_next = await jobs.seconds_to_next(session, queue)
    return min(max(to_next, 0.05), _IDLE_SECONDS) if to_next is not None else _IDLE_SECONDS
