"""The store's promises: journal order, job order, leases, the practice clock, files."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from board.errors import Invalid, Unavailable
from board.facts import CameToDoor, LanguageChosen
from board.store import jobs, journal, loops
from board.store.db import Database, Transaction, advance_clock
from board.store.files import Blobs
from board.store.jobs import Job
from board.store.loops import Beat, one_at_a_time, run
from board.store.wake import Wake, wait
from board.values import DESK, CommentId, CustomerId

MINUTE = timedelta(minutes=1)


async def test_reader_of_the_journal_misses_nothing_and_keeps_order_under_eight_writers(
    database: Database,
) -> None:
    writers, each = 8, 25

    async def write(writer: int) -> None:
        for index in range(each):
            async with database.transaction(DESK) as tx:
                await tx.record(CameToDoor(CustomerId(writer), CommentId(index)))
                await tx.session.execute(text("SELECT pg_sleep(random() * 0.004)"))

    seen: list[tuple[int, int]] = []
    writing = asyncio.gather(*(write(writer) for writer in range(writers)))
    cursor = 0
    while len(seen) < writers * each:
        all_written = writing.done()
        async with database.reading() as session:
            entries = await journal.read_after(session, cursor)
        for entry in entries:
            cursor = entry.id
            assert isinstance(entry.event.fact, CameToDoor)
            seen.append((entry.event.fact.customer, entry.event.fact.comment))
        if all_written and not entries:
            break
    await writing
    assert len(seen) == writers * each
    for writer in range(writers):
        assert [index for who, index in seen if who == writer] == list(range(each))


async def test_rolled_back_transaction_leaves_neither_facts_nor_work(database: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.record(LanguageChosen(CustomerId(1)))
        await tx.later(_job("a"))
        raise RuntimeError("the edge failed")

    with pytest.raises(RuntimeError):
        await database.run(DESK, work)
    async with database.transaction(DESK) as tx:
        assert await journal.head(tx.session) == 0
        assert await jobs.take(tx.session, "test") is None


async def test_same_key_is_one_job(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await tx.later(_job("a"))
        await tx.later(_job("a"))
        assert (await tx.session.execute(text("SELECT count(*) FROM job"))).scalar_one() == 1


async def test_jobs_of_one_order_key_go_one_after_the_other(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        for key, order_key in (("1", "chat"), ("2", "chat"), ("3", "other")):
            await tx.later(_job(key, order_key))
    async with database.transaction(DESK) as one, database.transaction(DESK) as two:
        first = await jobs.take(one.session, "test")
        other = await jobs.take(two.session, "test")
        assert first is not None
        assert other is not None
        assert (first.key, other.key) == ("1", "3")
        await jobs.finish(one.session, first)
        await jobs.finish(two.session, other)
    async with database.transaction(DESK) as tx:
        second = await jobs.take(tx.session, "test")
        assert second is not None
        assert second.key == "2"


async def test_job_waits_for_its_time_and_the_practice_clock_brings_it_on(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await tx.later(Job("test", "a", "x", {}, run_at=tx.now + MINUTE))
        assert await jobs.take(tx.session, "test") is None
        await advance_clock(tx, MINUTE)
        assert await jobs.take(tx.session, "test") is not None


async def test_retried_job_keeps_its_place_before_later_ones(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await tx.later(_job("1"))
        await tx.later(_job("2"))
        claim = await jobs.take(tx.session, "test")
        assert claim is not None
        await jobs.retry(tx.session, claim, MINUTE, "not now")
        assert await jobs.take(tx.session, "test") is None
        await advance_clock(tx, MINUTE)
        again = await jobs.take(tx.session, "test")
        assert again is not None
        assert (again.key, again.attempt) == ("1", 2)


async def test_parked_job_lets_the_next_go_on_and_comes_back_when_asked(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await tx.later(_job("1"))
        await tx.later(_job("2"))
        claim = await jobs.take(tx.session, "test")
        assert claim is not None
        await jobs.park(tx.session, claim, "poisoned")
        (row,) = await jobs.parked(tx.session)
        assert row["error"] == "poisoned"
        following = await jobs.take(tx.session, "test")
        assert following is not None
        assert following.key == "2"
        assert await jobs.unpark(tx.session, claim.id)
        back = await jobs.take(tx.session, "test")
        assert back is not None
        assert (back.key, back.attempt) == ("1", 1)


async def test_lease_that_ran_out_is_known_as_interrupted(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await tx.later(_job("1"))
    async with database.transaction(DESK) as tx:
        (first,) = await jobs.lease(tx.session, "test", timedelta())
    async with database.transaction(DESK) as tx:
        (second,) = await jobs.lease(tx.session, "test", MINUTE)
        assert await jobs.lease(tx.session, "test", MINUTE) == []
    assert (first.was_interrupted, second.was_interrupted) == (False, True)


async def test_deadlock_is_tried_again(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await tx.later(_job("1"))
        await tx.later(_job("2", "y"))
    both = asyncio.Barrier(2)
    attempts = 0

    async def cross(first: str, second: str) -> None:
        async def work(tx: Transaction) -> None:
            nonlocal attempts
            attempts += 1
            await _touch(tx, first)
            if attempts <= 2:
                await both.wait()
            await _touch(tx, second)

        await database.run(DESK, work)

    await asyncio.gather(cross("1", "2"), cross("2", "1"))
    assert attempts == 3


async def test_work_that_is_stopped_at_any_moment_complains_of_no_connection(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with database.transaction(DESK) as tx:
            await tx.session.execute(text("SELECT 1"))

    for turns in range(0, 120, 8):
        working = [asyncio.create_task(work()) for _ in range(20)]
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
    assert caplog.messages == []


async def test_waiters_are_woken_at_commit(database_url: str, database: Database) -> None:
    wake = Wake(database_url)
    async with wake.listening(), wake.on("job:test", "listening") as woken:
        async with asyncio.timeout(5):
            while not woken.is_set():
                async with database.transaction(DESK) as tx:
                    await tx.session.execute(text("SELECT pg_notify('lanedesk', 'job:test')"))
                await wait(woken, 0.05)


async def test_only_one_holder_works_and_the_next_takes_over(database: Database) -> None:
    order: list[str] = []
    inside = asyncio.Event()

    async def hold(name: str, gate: asyncio.Event) -> None:
        async with one_at_a_time(database, "sender", Beat()):
            order.append(name)
            inside.set()
            await gate.wait()

    first_gate, second_gate = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(hold("first", first_gate))
    await inside.wait()
    second = asyncio.create_task(hold("second", second_gate))
    first_gate.set()
    second_gate.set()
    await asyncio.gather(first, second)
    assert order == ["first", "second"]


async def test_loop_that_fails_is_started_again_and_beats(database: Database) -> None:
    turns = 0
    stop = asyncio.Event()

    async def stumbling(beat: Beat) -> None:
        nonlocal turns
        turns += 1
        beat.turn()
        if turns == 1:
            raise RuntimeError("the first turn fails")
        stop.set()
        await asyncio.Event().wait()

    await run(database, {"stumbling": stumbling}, stop)
    assert turns == 2


async def test_loop_that_only_fails_does_not_look_alive(database: Database) -> None:
    beats: list[float] = []
    stop = asyncio.Event()

    async def failing(beat: Beat) -> None:
        beats.append(beat.last)
        if len(beats) == 3:
            stop.set()
        raise RuntimeError("every turn fails")

    await run(database, {"failing": failing}, stop)
    assert len(beats) == 3
    assert len(set(beats)) == 1


async def test_part_that_is_stopped_takes_its_heartbeat_away(database: Database) -> None:
    stop = asyncio.Event()

    async def turning(beat: Beat) -> None:
        await asyncio.Event().wait()

    running = asyncio.create_task(run(database, {"turning": turning}, stop))
    async with asyncio.timeout(10):
        while await _heartbeats(database) != ["turning"]:  # noqa: ASYNC110  # written in the database
            await asyncio.sleep(0.01)
    stop.set()
    await running
    assert await _heartbeats(database) == []


@pytest.mark.parametrize("is_an_error", [True, False])
async def test_a_stop_that_a_library_keeps_to_itself_is_told_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, is_an_error: bool
) -> None:
    monkeypatch.setattr(loops, "_CLEANUP_SECONDS", 0.05)
    stop = asyncio.Event()
    turns = 0

    async def deaf(beat: Beat) -> None:
        nonlocal turns
        turns += 1
        stop.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        if is_an_error:
            raise ConnectionError("the line was cut")
        await asyncio.Event().wait()

    async with asyncio.timeout(30):
        await run(database, {"deaf": deaf}, stop)
    assert turns == 1


async def test_blob_is_named_by_its_content_and_a_broken_stream_leaves_nothing(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise OSError("the line went dead")

    async def whole() -> AsyncIterator[bytes]:
        yield b"hello"

    with pytest.raises(OSError, match="dead"):
        await blobs.save(broken())
    assert os.listdir(tmp_path) == []
    name, size = await blobs.save(whole())
    assert (name[:8], size) == ("2cf24dba", 5)
    assert blobs.path(name).read_bytes() == b"hello"


async def test_all_of_a_blob_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str | int] = []

    def note(descriptor: int) -> None:
        found = os.fstat(descriptor)
        synced.append("folder" if stat.S_ISDIR(found.st_mode) else found.st_size)

    monkeypatch.setattr(os, "fsync", note)
    (tmp_path / "hello").write_bytes(b"hello")

    await Blobs(tmp_path).save_file(tmp_path / "hello")

    assert synced == [5, "folder", "folder", "folder"]


async def test_another_form_of_a_blob_is_made_once_and_goes_with_it(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    (tmp_path / "hello").write_bytes(b"hello")
    name, _ = await blobs.save_file(tmp_path / "hello")
    made: list[Path] = []

    async def louder(source: Path, target: Path) -> None:
        made.append(target)
        await asyncio.to_thread(lambda: target.write_bytes(source.read_bytes().upper()))

    for _ in range(2):
        derived = await blobs.derived(name, ".loud", louder)
        assert derived.read_bytes() == b"HELLO"
    assert len(made) == 1
    assert blobs.forget(name, datetime.now(UTC) + MINUTE)
    assert not derived.exists()


async def test_a_form_that_was_refused_is_refused_ever_after(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    (tmp_path / "hello").write_bytes(b"hello")
    name, _ = await blobs.save_file(tmp_path / "hello")
    tries = iter([Unavailable("The disk is full."), Invalid("refused.sound.too_slow")])

    async def louder(source: Path, target: Path) -> None:
        raise next(tries)

    with pytest.raises(Unavailable):
        await blobs.derived(name, ".loud", louder)
    for _ in range(2):
        with pytest.raises(Invalid, match="too long to convert"):
            await blobs.derived(name, ".loud", louder)
    assert blobs.forget(name, datetime.now(UTC) + MINUTE)
    assert blobs.kept(name, ".loud") is None


async def test_a_blob_saved_again_is_not_forgotten(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    (tmp_path / "hello").write_bytes(b"hello")
    name, _ = await blobs.save_file(tmp_path / "hello")
    os.utime(blobs.path(name), (0, 0))
    await blobs.save_file(tmp_path / "hello")

    assert not blobs.forget(name, datetime.now(UTC) - MINUTE)
    assert blobs.path(name).exists()


async def _touch(tx: Transaction, key: str) -> None:
    await tx.session.execute(text("UPDATE job SET attempts = attempts + 1 WHERE key = :key"), {"key": key})


def _job(key: str, order_key: str = "x") -> Job:
    return Job("test", key, order_key, {})


async def _heartbeats(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(text("SELECT loop FROM heartbeat")))
