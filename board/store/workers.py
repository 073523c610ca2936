"""Workers over a queue: lease jobs, do them outside a transaction, settle them; and watch how far behind it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog

from board.store import jobs
from board.store.db import Database
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.trouble import describe, where
from board.store.wake import Wake, wait

log = structlog.get_logger()

IDLE_SECONDS = 5.0
_WATCH_SECONDS = 2.0


async def work_off(
    database: Database,
    wake: Wake,
    beat: Beat,
    queue: str,
    work: Callable[[Claim], Awaitable[bool | None]],
    *,
    workers: int,
    lease: timedelta,
) -> None:
    """Turn for ever. `work` settles its job itself, or says by True that it is over: such jobs are deleted together,
    with the next lease. If it raises, the job comes again when its lease ends.

    Only one task leases, for all workers: otherwise each notice would wake them all for one job.
    """
    working: set[asyncio.Task[None]] = set()
    over: list[Claim] = []

    async def do(claim: Claim) -> None:
        try:
            if await work(claim):
                over.append(claim)
        except Exception as error:
            log.error("job failed", queue=queue, job=claim.id, error=describe(error), where=where(error))

    async with wake.on(f"job:{queue}") as woken, asyncio.TaskGroup() as group:

        def done(task: asyncio.Task[None]) -> None:
            working.discard(task)
            woken.set()  # the next of its order key can go

        group.create_task(watch(database, queue, beat))
        while True:
            woken.clear()
            free = workers - len(working)
            if not free:
                await woken.wait()
                continue
            settled = over.copy()
            claims = await take_lease(database, queue, lease, free, settled=settled)
            del over[: len(settled)]
            for claim in claims:
                task = group.create_task(do(claim))
                working.add(task)
                task.add_done_callback(done)
            if len(claims) < free:
                await wait(woken, await pause(database, queue))


class Watch:
    """Beats of a loop, with how far behind its queue is, which is read at most every two seconds."""

    def __init__(self, database: Database, queue: str, beat: Beat) -> None:
        self._database = database
        self._queue = queue
        self._beat = beat
        self._read_at: float | None = None

    async def turn(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._read_at is not None and now - self._read_at < _WATCH_SECONDS:
            self._beat.turn(self._beat.lag_seconds)
            return
        self._read_at = now
        async with self._database.reading() as session:
            self._beat.turn(await jobs.lag_seconds(session, self._queue))


async def watch(database: Database, queue: str, beat: Beat) -> None:
    """Beat for ever, for a loop whose turns may take long."""
    turns = Watch(database, queue, beat)
    while True:
        await turns.turn()
        await asyncio.sleep(_WATCH_SECONDS)


async def take_lease(
    database: Database,
    queue: str,
    length: timedelta,
    limit: int = 1,
    excluding: Sequence[str] = (),
    settled: Sequence[Claim] = (),
) -> list[Claim]:
    """Up to `limit` jobs, leased and committed; see `jobs.lease`. Those that are settled are deleted before."""
    async with database.bookkeeping() as session:
        if settled:
            await jobs.finish(session, *settled)
        return await jobs.lease(session, queue, length, limit, excluding)


async def pause(database: Database, queue: str, longest: float = IDLE_SECONDS) -> float:
    """How many seconds to wait for a notice before looking in any case."""
    async with database.reading() as session:
        to_next = await jobs.seconds_to_next(session, queue)
    return longest if to_next is None else min(max(to_next, 0.05), longest)
