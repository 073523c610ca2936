"""The loop that puts recordings into words: whatever breaks, each gets words or a reason, and holds up no other."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from board.models import File, Transcript
from board.settings import Settings
from board.store import jobs
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from board.talk import attachments, conversation, transcripts
from board.values import DESK, FileId, Kind, TranscriptState
from tests.bot.machinery import jobs_of, open_jobs, turning, until
from tests.bot.posting import pass_time
from tests.voice.recordings import chunks, reaches, receive, transcript_of
from tests.voice.speech import LONG, opus, prompt, silence
from tests.world import World
from voice import reactions
from voice.listening import QUEUE, Voice
from voice.transcriber import Transcriber

pytestmark = pytest.mark.xdist_group("alone")

NOTE = "ru", "privacy-prompt"
WORDS = "номер телефона"


@pytest.fixture
async def database(database_url: str, settings: Settings) -> AsyncIterator[Database]:
    database = Database(database_url, listeners={"voice": reactions.listener(settings)})
    yield database
    await database.close()


@pytest.fixture
async def world(database: Database) -> World:
    world = await World(database).furnish()
    await world.customer()
    await world.open()
    return world


@dataclass
class Listening:
    """A desk with recordings, and the state of each."""

    world: World
    blobs: Blobs
    transcriber: Transcriber
    voice: Voice

    async def receive(self, data: bytes, kind: Kind = Kind.VOICE) -> FileId:
        return await receive(self.world, self.blobs, data, kind)

    async def transcript(self, file: FileId) -> Transcript:
        return await transcript_of(self.world.database, file)

    async def until(self, file: FileId, state: TranscriptState) -> Transcript:
        return await reaches(self.world.database, file, state)

    async def kill_while_working_on(self, file: FileId) -> None:
        """Kill the child once it has loaded, at the recording's beginning or in its middle."""

        async def caught() -> bool:
            pid = self.transcriber.pid
            if pid is None or (await self.transcript(file)).state != TranscriptState.WORKING:
                return False
            os.kill(pid, signal.SIGKILL)
            return True

        await until(caught, 120)

    async def is_tried(self, file: FileId, times: int) -> None:
        async def tried() -> bool:
            rows = await jobs_of(self.world.database, QUEUE)
            return any(row["attempts"] == times and not row["leased_until"] for row in rows)

        await until(tried)


@pytest.fixture
def listening(world: World, wake: Wake, blobs: Blobs, settings: Settings) -> Listening:
    transcriber = Transcriber()
    return Listening(world, blobs, transcriber, Voice(world.database, wake, blobs, settings, transcriber))


@pytest.mark.usefixtures("speech")
async def test_every_recording_comes_to_its_honest_end_oldest_first(listening: Listening) -> None:
    note = await listening.receive(prompt(*NOTE).opus())
    video_note = await listening.receive(opus(silence(2)), Kind.VIDEO_NOTE)
    text = await listening.receive(b"no sound", Kind.AUDIO)
    empty = await listening.receive(b"")
    async with turning(listening.voice.run):
        await listening.until(empty, TranscriptState.REFUSED)

    ends = [await listening.transcript(file) for file in (note, video_note, text, empty)]
    assert [end.state for end in ends] == ["words", "silence", "refused", "refused"]
    assert WORDS in ends[0].text
    assert ends[0].language == "ru"
    assert [end.reason for end in ends[2:]] == [
        "The recording is damaged, or is no recording.",
        "The recording is empty.",
    ]
    assert [end.changed_at for end in ends] == sorted(end.changed_at for end in ends)
    assert await jobs_of(listening.world.database, QUEUE) == []
    assert listening.transcriber.pid is None


@pytest.mark.usefixtures("speech")
async def test_what_kills_the_child_once_has_words_all_the_same(listening: Listening) -> None:
    note = await listening.receive(prompt(*NOTE).opus())
    async with turning(listening.voice.run):
        await listening.kill_while_working_on(note)
        waiting = await listening.until(note, TranscriptState.WAITING)
        assert waiting.reason == "The program that listens broke off in the middle. It is tried again."
        await pass_time(listening.world.database, 2)
        heard = await listening.until(note, TranscriptState.WORDS)

    assert WORDS in heard.text
    assert heard.reason is None


@pytest.mark.usefixtures("speech")
async def test_what_kills_every_child_is_parked_and_the_next_has_words(listening: Listening) -> None:
    poison = await listening.receive(LONG.path.read_bytes())
    database = listening.world.database
    async with turning(listening.voice.run):
        await listening.kill_while_working_on(poison)
        await listening.is_tried(poison, 1)
        note = await listening.receive(prompt(*NOTE).opus())
        await listening.until(note, TranscriptState.WORDS)
        for times in (2, 3):
            await pass_time(database, 30)
            await listening.kill_while_working_on(poison)
            await listening.is_tried(poison, times)
        failed = await listening.until(poison, TranscriptState.FAILED)

    assert failed.reason == "The program that listens broke off in the middle. It was tried 3 times."
    async with database.reading() as session:
        (parked,) = await jobs.parked(session)
    assert parked["error"] == f"recording {poison}: The program that listens broke off in the middle."


