"""Two transactions at once: the second begins when the first has done its work, and waits for it to end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from sqlalchemy import text

from board.store.db import Database, Transaction
from board.tickets import locking
from board.values import DESK, Actor

A = TypeVar("A")
B = TypeVar("B")

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)

_IS_FREE = text("SELECT number FROM ticket WHERE number = :number FOR NO KEY UPDATE NOWAIT")


async def at_once(
    database: Database,
    first: Callable[[Transaction], Awaitable[A]],
    second: Callable[[Transaction], Awaitable[B]],
    actor: Actor = DESK,
) -> tuple[A, B | BaseException]:
    """What the first returned, and the second; a refusal of the second is returned too."""
    async with database.transaction(actor) as tx:
        done = await first(tx)
        await tx.session.flush()
        task = asyncio.create_task(database.run(actor, second))
        while not task.done() and not await is_waiting(database):  # noqa: ASYNC110  # the wait is in PostgreSQL
            await asyncio.sleep(0.01)
    return done, (await asyncio.gather(task, return_exceptions=True))[0]


async def waits_with_none_above(
    database: Database, lower: int, higher: int, work: Coroutine[Any, Any, object]
) -> None:
    """The work waits for one ticket without holding another that comes after it, and goes on when it may."""
    async with asyncio.TaskGroup() as group, database.transaction(DESK) as tx:
        await locking.lock_itself(tx, lower)
        task = group.create_task(work)
        while not await is_waiting(database):
            assert not task.done(), "it waits for nothing"
            await asyncio.sleep(0.01)  # the wait is in PostgreSQL
        await tx.session.execute(_IS_FREE, {"number": higher})


async def is_waiting(database: Database) -> bool:
    """Whether a transaction waits for a lock that another one holds."""
    async with database.reading() as session:
        waiting: int = (await session.execute(_WAITING)).scalar_one()
    return waiting > 0
