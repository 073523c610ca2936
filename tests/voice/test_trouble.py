"""Trouble of the desk, machine or database is never blamed on a recording, and no recording is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from board.errors import Unavailable
from board.settings import Settings
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from board.talk import transcripts
from board.talk.transcripts import Heard
from board.values import FileId, TranscriptState
from tests.bot.machinery import jobs_of, open_jobs, turning, until
from tests.bot.posting import pass_time
from tests.voice.recordings import awaiting_words, reaches, receive, transcript_of
from tests.world import World
from voice.listening import QUEUE, Voice
from voice.refusals import FileUnreadable, Unhearable
from voice.transcriber import BrokeOff, Transcriber
from voice.weights import Weights

TIMES_IT_IS_TRIED = 3
NOT_YET = "Words come as soon as the model that hears them is here. If they don't, ask who runs the desk."


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with awaiting_words(database_url) as world:
        yield world


@pytest.fixture(autouse=True)
def weights(monkeypatch: pytest.MonkeyPatch) -> Weights:
    """Weights that look installed to the desk."""
    weights = Weights("faster", "base", Path("/nowhere"))
    monkeypatch.setattr("voice.listening.find", lambda settings: weights)
    return weights


class Ear(Transcriber):
    """A transcriber that does what the test says, without a model."""

    def __init__(self, happens: Callable[[bytes], Awaitable[None]]) -> None:
        super().__init__()
        self._happens = happens

    async def hear(self, weights: Weights, path: Path, languages: Sequence[str]) -> Heard:
        await self._happens(await asyncio.to_thread(path.read_bytes))
        return Heard()


async def test_a_process_that_cannot_be_started_is_waited_for(
    world: World, wake: Wake, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/replaced/just/now")
    files = [await receive(world, blobs, data) for data in (b"one", b"another")]

    async with turning(Voice(world.database, wake, blobs, Settings()).run):
        await until(lambda: _are_told(world.database, files, NOT_YET))

    assert [job["attempts"] for job in await open_jobs(world.database, QUEUE)] == [0, 0]


async def test_an_error_of_the_desk_counts_as_a_try_and_says_its_name(
    world: World, wake: Wake, blobs: Blobs
) -> None:
    async def err(data: bytes) -> None:
        raise LookupError(data)

    file = await receive(world, blobs, b"a note")
    async with turning(Voice(world.database, wake, blobs, Settings(), Ear(err)).run):
        reason = "The desk could not go on (LookupError). It is tried again."
        await until(lambda: _are_told(world.database, [file], reason))

    assert [job["attempts"] for job in await open_jobs(world.database, QUEUE)] == [1]


async def test_a_database_that_goes_away_in_the_middle_counts_as_no_try(
    world: World, wake: Wake, blobs: Blobs, compiled: Database
) -> None:
    troubles = TIMES_IT_IS_TRIED + 1

    async def lose_the_database(data: bytes) -> None:
        nonlocal troubles
        if troubles:
            troubles -= 1
            await _end_connections(world.database)

    file = await receive(world, blobs, b"a note")
    voice = Voice(world.database, wake, blobs, Settings(), Ear(lose_the_database))
    for _ in range(troubles):
        async with turning(voice.run) as turn:
            await asyncio.wait([turn])
    async with turning(voice.run):
        await until(lambda: _is_settled(world.database))

    assert (await transcript_of(world.database, file)).state == TranscriptState.SILENCE
    await compiled.close()  # its connections were ended too


async def test_an_agents_own_words_in_the_middle_of_the_last_try_leave_nothing_to_do(
    world: World, wake: Wake, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.listening._BACK_OFF", (timedelta(), timedelta()))
    file = await receive(world, blobs, b"a note")
    tries = 0

    async def break_off(data: bytes) -> None:
        nonlocal tries
        tries += 1
        if tries == TIMES_IT_IS_TRIED:
            async with world.database.transaction(world.agent) as tx:
                await transcripts.correct(tx, file, "Box three")
        raise BrokeOff("It broke off.")

    async with turning(Voice(world.database, wake, blobs, Settings(), Ear(break_off)).run):
        await until(lambda: _is_settled(world.database))

    assert (await transcript_of(world.database, file)).text == "Box three"
    assert await jobs_of(world.database, QUEUE) == []


async def test_a_recording_that_cannot_be_read_waits_while_others_are_heard(
    world: World, wake: Wake, blobs: Blobs
) -> None:
    is_denied = True

    async def read(data: bytes) -> None:
        if is_denied and data == b"denied":
            raise FileUnreadable("Its file can't be read (Permission denied).")

    denied, note = [await receive(world, blobs, data) for data in (b"denied", b"a note")]
    async with turning(Voice(world.database, wake, blobs, Settings(), Ear(read)).run):
        await reaches(world.database, note, TranscriptState.SILENCE)
        assert await _are_told(world.database, [denied], "Its file can't be read (Permission denied).")
        is_denied = False
        await pass_time(world.database, 600)
        await reaches(world.database, denied, TranscriptState.SILENCE)


async def test_of_weights_that_are_back_all_hear_though_the_first_is_refused(
    world: World, wake: Wake, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    are_there = False
    weights = Weights("faster", "base", Path("/nowhere"))

    def find(settings: Settings) -> Weights:
        if not are_there:
            raise Unavailable("There are no weights: run `lanedesk voice install`.")
        return weights

    monkeypatch.setattr("voice.listening.find", find)
    monkeypatch.setattr("voice.listening.IDLE_SECONDS", 0.1)
    first, second, third = [await receive(world, blobs, data) for data in (b"one", b"another", b"the third")]

    async def refuse_the_first(data: bytes) -> None:
        if data == b"one":
            raise Unhearable("It is damaged.")
        await asyncio.Event().wait()

    async with turning(Voice(world.database, wake, blobs, Settings(), Ear(refuse_the_first)).run):
        await until(lambda: _are_told(world.database, [first, second, third], NOT_YET))
        are_there = True
        await reaches(world.database, second, TranscriptState.WORKING)
        assert await _are_told(world.database, [third], None)


async def _end_connections(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


async def _are_told(database: Database, files: Sequence[FileId], reason: str | None) -> bool:
    told = [await transcript_of(database, file) for file in files]
    return {(one.state, one.reason) for one in told} == {(TranscriptState.WAITING, reason)}


async def _is_settled(database: Database) -> bool:
    return await open_jobs(database, QUEUE) == []