async def test_a_parked_recording_that_is_heard_again_is_parked_no_more(listening: Listening) -> None:
    database = listening.world.database
    file = await listening.receive(opus(silence(1)))
    await _park(listening, file)
    async with database.transaction(listening.world.agent) as tx:
        await transcripts.hear_again(tx, file)
    async with turning(listening.voice.run):
        await listening.until(file, TranscriptState.SILENCE)

    async with database.reading() as session:
        assert await jobs.parked(session) == []


async def test_a_parked_recording_is_retried_by_the_operator(listening: Listening) -> None:
    file = await listening.receive(opus(silence(1)))
    parked = await _park(listening, file)
    async with turning(listening.voice.run):
        async with listening.world.database.transaction(DESK) as tx:
            assert await jobs.unpark(tx.session, parked)
        await listening.until(file, TranscriptState.SILENCE)


async def test_a_recording_that_ends_the_desk_each_time_is_parked(listening: Listening) -> None:
    file = await listening.receive(opus(silence(1)))
    async with listening.world.database.transaction(DESK) as tx:
        for _ in range(3):
            assert await jobs.lease(tx.session, QUEUE, timedelta(hours=1))
            await jobs.end_leases(tx.session, QUEUE)
    async with turning(listening.voice.run):
        failed = await listening.until(file, TranscriptState.FAILED)

    assert failed.reason == "The desk ended each time in the middle of it. It was tried 4 times."


@pytest.mark.usefixtures("speech")
async def test_to_be_stopped_in_the_middle_is_no_try(listening: Listening) -> None:
    note = await listening.receive(prompt(*NOTE).opus())
    async with turning(listening.voice.run):
        await listening.until(note, TranscriptState.WORKING)
    assert (await listening.transcript(note)).state == TranscriptState.WAITING
    (job,) = await open_jobs(listening.world.database, QUEUE)
    assert (job["attempts"], job["leased_until"]) == (0, None)


async def test_without_weights_recordings_wait_and_say_why_until_they_come(
    listening: Listening, wake: Wake, tmp_path: Path, settings: Settings
) -> None:
    database, data_dir = listening.world.database, tmp_path / "data"
    bare = settings.model_copy(update={"data_dir": data_dir})
    first = await listening.receive(opus(silence(1)))

    async with turning(Voice(database, wake, listening.blobs, bare, listening.transcriber).run):
        await until(lambda: _is_told(listening, first, "as soon as the model"))
        second = await listening.receive(opus(silence(2)))
        await until(lambda: _is_told(listening, second, "ask who runs the desk"))
        assert listening.transcriber.pid is None
        data_dir.mkdir()
        (data_dir / "models").symlink_to(settings.data_dir / "models")
        for file in (first, second):
            assert (await listening.until(file, TranscriptState.SILENCE)).reason is None


async def test_what_came_before_anybody_listened_is_heard(listening: Listening) -> None:
    file = await listening.receive(opus(silence(1)))
    async with listening.world.database.transaction(DESK) as tx:
        await tx.session.execute(delete(Transcript))
        await jobs.forget_open(tx.session, QUEUE, f"file:{file}")

    async with turning(listening.voice.run):

        async def found() -> bool:
            async with listening.world.database.transaction(DESK) as tx:
                row = await tx.session.get(Transcript, file)
            return row is not None and row.state == TranscriptState.SILENCE

        await until(found, 60)


async def test_an_erased_recording_is_not_listened_to(listening: Listening) -> None:
    file = await listening.receive(opus(silence(1)))
    async with listening.world.database.transaction(DESK) as tx:
        await tx.session.execute(delete(File).where(File.id == file))

    async with turning(listening.voice.run):

        async def settled() -> bool:
            return await jobs_of(listening.world.database, QUEUE) == []

        await until(settled)


async def test_an_agents_recording_has_words_too(listening: Listening) -> None:
    world = listening.world
    sha256, size = await listening.blobs.save(chunks(opus(silence(1))))
    async with world.database.transaction(world.agent) as tx:
        upload = await attachments.upload(
            tx, sha256=sha256, size_bytes=size, name="voice.ogg", mime="audio/ogg"
        )
    number = (await world.write("Hello?")).comment.ticket_number
    async with world.database.transaction(world.agent) as tx:
        assert number is not None
        await conversation.reply(tx, number, "", files=[upload.id])

    assert (await listening.transcript(FileId(upload.id))).state == TranscriptState.WAITING
    assert len(await open_jobs(world.database, QUEUE)) == 1


async def _park(listening: Listening, file: FileId) -> int:
    """Park the job, as after its last try; returns its id."""
    async with listening.world.database.transaction(DESK) as tx:
        (claim,) = await jobs.lease(tx.session, QUEUE, timedelta(hours=1))
        await jobs.park(tx.session, claim, "the listening broke off")
        await transcripts.begin(tx, file)
        await transcripts.failed(tx, file, "The listening broke off.")
    return claim.id


async def _is_told(listening: Listening, file: FileId, words: str) -> bool:
    transcript = await listening.transcript(file)
    return transcript.state == TranscriptState.WAITING and words in (transcript.reason or "")
