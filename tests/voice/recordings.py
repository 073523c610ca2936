"""Recordings of customers, by verbs alone: they come in, and get words or not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from board.errors import say_written
from board.models import Transcript
from board.settings import Settings
from board.store.db import Database
from board.store.files import Blobs
from board.talk import attachments
from board.talk.comments import IncomingFile
from board.values import DESK, FileId, Kind, TranscriptState
from tests.bot.machinery import until
from tests.world import World
from voice import reactions


@asynccontextmanager
async def awaiting_words(database_url: str) -> AsyncIterator[World]:
    """A desk with a customer's open ticket that awaits the words of recordings."""
    database = Database(database_url, listeners={"voice": reactions.listener(Settings())})
    world = await World(database).furnish()
    await world.customer()
    await world.open()
    yield world
    await database.close()


async def receive(world: World, blobs: Blobs, data: bytes, kind: Kind = Kind.VOICE) -> FileId:
    """A stored recording comes in; no loop runs, only the listeners are told."""
    described = IncomingFile(kind, f"file-{len(data)}", "voice.ogg", "audio/ogg")
    received = await world.write("", file=described, kind=kind)
    sha256, size = await blobs.save(chunks(data))
    async with world.database.transaction(DESK) as tx:
        (pending,) = await attachments.pending_of(tx, received.comment.id)
        await attachments.fetched(tx, pending.id, sha256, size)
    return FileId(pending.id)


async def transcript_of(database: Database, file: FileId) -> Transcript:
    """As it stands; its reason as it is said in English."""
    async with database.transaction(DESK) as tx:
        found = await tx.session.get_one(Transcript, file)
    found.reason = say_written("en", found.reason)
    return found


async def reaches(
    database: Database, file: FileId, state: TranscriptState, seconds: float = 120
) -> Transcript:
    """Waits for a recording's state; on a busy machine the engine takes a minute to load."""

    async def there() -> bool:
        return (await transcript_of(database, file)).state == state

    await until(there, seconds)
    return await transcript_of(database, file)


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data
