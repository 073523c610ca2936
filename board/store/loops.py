"""Supervised loops: restarted with back-off, a heartbeat in the database, a clean stop."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from board.errors import Unavailable
from board.store.db import Database

log = structlog.get_logger()

BEAT_SECONDS = 5.0
_BACK_OFF_SECONDS = (0.2, 1.0, 5.0, 15.0)
_WATCH_SECONDS = 3.0
_CLEANUP_SECONDS = 10.0
"""How long a cancelled task may take to put things in order before it is told again."""
_BEAT = text(
    "INSERT INTO heartbeat (loop, process, beat_at, lag_seconds)"
    " VALUES (:loop, :process, clock_timestamp() - make_interval(secs => :age), :lag)"
    " ON CONFLICT (loop, process) DO UPDATE"
    " SET beat_at = excluded.beat_at, lag_seconds = excluded.lag_seconds"
)


class Beat:
    """A loop's sign of life, and how far behind it is."""

    def __init__(self) -> None:
        self.lag_seconds = 0.0
        self.last = 0.0

    def turn(self, lag_seconds: float = 0.0) -> None:
        self.lag_seconds = lag_seconds
        self.last = asyncio.get_running_loop().time()


Loop = Callable[[Beat], Awaitable[None]]


async def run(
    database: Database,
    loops: Mapping[str, Loop],
    stop: asyncio.Event,
    started: asyncio.Event | None = None,
) -> None:
    """Turn all loops until `stop`; then cancel each and wait for its end.

    `started` is set once their first heartbeats stand in the database, so that whoever waited for it finds all well.
    """
    beats = {name: Beat() for name in loops}
    process = f"{socket.gethostname()}:{os.getpid()}"
    tasks = [asyncio.create_task(_supervise(name, loop, beats[name])) for name, loop in loops.items()]
    tasks.append(asyncio.create_task(_write_beats(database, process, beats, started)))
    await stop.wait()
    await end(*tasks)
    with suppress(Exception):
        await _forget_beats(database, process)


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel them until all have ended, whatever they end with.

    Once is not always enough: a library may keep a cancellation to itself, or answer it with an error of its own.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=_CLEANUP_SECONDS)


async def retire(database: Database, name: str) -> None:
    """Forget the heartbeat of a loop that no process turns any more."""
    async with database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM heartbeat WHERE loop = :name"), {"name": name})


async def _supervise(name: str, loop: Loop, beat: Beat) -> None:
    failures = 0
    beat.turn()  # only once: to be started again and again is no sign of life
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await loop(beat)
            log.warning("loop ended", loop=name)
        except Exception:
            if _is_stopped():
                return  # a library told of the stop in its own way
            log.exception("loop failed", loop=name)
        if asyncio.get_running_loop().time() - started > 60:
            failures = 0
        await asyncio.sleep(_BACK_OFF_SECONDS[min(failures, len(_BACK_OFF_SECONDS) - 1)])
        failures += 1


def _is_stopped() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _write_beats(
    database: Database, process: str, beats: Mapping[str, Beat], started: asyncio.Event | None
) -> None:
    while True:
        try:
            async with database.engine.begin() as connection:
                for name, beat in beats.items():
                    age = asyncio.get_running_loop().time() - beat.last
                    await connection.execute(_BEAT, _row(name, process, age, beat.lag_seconds))
                await connection.execute(
                    text("DELETE FROM heartbeat WHERE beat_at < clock_timestamp() - interval '1 day'")
                )
            if started is not None:
                started.set()
        except Exception:
            log.exception("heartbeat failed")
        await asyncio.sleep(BEAT_SECONDS)


def _row(name: str, process: str, age: float, lag: float) -> dict[str, object]:
    return {"loop": name, "process": process, "age": age, "lag": lag}


async def _forget_beats(database: Database, process: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM heartbeat WHERE process = :process"), {"process": process})


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, object]) -> AsyncIterator[None]:
    """Do it beside the block, and stop it where the block ends; nothing waits for it or fails with it."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        await end(task)


@asynccontextmanager
async def one_at_a_time(database: Database, name: str, beat: Beat) -> AsyncIterator[None]:
    """Hold the lock `name`, one for the whole desk. Others wait, and take over when its holder's connection ends.

    If the connection is lost, the block ends with an error, because another process may then hold the lock.
    """
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while not await _try_lock(connection, name):
            beat.turn()
            await asyncio.sleep(1.0)
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(_watch(connection))
                yield
                watch.cancel()
        finally:
            with suppress(Exception):
                await connection.execute(
                    text("SELECT pg_advisory_unlock(hashtext(:name))"),
                    {"name": f"lanedesk:{name}"},
                )


@asynccontextmanager
async def holding(database: Database, name: str) -> AsyncIterator[None]:
    """Wait for the lock `name` and hold it; ``Unavailable`` at the end if it was lost on the way."""
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        lock = {"name": f"lanedesk:{name}"}
        await connection.execute(text("SELECT pg_advisory_lock(hashtext(:name))"), lock)
        try:
            yield
        except BaseException:
            await connection.invalidate()
            raise
        released = await connection.execute(text("SELECT pg_advisory_unlock(hashtext(:name))"), lock)
        if not released.scalar_one():
            raise Unavailable("refused.database.broke_off")


async def is_held(session: AsyncSession, name: str) -> bool:
    """Whether somebody holds this lock at the moment."""
    free: bool = (
        await session.execute(
            text("SELECT pg_try_advisory_xact_lock_shared(hashtext(:name))"), {"name": f"lanedesk:{name}"}
        )
    ).scalar_one()
    return not free


async def _watch(connection: AsyncConnection) -> None:
    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        async with asyncio.timeout(_WATCH_SECONDS * 2):
            await connection.execute(text("SELECT 1"))


async def _try_lock(connection: AsyncConnection, name: str) -> bool:
    result = await connection.execute(
        text("SELECT pg_try_advisory_lock(hashtext(:name))"),
        {"name": f"lanedesk:{name}"},
    )
    return bool(result.scalar_one())
