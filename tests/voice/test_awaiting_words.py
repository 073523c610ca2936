"""Recordings wait for words only while an engine is on and they exist."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from board.facts import ListeningGivenUp
from board.models import Transcript
from board.people import customers
from board.settings import Settings
from board.store import jobs, journal
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from board.talk import transcripts
from board.values import DESK, FileId, TranscriptState
from tests.bot.machinery import jobs_of, open_jobs, turning, until
from tests.voice.recordings import awaiting_words, receive, transcript_of
from tests.world import World
from voice import listening, reactions
from voice.listening import QUEUE, Voice


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A desk with the engine on."""
    async with awaiting_words(database_url) as world:
        yield world


@pytest.fixture
async def deaf(database_url: str) -> AsyncIterator[Database]:
    """The same desk, with the engine off."""
    database = Database(database_url, listeners={"voice": reactions.listener(Settings(whisper_engine="off"))})
    yield database
    await database.close()


async def test_what_was_awaited_waits_no_more(world: World, blobs: Blobs, deaf: Database) -> None:
    for data in (b"one", b"another"):
        await receive(world, blobs, data)
    assert len(await open_jobs(deaf, QUEUE)) == 2

    await listening.stand_down(deaf)

    assert await open_jobs(deaf, QUEUE) == []
    assert await _transcripts(deaf) == 0


async def test_what_has_its_words_keeps_them(world: World, blobs: Blobs, deaf: Database) -> None:
    file = await receive(world, blobs, b"a note")
    await world.hear(file, "Box three")

    await listening.stand_down(deaf)

    assert (await transcript_of(deaf, file)).text == "Box three"


async def test_boards_are_told(world: World, blobs: Blobs, deaf: Database) -> None:
    await receive(world, blobs, b"a note")
    await listening.stand_down(deaf)

    async with deaf.reading() as session:
        *_, last = await journal.read_after(session, 0)
    assert isinstance(last.event.fact, ListeningGivenUp)


async def test_switched_on_again_finds_it(world: World, blobs: Blobs, deaf: Database) -> None:
    await receive(world, blobs, b"a note")
    await listening.stand_down(deaf)

    async with world.database.transaction(DESK) as tx:
        assert len(await transcripts.unheard(tx)) == 1


async def test_switched_on_again_and_again_finds_it_each_time(
    world: World, wake: Wake, blobs: Blobs, deaf: Database
) -> None:
    """Also when it was found, given up and queued again in between."""
    file = await receive(world, blobs, b"a note")
    await listening.stand_down(deaf)
    await _take_over(world, wake, blobs)
    await _park(world.database, file)
    async with world.database.transaction(world.agent) as tx:
        await transcripts.hear_again(tx, file)
    await listening.stand_down(deaf)

    await _take_over(world, wake, blobs)

    assert (await transcript_of(deaf, file)).state == TranscriptState.WAITING
    assert len(await open_jobs(deaf, QUEUE)) == 1


async def test_nobody_misses_the_part_that_listened(world: World, deaf: Database) -> None:
    async with deaf.engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO heartbeat VALUES ('voice', 'killed:1', now(), 0), ('sla', 'here:1', now(), 0)")
        )

    await listening.stand_down(deaf)

    async with deaf.reading() as session:
        assert list(await session.scalars(text("SELECT loop FROM heartbeat"))) == ["sla"]


async def test_puts_no_jobs(world: World, blobs: Blobs, deaf: Database) -> None:
    world.database = deaf
    await receive(world, blobs, b"a note")

    assert await jobs_of(deaf, QUEUE) == []
    assert await _transcripts(deaf) == 0


async def test_says_so_when_asked_to_listen_again(world: World, blobs: Blobs, deaf: Database) -> None:
    file = await receive(world, blobs, b"a note")
    await _park(world.database, file)

    async with deaf.transaction(world.agent) as tx:
        await transcripts.hear_again(tx, file)

    transcript = await transcript_of(deaf, file)
    assert (transcript.state, transcript.reason) == (
        "failed",
        "This desk does not put recordings into words.",
    )
    assert await open_jobs(deaf, QUEUE) == []


async def test_an_agents_own_words_end_what_was_set_aside(world: World, blobs: Blobs) -> None:
    file = await receive(world, blobs, b"a note")
    await _park(world.database, file)

    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, file, "Box three")

    async with world.database.reading() as session:
        assert await jobs.parked(session) == []


async def test_erasing_ends_what_was_set_aside(world: World, blobs: Blobs) -> None:
    await _park(world.database, await receive(world, blobs, b"a note"))

    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    async with world.database.reading() as session:
        assert await jobs.parked(session) == []


async def _take_over(world: World, wake: Wake, blobs: Blobs) -> None:
    """The desk starts without weights and queues what waits."""
    there = Settings(whisper_model="/nowhere")
    before = len(await jobs_of(world.database, QUEUE))

    async def found() -> bool:
        return len(await jobs_of(world.database, QUEUE)) > before

    async with turning(Voice(world.database, wake, blobs, there).run):
        await until(found)


async def _park(database: Database, file: FileId) -> None:
    """Park the job, as after its last try."""
    async with database.transaction(DESK) as tx:
        (claim,) = await jobs.lease(tx.session, QUEUE, timedelta(hours=1))
        await jobs.park(tx.session, claim, "the listening broke off")
        await transcripts.failed(tx, file, "The listening broke off.")
    assert (await transcript_of(database, file)).state == TranscriptState.FAILED


async def _transcripts(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(Transcript)) or 0)
