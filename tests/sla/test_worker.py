"""The worker on a real database: alarms on time, once, whoever looks and however late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from board.facts import DeadlineMissed, DeadlineNear, Event, Fact
from board.store.db import Database, Transaction
from board.store.loops import Beat
from board.store.wake import Wake
from board.tickets import locking, policies, promises
from board.values import Actor, ActorKind, TicketNumber
from sla import fold, worker
from tests.sla.conftest import Desk
from tests.sla.stories import FIRST, MISSED, RESOLUTION


async def test_rings_the_warning_and_then_the_breach_once_each(desk: Desk) -> None:
    number = await desk.open()
    for minute in range(1, 8):
        await desk.pass_time(timedelta(minutes=1))
        await worker.ring_due(desk.database)
        assert await worker.ring_due(desk.database) == 0, f"rang twice in minute {minute}"
    assert [type(event.fact) for event in await _alarms(desk, number)] == [DeadlineNear, DeadlineMissed]


async def test_breach_is_marked_and_stays_the_deadline(desk: Desk) -> None:
    number = await desk.open()
    await desk.pass_time(timedelta(minutes=6))
    await worker.ring_due(desk.database)
    first, resolution = await desk.timers(number)
    ticket = await desk.ticket(number)
    assert first.state is MISSED
    assert ticket.due_metric == FIRST
    assert ticket.next_alarm_at == resolution.warn_at


async def test_late_look_rings_the_breach_alone_and_at_its_due_time(desk: Desk) -> None:
    number = await desk.open()
    await desk.pass_time(timedelta(hours=6))
    await worker.ring_due(desk.database)
    first, _ = await desk.timers(number)
    [alarm] = await _alarms(desk, number)
    assert first.due_at is not None
    assert (alarm.at, alarm.actor) == (first.due_at, Actor(ActorKind.TIMER))
    assert alarm.fact == DeadlineMissed(number, desk.customer, first.key, FIRST, first.due_at)


async def test_breach_that_ended_before_anybody_looked_still_rings(desk: Desk) -> None:
    number = await desk.open()
    await desk.pass_time(timedelta(minutes=6))
    await desk.answer(number)
    await worker.ring_due(desk.database)
    assert [type(event.fact) for event in await _alarms(desk, number)] == [DeadlineMissed]


async def test_kept_promise_rings_nothing(desk: Desk) -> None:
    number = await desk.open()
    await desk.answer(number)
    await desk.pass_time(timedelta(hours=1))
    assert await worker.ring_due(desk.database) == 0
    assert await _alarms(desk, number) == []


async def test_two_promises_due_at_once_ring_each(desk: Desk) -> None:
    number = await desk.open()
    await desk.pass_time(timedelta(hours=25))
    await worker.ring_due(desk.database)
    assert [fact.metric for fact in await _alarmed(desk, number)] == [FIRST, RESOLUTION]


async def test_two_workers_at_once_ring_once(desk: Desk, database_url: str) -> None:
    numbers = [await desk.open() for _ in range(5)]
    await desk.pass_time(timedelta(minutes=6))
    other = Database(database_url, {"sla": fold.apply})
    await asyncio.gather(worker.ring_due(desk.database), worker.ring_due(other))
    await other.close()
    for number in numbers:
        assert [type(event.fact) for event in await _alarms(desk, number)] == [DeadlineMissed]


async def test_ticket_that_cannot_be_rung_does_not_silence_the_others(desk: Desk, database_url: str) -> None:
    broken, fine = await desk.open(), await desk.open()
    await desk.pass_time(timedelta(minutes=6))

    async def breaks(tx: Transaction, event: Event) -> None:
        if event.ticket == broken:
            await tx.session.execute(text("SELECT 1 / 0"))

    database = Database(database_url, {"sla": fold.apply, "breaks": breaks})
    assert await worker.ring_due(database) == 1
    await database.close()
    assert await _alarms(desk, broken) == []
    assert len(await _alarms(desk, fine)) == 1


async def test_loop_wakes_when_time_is_moved(desk: Desk, database_url: str) -> None:
    number = await desk.open()
    async with _turning(desk, database_url) as wake:
        await desk.pass_time(timedelta(minutes=6))
        await _heard(desk, wake, number, DeadlineMissed)


async def test_loop_wakes_for_a_promise_shorter_than_its_sleep(desk: Desk, database_url: str) -> None:
    async with desk.database.transaction(desk.agent) as tx:
        await policies.set_policy(tx, "product", "today", FIRST, timedelta(milliseconds=80))
    async with _turning(desk, database_url) as wake:
        number = await desk.open()
        await _heard(desk, wake, number, DeadlineMissed)


async def test_loop_says_how_late_it_is(desk: Desk, database_url: str) -> None:
    await desk.open()
    await desk.pass_time(timedelta(hours=6))
    lags: asyncio.Queue[float] = asyncio.Queue()

    class Heard(Beat):
        def turn(self, lag_seconds: float = 0.0) -> None:
            lags.put_nowait(lag_seconds)

    async with _turning(desk, database_url, Heard()):
        assert await lags.get() == pytest.approx(6 * 3600, abs=300)
        assert await lags.get() == 0


async def test_ringing_looks_again_under_the_lock(desk: Desk) -> None:
    number = await desk.open()
    await desk.pass_time(timedelta(minutes=6))
    async with desk.database.reading() as session:
        assert await promises.due_alarms(session) == [number]
    async with desk.database.transaction(desk.agent) as tx:
        await locking.lock(tx, number)
        await worker.ring_ticket(tx, number)
        await worker.ring_ticket(tx, number)
    assert len(await _alarms(desk, number)) == 1


async def _alarms(desk: Desk, number: TicketNumber) -> list[Event]:
    return [
        event for event in await desk.events(number) if isinstance(event.fact, DeadlineNear | DeadlineMissed)
    ]


async def _alarmed(desk: Desk, number: TicketNumber) -> list[DeadlineNear | DeadlineMissed]:
    facts = [event.fact for event in await desk.events(number)]
    return [fact for fact in facts if isinstance(fact, DeadlineNear | DeadlineMissed)]


@asynccontextmanager
async def _turning(desk: Desk, url: str, beat: Beat | None = None) -> AsyncIterator[Wake]:
    async with Wake(url).listening() as wake:
        task = asyncio.create_task(worker.loop(desk.database, wake, beat or Beat()))
        try:
            yield wake
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _heard(desk: Desk, wake: Wake, number: TicketNumber, kind: type[Fact]) -> None:
    async with asyncio.timeout(5), wake.on("event") as told:
        while kind not in {type(event.fact) for event in await _alarms(desk, number)}:
            await told.wait()
            told.clear()
