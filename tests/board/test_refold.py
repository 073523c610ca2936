"""Refold: a listener that failed hears its event again, and never costs the event itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from board.facts import Event, LanguageChosen
from board.store.db import Database, Listener, Transaction
from board.store.wake import Wake
from board.upkeep.refold import QUEUE, Refold
from board.values import DESK, CustomerId
from tests.bot.machinery import jobs_of, turning, until
from tests.bot.posting import pass_time
from tests.world import told


class Ear:
    """A listener that fails a given number of times."""

    def __init__(self) -> None:
        self.failures = 0
        self.heard: list[Event] = []

    async def hear(self, tx: Transaction, event: Event) -> None:
        if self.failures:
            self.failures -= 1
            raise LookupError
        self.heard.append(event)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def desk(database: Database, ear: Ear) -> Database:
    return told(database, {"ear": ear.hear})


async def record(database: Database) -> Event:
    async with database.transaction(DESK) as tx:
        return await tx.record(LanguageChosen(CustomerId(1)))


async def refold(desk: Database, wake: Wake, retellers: Mapping[str, Listener] | None = None) -> None:
    async def is_over() -> bool:
        await pass_time(desk, 60)
        return all(job["parked_at"] for job in await jobs_of(desk, QUEUE))

    async with turning(Refold(desk, wake, retellers or {}).run):
        await until(is_over)


async def test_a_listener_that_failed_hears_the_event_again(desk: Database, wake: Wake, ear: Ear) -> None:
    ear.failures = 3
    event = await record(desk)

    await refold(desk, wake)

    assert [heard.key for heard in ear.heard] == [event.key]
    assert await jobs_of(desk, QUEUE) == []


async def test_one_that_goes_on_failing_is_set_aside(desk: Database, wake: Wake, ear: Ear) -> None:
    ear.failures = 100
    await record(desk)

    await refold(desk, wake)

    (job,) = await jobs_of(desk, QUEUE)
    assert job["parked_at"]
    assert job["error"].startswith("LookupError")


async def test_a_listener_may_have_its_own_way_of_hearing_again(desk: Database, wake: Wake, ear: Ear) -> None:
    told: list[Event] = []
    ear.failures = 1
    event = await record(desk)

    async def rebuild(tx: Transaction, event: Event) -> None:
        told.append(event)

    await refold(desk, wake, {"ear": rebuild})

    assert [heard.key for heard in told] == [event.key]
    assert ear.heard == []
