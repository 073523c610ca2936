"""Jobs: stored in bulk, put for later, left out, looked at; and a lock that is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from board.store import jobs, loops
from board.store.db import Database
from board.store.jobs import Job, RawJob
from board.store.loops import Beat, one_at_a_time
from board.values import DESK


def job(key: str, order_key: str = "chat:1") -> Job:
    return Job("outbox", key, order_key, {})


async def put(database: Database, *given: Job) -> None:
    async with database.transaction(DESK) as tx:
        for one in given:
            await tx.later(one)


async def leased(database: Database, limit: int = 10, excluding: tuple[str, ...] = ()) -> list[str]:
    async with database.transaction(DESK) as tx:
        claims = await jobs.lease(tx.session, "outbox", timedelta(minutes=1), limit, excluding)
    return [claim.key for claim in claims]


async def test_jobs_in_bulk_are_new_once_and_in_order(database: Database) -> None:
    raw = [RawJob(str(n), "chat:1", "\\u0000") for n in (3, 1, 2, 3)]
    async with database.transaction(DESK) as tx:
        first = await jobs.put_many(tx.session, "update", raw, tx.now)
        again = await jobs.put_many(tx.session, "update", raw, tx.now)
        line = await jobs.waiting(tx.session, "update", "chat:1")

    assert (first, again) == (3, 0)
    assert [claim.key for claim in line] == ["3", "1", "2"]


async def test_a_job_for_later_lets_others_pass(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await tx.later(Job("outbox", "later", "chat:1", {}, run_at=tx.now + timedelta(hours=1)))
    await put(database, job("now"))

    assert await leased(database) == ["now"]


async def test_a_job_that_waits_to_be_tried_again_lets_nobody_pass(database: Database) -> None:
    await put(database, job("first"), job("second"))
    async with database.transaction(DESK) as tx:
        (claim,) = await jobs.lease(tx.session, "outbox", timedelta(minutes=1))
        await jobs.retry(tx.session, claim, timedelta(hours=1), "too many requests")

    assert await leased(database) == []
    async with database.reading() as session:
        assert 3000 < (await jobs.seconds_to_next(session, "outbox") or 0) <= 3600


async def test_excluded_order_keys_are_passed_over(database: Database) -> None:
    await put(database, job("a", "chat:1"), job("b", "chat:2"))

    assert await leased(database, excluding=("chat:1",)) == ["b"]


async def test_what_the_last_try_said_is_known_to_the_next(database: Database) -> None:
    await put(database, job("first"))
    async with database.transaction(DESK) as tx:
        (claim,) = await jobs.lease(tx.session, "outbox", timedelta(minutes=1))
        await jobs.retry(tx.session, claim, timedelta(0), "unknown: timeout")
        (again,) = await jobs.lease(tx.session, "outbox", timedelta(minutes=1))

    assert (again.attempt, again.error, again.was_interrupted) == (2, "unknown: timeout", False)


async def test_ended_leases_come_back_as_interrupted(database: Database) -> None:
    await put(database, job("first"))
    await leased(database)

    async with database.transaction(DESK) as tx:
        await jobs.end_leases(tx.session, "outbox")
    async with database.transaction(DESK) as tx:
        (again,) = await jobs.lease(tx.session, "outbox", timedelta(minutes=1))

    assert again.was_interrupted


async def test_forgetting_a_chat_spares_chats_that_begin_alike(database: Database) -> None:
    await put(database, job("a", "chat:1"), job("b", "chat:1:9"), job("c", "chat:12"))

    async with database.transaction(DESK) as tx:
        await jobs.forget_under(tx.session, ["outbox"], "chat:1")

    assert await leased(database) == ["c"]


async def test_a_done_job_keeps_its_key_and_no_words(database: Database) -> None:
    raw = [RawJob("1", "chat:1", "words")]
    async with database.transaction(DESK) as tx:
        await jobs.put_many(tx.session, "update", raw, tx.now)
        (claim,) = await jobs.take_as_done(tx.session, "update")
        new = await jobs.put_many(tx.session, "update", raw, tx.now)
        payload = (await tx.session.execute(text("SELECT payload FROM job"))).scalar_one()

    assert (claim.payload, new, payload) == ("words", 0, "")


async def test_the_oldest_of_each_line_are_taken_together(database: Database) -> None:
    await put(database, job("a", "chat:1"), job("b", "chat:2"), job("c", "chat:1"), job("d", "chat:3"))

    async with database.transaction(DESK) as tx:
        first = await jobs.take_as_done(tx.session, "outbox", 2)
    async with database.transaction(DESK) as tx:
        second = await jobs.take_as_done(tx.session, "outbox", 5)

    assert [[claim.key for claim in taken] for taken in (first, second)] == [["a", "b"], ["c", "d"]]


async def test_what_failed_is_taken_alone_and_before_the_others(database: Database) -> None:
    await put(database, *(job(key, f"chat:{key}") for key in "abcd"))
    async with database.transaction(DESK) as tx:
        claims = await jobs.take_as_done(tx.session, "outbox", 4)
        await jobs.retry(tx.session, claims[2], timedelta(0), "no")
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE job SET done_at = NULL"))
    async with database.transaction(DESK) as tx:
        alone = await jobs.take_as_done(tx.session, "outbox", 4)
        together = await jobs.take_as_done(tx.session, "outbox", 4)

    assert [[claim.key for claim in taken] for taken in (alone, together)] == [["c"], ["a", "b", "d"]]


async def test_who_waits_behind_a_long_line_that_stands_still_is_found(database: Database) -> None:
    long_line = [RawJob(str(n), "chat:1", "words") for n in range(400)]
    async with database.transaction(DESK) as tx:
        await jobs.put_many(tx.session, "outbox", long_line, tx.now)
        (first,) = await jobs.take_as_done(tx.session, "outbox")
        await jobs.retry(tx.session, first, timedelta(hours=1), "no")
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE job SET done_at = NULL"))
    await put(database, job("a", "chat:2"), job("b", "chat:3"))

    async with database.transaction(DESK) as tx:
        found = [await jobs.take_as_done(tx.session, "outbox", 5) for _ in range(3)]

    assert [[claim.key for claim in taken] for taken in found] == [["a"], ["b"], []]


async def test_whose_fault_is_unknown_are_taken_one_by_one(database: Database) -> None:
    await put(database, job("a", "chat:1"), job("b", "chat:2"), job("c", "chat:3"))
    async with database.transaction(DESK) as tx:
        claims = await jobs.take_as_done(tx.session, "outbox", 2)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE job SET done_at = NULL"))
    async with database.transaction(DESK) as tx:
        await jobs.keep_apart(tx.session, claims)
        taken = [await jobs.take_as_done(tx.session, "outbox", 3) for _ in range(3)]

    assert [[claim.key for claim in some] for some in taken] == [["a"], ["b"], ["c"]]
    assert [claim.attempt for some in taken for claim in some] == [1, 1, 1]


async def test_who_loses_the_lock_stops(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_WATCH_SECONDS", 0.02)
    holds = asyncio.Event()

    async def work_for_ever() -> None:
        async with one_at_a_time(database, "sender", Beat()):
            holds.set()
            await asyncio.Event().wait()

    working = asyncio.create_task(work_for_ever())
    await holds.wait()
    async with database.engine.begin() as connection:
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        )

    with pytest.raises(BaseExceptionGroup):
        await asyncio.wait_for(working, 5)
