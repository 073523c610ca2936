"""How late alarms are raised among thousands of promises in working time, what an idle clock asks, and refolding."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from board.desk import calendars, lanes, seed
from board.desk.calendars import Content
from board.models import Customer
from board.store import fact_rows
from board.store.db import Database
from board.store.loops import Beat
from board.store.wake import Wake
from board.tickets import moving, policies, promises, working_times
from board.values import DESK, Metric, State, TicketNumber
from board.working_hours import parse_week
from sla import fold, worker
from sla.refolding import refold_all
from tests.bench.figures import lateness_ms
from tests.sla.stories import CALENDARS, NIGHT, OFFICE, START, Story, goals

_RINGS = 100
_FILL = """
WITH fresh AS (
    INSERT INTO ticket (customer_id, topic_key, board_key, lane_key, column_key, opened_at,
                        due_at, due_metric, next_alarm_at)
    SELECT (SELECT min(id) FROM customer), 'product', 'product', 'two_days', 'inbox', now(),
           now() + interval '2 days', 'resolution', now() + interval '1 day' + n * interval '1 second'
    FROM generate_series(1, :count) n
    RETURNING number, opened_at, due_at
)
INSERT INTO timer (key, ticket_number, metric, state, goal, warn_percent, hours, started_at, due_at, warn_at, close_at)
SELECT gen_random_uuid(), number, 'resolution', 'running', interval '2 days', 75,
       (SELECT min(key::text)::uuid FROM working_time), opened_at, due_at,
       due_at - interval '12 hours', due_at - interval '2 hours'
FROM fresh
"""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, {"sla": fold.apply})
    async with database.transaction(DESK) as tx:
        await seed.seed(tx)
        content = Content("Always", "Europe/Moscow", parse_week("mon-sun 00:00-12:00 12:00-24:00"))
        standing = await calendars.add(tx, content)
        for lane in ("urgent", "today"):
            counted = dict.fromkeys(Metric, standing.row.id)
            await lanes.edit(tx, "cash_desk", lane, lanes.Wish(calendars=counted))
        tx.session.add(Customer(name="Anton", language="ru", created_at=tx.now))
    yield database
    await database.close()


@pytest.mark.parametrize("running", [100, 10_000, 100_000])
async def test_lateness_of_a_ring(database: Database, database_url: str, running: int) -> None:
    await _promise(database, timedelta(seconds=1))
    await _fill(database, running)
    async with Wake(database_url).listening() as wake:
        turning = asyncio.create_task(worker.loop(database, wake, Beat()))
        for _ in range(_RINGS):
            await _open(database)
            await asyncio.sleep(0.05)
        await _all_rung(database, wake)
        turning.cancel()
        await asyncio.gather(turning, return_exceptions=True)
    late = await lateness_ms(database)
    percents = statistics.quantiles(late, n=100)
    print(f"\nring among {running:,} timers: p50 {percents[49]:.1f} ms late, p99 {percents[98]:.1f} ms")
    assert percents[98] < 1000


async def test_what_an_idle_clock_asks(database: Database, database_url: str) -> None:
    await _fill(database, 100_000)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    async with Wake(database_url).listening() as wake:
        turning = asyncio.create_task(worker.loop(database, wake, Beat()))
        await asyncio.sleep(1)
        event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        await asyncio.sleep(60)
        turning.cancel()
        await asyncio.gather(turning, return_exceptions=True)
    print(f"\nidle worker among 100,000 timers: {len(asked)} queries a minute")
    assert len(asked) < 20


async def test_refolding_a_hundred_thousand_tickets(database: Database) -> None:
    await _tell_stories(database, 100_000)
    started = time.perf_counter()
    done = await refold_all(database)
    spent = time.perf_counter() - started
    print(f"\nrefold of {done.tickets:,} tickets: {spent:.0f} s, {done.mended} mended")
    assert (done.tickets, done.mended) == (100_000, 0)


async def _tell_stories(database: Database, count: int) -> None:
    """Tickets in an office's hours: opened, answered, put to wait, written to, some resolved."""
    async with database.transaction(DESK) as tx:
        for hours in CALENDARS.values():
            await working_times.keep(tx, hours)
        customer = await tx.session.scalar(text("SELECT min(id) FROM customer"))
    async with database.engine.begin() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        for first in range(0, count, 5000):
            stories = [_story(number, number % 3 == 0) for number in range(first, first + 5000)]
            await _copy(raw, first, customer, stories)
        await connection.execute(text("ANALYZE ticket, timer, event"))


def _story(number: int, is_done: bool) -> Story:
    story = Story(goals(hours=(OFFICE, NIGHT, None)[number % 3]))
    story.customer_writes(1)
    story.answered(4 + number % 5)
    story.moved(20, State.WAITING)
    story.moved(20 + number % 3000, State.WORKING)
    story.customer_writes(4000)
    if is_done:
        story.resolved(4100)
    return story


async def _copy(raw: Any, first: int, customer: int, stories: Sequence[Story]) -> None:
    """As rows. A story's own number is another in each, so the keys of its events are all that tell them apart."""
    tickets, events, timers = [], [], []
    for number, story in enumerate(stories, 1_000_000 + first):
        tickets.append((number, customer, "product", "product", "today", "inbox", START))
        for each in story.events:
            data = json.dumps(fact_rows.to_json(each.fact))
            kind, comment = fact_rows.name_of(type(each.fact)), getattr(each.fact, "comment", None)
            events.append((each.key, kind, "desk", each.at, number, comment, customer, data))
        timers += [promises.row_of(TicketNumber(number), timer) for timer in story.timers]
    await raw.copy_records_to_table("ticket", records=tickets, columns=_TICKET)
    await raw.copy_records_to_table("event", records=events, columns=_EVENT)
    rows = [tuple(json.dumps(v) if k == "held" else v for k, v in row.items()) for row in timers]
    await raw.copy_records_to_table("timer", records=rows, columns=list(timers[0]))


_TICKET = ["number", "customer_id", "topic_key", "board_key", "lane_key", "column_key", "opened_at"]
_EVENT = ["key", "type", "actor_kind", "at", "ticket", "comment", "customer", "data"]


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
        calendar = (await calendars.named(tx.session, "Always")).row.id
        metric = Metric.FIRST_RESPONSE
        await policies.set_policy(tx, "cash_desk", "urgent", metric, first_response, calendar=calendar)


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
