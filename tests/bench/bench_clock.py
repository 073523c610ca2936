"""How late alarms are raised among thousands of promises, and whether that number costs anything."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from board.desk import seed
from board.models import Customer
from board.store.db import Database
from board.store.loops import Beat
from board.store.wake import Wake
from board.tickets import moving, policies, promises
from board.values import DESK, Metric
from sla import fold, worker
from tests.bench.figures import lateness_ms

_RINGS = 30
_FILL = """
WITH fresh AS (
    INSERT INTO ticket (customer_id, topic_key, board_key, lane_key, column_key, opened_at,
                        due_at, due_metric, next_alarm_at)
    SELECT (SELECT min(id) FROM customer), 'product', 'product', 'two_days', 'inbox', now(),
           now() + interval '2 days', 'resolution', now() + interval '1 day' + n * interval '1 second'
    FROM generate_series(1, :count) n
    RETURNING number, opened_at, due_at
)
INSERT INTO timer (key, ticket_number, metric, state, goal, warn_percent, started_at, due_at)
SELECT gen_random_uuid(), number, 'resolution', 'running', interval '2 days', 75, opened_at, due_at FROM fresh
"""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, {"sla": fold.apply})
    async with database.transaction(DESK) as tx:
        await seed.seed(tx)
        tx.session.add(Customer(name="Anton", language="ru", created_at=tx.now))
    yield database
    await database.close()


async def test_lateness_of_a_ring_among_ten_thousand(database: Database, database_url: str) -> None:
    await _promise(database, timedelta(seconds=1))
    await _fill(database, 10_000)
    async with Wake(database_url).listening() as wake:
        turning = asyncio.create_task(worker.loop(database, wake, Beat()))
        for _ in range(_RINGS):
            await _open(database)
            await asyncio.sleep(0.1)
        await _all_rung(database, wake)
        turning.cancel()
        await asyncio.gather(turning, return_exceptions=True)
    late = await lateness_ms(database)
    p95 = statistics.quantiles(late, n=20)[-1]
    print(f"\nring among 10,000 timers: median {statistics.median(late):.1f} ms late, p95 {p95:.1f} ms")
    assert p95 < 1000


async def test_a_hundred_thousand_timers_cost_the_same_as_ten(database: Database) -> None:
    await _promise(database, timedelta(milliseconds=1))
    await _fill(database, 10)
    look_few, ring_few = await _median_ms(lambda: _look(database)), await _ring_ms(database)
    await _fill(database, 100_000)
    look_many, ring_many = await _median_ms(lambda: _look(database)), await _ring_ms(database)
    print(f"\nlook: {look_few:.2f} ms at 10, {look_many:.2f} ms at 100,000: ratio {look_many / look_few:.2f}")
    print(f"ring: {ring_few:.2f} ms at 10, {ring_many:.2f} ms at 100,000: ratio {ring_many / ring_few:.2f}")
    assert look_many < 4 * look_few
    assert ring_many < 4 * ring_few


async def _promise(database: Database, first_response: timedelta) -> None:
    async with database.transaction(DESK) as tx:
        await policies.set_policy(tx, "cash_desk", "urgent", Metric.FIRST_RESPONSE, first_response)


async def _fill(database: Database, count: int) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(_FILL), {"count": count})
        await connection.execute(text("ANALYZE ticket, timer"))


async def _open(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        customer = await tx.session.get_one(
            Customer, await tx.session.scalar(text("SELECT id FROM customer"))
        )
        await moving.open_ticket(tx, customer, "cash_desk")


async def _all_rung(database: Database, wake: Wake) -> None:
    async with asyncio.timeout(60), wake.on("event") as told:
        while len(await lateness_ms(database)) < _RINGS:
            await told.wait()
            told.clear()


async def _look(database: Database) -> None:
    async with database.reading() as session:
        await promises.seconds_to_next_alarm(session)


async def _ring_ms(database: Database) -> float:
    """Milliseconds for one alarm, from the query to the commit, when about thirty are due."""
    for _ in range(_RINGS):
        await _open(database)
    started = time.perf_counter()
    assert await worker.ring_due(database) == _RINGS
    return (time.perf_counter() - started) / _RINGS * 1000


async def _median_ms(work: Callable[[], Awaitable[None]], times: int = 200) -> float:
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        await work()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)
