"""Tidying: what was kept only for a while leaves the desk with its bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiogram import Bot
from sqlalchemy import func, select

from board import accounts, attachments, customers, receiving
from board.events import DESK, Kind
from board.messages import IncomingFile
from board.models import File
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from bot.media import QUEUE, Media
from bot.tidy import tidy
from tests.bot.machinery import age, turning, until
from tests.bot.posting import is_empty
from tests.world import World

PERSON = 42


async def test_old_words_at_the_door_take_their_files_with_them(
    database: Database, world: World, blobs: Blobs, media: Media
) -> None:
    sha256, _ = await _file_at_the_door(world, blobs)
    age(blobs, sha256)
    await world.pass_time(receiving.KEPT_AT_DOOR_FOR + timedelta(days=1))

    await _tidied(database, media, files=0)

    assert not blobs.path(sha256).exists()


async def test_an_upload_that_was_never_sent_goes_after_a_week(
    database: Database, world: World, blobs: Blobs, media: Media
) -> None:
    sha256, _ = await _upload(world, blobs, b"old")
    age(blobs, sha256)
    await world.pass_time(attachments.UNSENT_KEPT_FOR + timedelta(days=1))
    fresh, _ = await _upload(world, blobs, b"fresh")

    await _tidied(database, media, files=1)

    assert not blobs.path(sha256).exists()
    assert blobs.path(fresh).exists()


async def test_bytes_that_a_sent_file_is_made_of_too_stay(
    database: Database, world: World, blobs: Blobs, media: Media
) -> None:
    sha256, _ = await _upload(world, blobs, b"the same")
    await world.pass_time(attachments.UNSENT_KEPT_FOR + timedelta(days=1))
    await _upload(world, blobs, b"the same")
    age(blobs, sha256)

    await _tidied(database, media, files=1)

    assert blobs.path(sha256).exists()


@pytest.fixture
def media(database: Database, wake: Wake, bot: Bot, blobs: Blobs) -> Media:
    return Media(database, wake, bot, blobs)


async def _file_at_the_door(world: World, blobs: Blobs) -> tuple[str, int]:
    """Sent by somebody registered, who signs out before there is a ticket."""
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


async def _tidied(database: Database, media: Media, files: int) -> None:
    """Until that many files are left and every job for the disk is done."""

    async def is_done() -> bool:
        async with database.reading() as session:
            return await session.scalar(select(func.count()).select_from(File)) == files

    async with turning(lambda beat: tidy(database, beat)), turning(media.run):
        await until(is_done)
        await is_empty(database, QUEUE)


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data
