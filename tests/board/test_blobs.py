"""Files are deleted when nothing needs them any more, and never too early."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from board.people import customers
from board.store.db import Database
from board.store.files import QUEUE, Blobs, forget_later
from board.store.wake import Wake
from board.talk import attachments
from board.talk.comments import IncomingFile
from board.upkeep.blobs import forget
from board.values import DESK, Kind
from tests.bot.machinery import age, open_jobs, turning, until
from tests.bot.posting import is_empty, pass_time
from tests.world import World

PERSON = 42


@pytest.fixture
async def forgetting(database: Database, wake: Wake, blobs: Blobs) -> AsyncIterator[None]:
    async with turning(partial(forget, database, wake, blobs)):
        yield


async def test_an_erased_persons_file_goes_from_the_disk(
    world: World, database: Database, blobs: Blobs, forgetting: None
) -> None:
    sha256 = await _photo(world, blobs)
    age(blobs, sha256)

    await _erase(world)

    await is_empty(database, QUEUE)
    assert not blobs.path(sha256).exists()


async def test_bytes_that_somebody_else_sent_too_outlive_an_erased_person(
    world: World, database: Database, blobs: Blobs, forgetting: None
) -> None:
    sha256 = await _photo(world, blobs)
    async with database.transaction(world.agent) as tx:
        await attachments.upload(tx, sha256=sha256, size_bytes=1, name="till.jpg", mime="image/jpeg")
    age(blobs, sha256)

    await _erase(world)

    await is_empty(database, QUEUE)
    assert blobs.path(sha256).exists()


async def test_what_was_stored_and_erased_at_once_goes_a_little_later(
    database: Database, blobs: Blobs, forgetting: None
) -> None:
    sha256, _ = await blobs.save(_chunks(b"a photo"))
    async with database.transaction(DESK) as tx:
        await forget_later(tx, sha256)

    await _is_put_back(database)
    age(blobs, sha256)
    await _hurry(database)

    assert not blobs.path(sha256).exists()


async def test_bytes_saved_anew_while_they_are_forgotten_wait_for_their_row(
    world: World, database: Database, blobs: Blobs, wake: Wake
) -> None:
    sha256, size = await blobs.save(_chunks(b"a photo"))
    age(blobs, sha256)
    async with database.transaction(DESK) as tx:
        await forget_later(tx, sha256)
    await blobs.save(_chunks(b"a photo"))

    async with turning(partial(forget, database, wake, blobs)):
        await _is_put_back(database)
        async with database.transaction(world.agent) as tx:
            await attachments.upload(tx, sha256=sha256, size_bytes=size, name="a.jpg", mime="image/jpeg")
        age(blobs, sha256)
        await _hurry(database)

    assert blobs.path(sha256).exists()


async def _photo(world: World, blobs: Blobs) -> str:
    """A customer's photo whose file has been fetched."""
    await world.customer(PERSON)
    await world.open(PERSON)
    sha256, size = await blobs.save(_chunks(b"a photo"))
    described = IncomingFile(Kind.PHOTO, "photo-1", "photo.jpg", "image/jpeg")
    received = await world.write("", file=described, kind=Kind.PHOTO)
    async with world.database.transaction(DESK) as tx:
        (pending,) = await attachments.pending_of(tx, received.comment.id)
        await attachments.fetched(tx, pending.id, sha256, size)
    return sha256


async def _erase(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, PERSON))


async def _is_put_back(database: Database) -> None:
    async def put_back() -> bool:
        return any(job["first_failed_at"] for job in await open_jobs(database, QUEUE))

    await until(put_back)


async def _hurry(database: Database) -> None:
    async def is_settled() -> bool:
        await pass_time(database, 60)
        return not await open_jobs(database, QUEUE)

    await until(is_settled)


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data
