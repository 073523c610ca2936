"""Two transactions at once: the second begins when the first has done its work, and waits for it to end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import text

from board.store.db import Database, Transaction
from board.values import DESK, Actor

A = TypeVar("A")
B = TypeVar("B")

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


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


async def is_waiting(database: Database) -> bool:
    """Whether a transaction waits for a lock that another one holds."""
    async with database.reading() as session:
        waiting: int = (await session.execute(_WAITING)).scalar_one()
    return waiting > 0
