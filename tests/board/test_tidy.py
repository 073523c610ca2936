"""Tidying: what is kept only for a while is deleted with its files, and so are files without a row."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from board.desk import company
from board.models import File
from board.people import accounts, customers
from board.store.db import Database
from board.store.files import QUEUE, Blobs
from board.store.loops import Beat
from board.store.wake import Wake
from board.talk import attachments, drafts, receiving
from board.talk.comments import IncomingFile
from board.talk.drafts import Begun
from board.upkeep.blobs import forget
from board.upkeep.tidy import sweep, tidy
from board.values import DESK, Kind, Writing
from tests.bot.machinery import age, open_jobs, turning, until
from tests.bot.posting import is_empty
from tests.world import World

PERSON = 42


async def test_old_words_at_the_door_take_their_files_with_them(
    database: Database, world: World, blobs: Blobs, wake: Wake
) -> None:
    sha256, _ = await _file_at_the_door(world, blobs)
    age(blobs, sha256)
    await world.pass_time(receiving.KEPT_AT_DOOR_FOR + timedelta(days=1))

    await _tidied(database, blobs, wake, files=0)

    assert not blobs.path(sha256).exists()


async def test_an_upload_that_was_never_sent_goes_after_a_week(
    database: Database, world: World, blobs: Blobs, wake: Wake
) -> None:
    sha256, _ = await _upload(world, blobs, b"old")
    age(blobs, sha256)
    await world.pass_time(attachments.UNSENT_KEPT_FOR + timedelta(days=1))
    fresh, _ = await _upload(world, blobs, b"fresh")

    await _tidied(database, blobs, wake, files=1)

    assert not blobs.path(sha256).exists()
    assert blobs.path(fresh).exists()


async def test_an_upload_of_a_draft_stays_as_long_as_the_draft(
    database: Database, world: World, blobs: Blobs, wake: Wake
) -> None:
    await world.customer(PERSON)
    ticket = await world.open(PERSON)
    begun, _ = await _upload(world, blobs, b"begun")
    async with world.database.transaction(world.agent) as tx:
        file = (await tx.session.scalars(select(File.id))).one()
        await drafts.keep(tx, ticket, Writing.REPLY, Begun("", files=[file]))
    other, _ = await _upload(world, blobs, b"of none")
    for sha256 in (begun, other):
        age(blobs, sha256)
    await world.pass_time(attachments.UNSENT_KEPT_FOR + timedelta(days=1))

    await _tidied(database, blobs, wake, files=1)

    assert blobs.path(begun).exists()
    assert not blobs.path(other).exists()


async def test_bytes_that_nothing_refers_to_go_after_a_day(
    database: Database, old_desk: World, blobs: Blobs, wake: Wake
) -> None:
    stray = await _saved(blobs, b"its person was erased before it came", days=2)
    fresh = await _saved(blobs, b"its row is on its way", days=0.5)
    form = await blobs.derived(stray, ".m4a", _made)
    age(blobs, stray, days=2)

    await _swept(database, blobs, wake)

    assert not form.exists()
    assert not blobs.path(stray).exists()
    assert blobs.path(fresh).exists()


async def test_bytes_that_something_refers_to_stay(
    database: Database, old_desk: World, blobs: Blobs, wake: Wake
) -> None:
    file, _ = await _upload(old_desk, blobs, b"a file")
    own = await _saved(blobs, b"the company's own picture")
    async with database.transaction(DESK) as tx:
        await company.set_picture(tx, own, "own.png", "image/png")
    kept = await _saved(blobs, b"what comes with the desk")
    for sha256 in (file, own, kept):
        age(blobs, sha256, days=2)

    await _swept(database, blobs, wake, kept)

    assert all(blobs.path(sha256).exists() for sha256 in (file, own, kept))


async def test_a_form_without_its_blob_goes_too(
    database: Database, old_desk: World, blobs: Blobs, wake: Wake
) -> None:
    sha256 = await _saved(blobs, b"sound")
    form = await blobs.derived(sha256, ".m4a", _made)
    age(blobs, sha256, days=2)
    blobs.path(sha256).unlink()

    await _swept(database, blobs, wake)

    assert not form.exists()


async def test_a_picture_shown_no_more_stays_while_messages_may_want_it(
    database: Database, old_desk: World, blobs: Blobs
) -> None:
    own = await _saved(blobs, b"the company's own picture", days=2)
    async with database.transaction(DESK) as tx:
        await company.set_picture(tx, own, "own.png", "image/png")
        await company.unset(tx, company.REGISTRATION_PICTURE)
    (before,) = await open_jobs(database, QUEUE)

    await sweep(database, blobs, Beat())

    assert await open_jobs(database, QUEUE) == [before]


async def test_another_desks_bytes_are_left_alone(
    database: Database, world: World, blobs: Blobs, wake: Wake
) -> None:
    """A new database on an old folder: files older than its first event are not its own."""
    await world.open(await world.customer(PERSON))
    theirs = await _saved(blobs, b"another desk's", days=2)

    await _swept(database, blobs, wake)

    assert blobs.path(theirs).exists()


async def test_what_killed_processes_left_half_written_goes_after_a_day(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    old, fresh, folder = (tmp_path / "files" / f"{name}-1" for name in ("incoming", "incoming-2", "scratch"))
    folder.mkdir(parents=True)
    for path in (folder / "voice.ogg", old, fresh):
        path.write_bytes(b"half")
    for path in (folder, old):
        os.utime(path, (0, 0))

    async with turning(lambda beat: tidy(database, blobs, beat, mercy_seconds=0)):
        await until(lambda: _are_gone(old, folder))

    assert fresh.exists()


async def test_bytes_that_a_sent_file_is_made_of_too_stay(
    database: Database, world: World, blobs: Blobs, wake: Wake
) -> None:
    sha256, _ = await _upload(world, blobs, b"the same")
    await world.pass_time(attachments.UNSENT_KEPT_FOR + timedelta(days=1))
    await _upload(world, blobs, b"the same")
    age(blobs, sha256)

    await _tidied(database, blobs, wake, files=1)

    assert blobs.path(sha256).exists()


@pytest.fixture
async def old_desk(world: World) -> World:
    """A desk whose first event is a month old."""
    await world.open(await world.customer(PERSON))
    async with world.database.engine.begin() as connection:
        await connection.execute(text("UPDATE event SET at = at - interval '30 days'"))
    return world


async def _file_at_the_door(world: World, blobs: Blobs) -> tuple[str, int]:
    """A file from a registered customer who signs out before there is a ticket."""
    sha256, size = await blobs.save(_chunks(b"a photo"))
    await world.customer(PERSON)
    await world.write("", file=IncomingFile(Kind.DOCUMENT, "id", "a.jpg", "image/jpeg"), kind=Kind.DOCUMENT)
    async with world.database.transaction(DESK) as tx:
        file = (await tx.session.scalars(select(File.id))).one()
        await attachments.fetched(tx, file, sha256, size)
        customer = await customers.by_telegram(tx, PERSON)
        assert customer is not None
        await accounts.sign_out(tx, customer)
    return sha256, size


async def _upload(world: World, blobs: Blobs, data: bytes) -> tuple[str, int]:
    sha256, size = await blobs.save(_chunks(data))
    async with world.database.transaction(world.agent) as tx:
        await attachments.upload(tx, sha256=sha256, size_bytes=size, name="a.bin", mime="application/zip")
    return sha256, size


async def _tidied(database: Database, blobs: Blobs, wake: Wake, files: int) -> None:
    """Tidy until that many files are left and no job to delete files is open."""

    async def is_done() -> bool:
        async with database.reading() as session:
            return await session.scalar(select(func.count()).select_from(File)) == files

    async with (
        turning(lambda beat: tidy(database, blobs, beat, mercy_seconds=0)),
        turning(partial(forget, database, wake, blobs)),
    ):
        await until(is_done)
        await is_empty(database, QUEUE)


async def _saved(blobs: Blobs, data: bytes, days: float = 0) -> str:
    sha256, _ = await blobs.save(_chunks(data))
    age(blobs, sha256, days)
    return sha256


async def _made(source: Path, target: Path) -> None:
    await asyncio.to_thread(shutil.copy, source, target)


async def _swept(database: Database, blobs: Blobs, wake: Wake, *kept: str) -> None:
    await sweep(database, blobs, Beat(), kept)
    async with turning(partial(forget, database, wake, blobs, kept=set(kept))):
        await is_empty(database, QUEUE)


async def _are_gone(*paths: Path) -> bool:
    return not any(path.exists() for path in paths)


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data
