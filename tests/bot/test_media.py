"""Media: a customer's files come to the desk, and what can't come says why."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from sqlalchemy import delete, select, text

from board.desk import company
from board.errors import DeskError, say_written
from board.facts import EventType
from board.models import File
from board.store import journal
from board.store.db import Database
from board.store.files import Blobs
from board.store.jobs import Job
from board.store.wake import Wake
from board.talk import attachments, quota
from board.talk.comments import IncomingFile
from board.values import DESK, FileId, FileState, Kind
from bot.inbound.bot_api import BotApi
from bot.inbound.media import QUEUE, Media
from bot.telegram import make_bot
from sandbox.client import Person, Phone
from tests.bot.conftest import TOKEN
from tests.bot.machinery import open_jobs, turning, until
from tests.bot.posting import pass_time
from tests.world import World

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 800


@pytest.fixture
def media(database: Database, wake: Wake, bot: Bot, blobs: Blobs) -> Media:
    return Media(database, wake, bot, blobs)


async def receive(world: World, api: BotApi, person: Person, **fields: Any) -> int:
    """The person sends a picture of unknown size, and a job to fetch it is put; returns the file."""
    await person.document(PICTURE, "till.jpg", **fields)
    updates = await api.result("getUpdates", {"offset": -1})
    assert isinstance(updates, list)
    update: Any = updates[-1]
    incoming = IncomingFile(Kind.DOCUMENT, update["message"]["document"]["file_id"], "till.jpg", "image/jpeg")
    await world.customer(person.id)
    await world.open(person.id)
    await world.write("", telegram_id=person.id, file=incoming, kind=Kind.DOCUMENT)
    async with world.database.transaction(DESK) as tx:
        file = (await tx.session.scalars(select(File))).one()
        await tx.later(Job(QUEUE, "once", f"file:{file.id}", {"file": file.id}))
    return file.id


async def file_of(database: Database, file: int) -> File:
    async with database.transaction(DESK) as tx:
        found = await tx.session.get_one(File, file)
    found.reason = say_written("en", found.reason)
    return found


async def is_settled(database: Database) -> None:
    async def settled() -> bool:
        return not await open_jobs(database, QUEUE)

    await until(settled)


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def hurry(database: Database) -> None:
    """Move time until no retry is left."""

    async def settled() -> bool:
        await pass_time(database, 60)
        return not await open_jobs(database, QUEUE)

    await until(settled)


async def test_a_file_is_fetched_whole_and_the_desk_hears_of_it(
    world: World, api: BotApi, phone: Phone, media: Media, blobs: Blobs
) -> None:
    file = await receive(world, api, await phone.person("Anna"))

    async with turning(media.run):
        await is_settled(world.database)

    row = await file_of(world.database, file)
    assert (row.state, row.size_bytes) == (FileState.STORED, len(PICTURE))
    assert row.sha256 == hashlib.sha256(PICTURE).hexdigest()
    assert blobs.path(row.sha256).read_bytes() == PICTURE
    assert await reasons(world) == ["file_stored"]


async def test_a_file_too_big_for_bots_says_so(world: World, api: BotApi, phone: Phone, media: Media) -> None:
    file = await receive(world, api, await phone.person("Anna"), declared_size=21 * 1024 * 1024)

    async with turning(media.run):
        await is_settled(world.database)

    row = await file_of(world.database, file)
    assert row.state == FileState.TOO_BIG
    assert row.reason
    assert await reasons(world) == ["file_too_big"]


@pytest.mark.parametrize(
    "fault",
    [
        {"method": "getFile", "code": 500, "times": 3},
        {"method": "getFile", "retry_after": 30, "times": 5},
        {"method": "file", "code": 502, "times": 3},
        {"kind": "refuse", "method": "file", "times": 2},
        {"kind": "drop_answer", "method": "getFile", "times": 2},
    ],
)
async def test_passing_trouble_is_outlasted(
    world: World, api: BotApi, phone: Phone, media: Media, fault: dict[str, Any]
) -> None:
    file = await receive(world, api, await phone.person("Anna"))
    await phone.fault(**fault)

    async with turning(media.run):
        await hurry(world.database)

    assert (await file_of(world.database, file)).state == FileState.STORED


async def test_a_file_waits_for_room_on_the_disk_and_is_asked_for_only_then(
    world: World, api: BotApi, phone: Phone, database: Database, wake: Wake, bot: Bot, media: Media
) -> None:
    file = await receive(world, api, await phone.person("Anna"))
    full = Blobs(Path("/proc/nothing-is-free-here"))

    async def waits() -> bool:
        (job,) = await open_jobs(database, QUEUE)
        return bool(job["error"] == "the disk is full")

    async with turning(Media(database, wake, bot, full).run):
        await until(waits)
    assert await phone.calls(method="getFile") == []
    async with turning(media.run):
        await hurry(world.database)
    assert (await file_of(world.database, file)).state == FileState.STORED


async def test_an_outage_is_as_old_as_itself_and_not_as_a_full_disk_before_it(
    world: World, api: BotApi, phone: Phone, database: Database, wake: Wake, blobs: Blobs, media: Media
) -> None:
    file = await receive(world, api, await phone.person("Anna"))

    async def waits_for(reason: str) -> bool:
        await pass_time(database, 31)
        return [job["error"] for job in await open_jobs(database, QUEUE)] in ([reason], [])

    async with make_bot(TOKEN, "http://127.0.0.1:1").context(auto_close=True) as nowhere:
        full = Blobs(Path("/proc/nothing-is-free-here"))
        async with turning(Media(database, wake, nowhere, full).run):
            await until(partial(waits_for, "the disk is full"))
        await _grow_old(database, hours=7)
        async with turning(Media(database, wake, nowhere, blobs).run):
            await until(partial(waits_for, "telegram can't be reached"))
    async with turning(media.run):
        await hurry(database)

    assert (await file_of(database, file)).state == FileState.STORED


async def test_an_outage_that_lasts_too_long_fails_the_file(
    world: World, api: BotApi, phone: Phone, database: Database, wake: Wake, blobs: Blobs
) -> None:
    file = await receive(world, api, await phone.person("Anna"))

    async def is_told() -> bool:
        await _grow_old(database, hours=4)
        await pass_time(database, 16)
        return (await file_of(database, file)).state == FileState.FAILED

    async with (
        make_bot(TOKEN, "http://127.0.0.1:1").context(auto_close=True) as nowhere,
        turning(Media(database, wake, nowhere, blobs).run),
    ):
        await until(is_told)
    assert (await file_of(database, file)).reason == "Telegram can't be reached."


async def test_a_file_that_is_gone_fails_with_a_reason(
    world: World, api: BotApi, phone: Phone, media: Media
) -> None:
    file = await receive(world, api, await phone.person("Anna"))
    await phone.fault(method="file", code=404, description="Not Found")

    async with turning(media.run):
        await hurry(world.database)

    row = await file_of(world.database, file)
    assert (row.state, row.reason) == (FileState.FAILED, "Telegram doesn't give this file any more.")


async def test_an_outage_of_telegram_costs_no_try(
    world: World, api: BotApi, phone: Phone, database: Database, wake: Wake, blobs: Blobs, media: Media
) -> None:
    file = await receive(world, api, await phone.person("Anna"))

    async def has_failed_often() -> bool:
        await pass_time(database, 20)
        (job,) = await open_jobs(database, QUEUE)
        tries.add(job["run_at"])
        return len(tries) > 6

    tries: set[object] = set()
    async with (
        make_bot(TOKEN, "http://127.0.0.1:1").context(auto_close=True) as nowhere,
        turning(Media(database, wake, nowhere, blobs).run),
    ):
        await until(has_failed_often)
    async with turning(media.run):
        await hurry(database)

    assert (await file_of(database, file)).state == FileState.STORED


async def test_a_crash_while_fetching_begins_again(
    world: World, api: BotApi, phone: Phone, media: Media, database: Database
) -> None:
    file = await receive(world, api, await phone.person("Anna"))
    await phone.fault("hang", method="getFile", times=1)
    async with turning(media.run):
        await until(lambda: phone.calls(method="getFile"))

    async with turning(media.run):
        await is_settled(database)

    assert (await file_of(database, file)).state == FileState.STORED


async def test_beyond_a_days_bytes_a_file_comes_when_an_agent_asks(
    world: World, api: BotApi, phone: Phone, media: Media, database: Database
) -> None:
    anna = await phone.person("Anna")
    file = await receive(world, api, anna)
    big = IncomingFile(Kind.DOCUMENT, "big", "big.bin", "application/octet-stream")
    sent = await world.write("", telegram_id=anna.id, kind=Kind.DOCUMENT, file=big)
    async with database.transaction(DESK) as tx:
        await company.set_megabytes_a_day(tx, "1")
        (other,) = await attachments.pending_of(tx, sent.comment.id)
        await attachments.fetched(tx, other.id, "0" * 64, 1024**2 + 1)

    async with turning(media.run):
        await is_settled(database)
    refused = await file_of(database, file)
    async with world.database.transaction(world.agent) as tx:
        comment = await attachments.comment_of(tx, FileId(file))
        assert comment is not None
        await attachments.fetch_again(tx, comment.id)
        await tx.later(Job(QUEUE, "again", f"file:{file}", {"file": file, "asked": True}))
    async with turning(media.run):
        await is_settled(database)

    assert refused.state == FileState.FAILED
    assert (
        refused.reason
        == "More than 1 MB of files came from this person within a day. Try again if it is needed."
    )
    assert await phone.calls(method="getFile")
    assert (await file_of(database, file)).state == FileState.STORED


async def test_a_day_later_there_is_room_for_files_again(
    world: World, api: BotApi, phone: Phone, media: Media, database: Database
) -> None:
    anna = await phone.person("Anna")
    big = IncomingFile(Kind.DOCUMENT, "big", "big.bin", "application/octet-stream")
    await world.customer(anna.id)
    sent = await world.write("", telegram_id=anna.id, kind=Kind.DOCUMENT, file=big)
    async with database.transaction(DESK) as tx:
        await company.set_megabytes_a_day(tx, "1")
        (other,) = await attachments.pending_of(tx, sent.comment.id)
        await attachments.fetched(tx, other.id, "0" * 64, 1024**2 + 1)

    assert await _refusal(database, other.id) is not None
    await pass_time(database, 24 * 3600 + 1)

    assert await _refusal(database, other.id) is None


async def _refusal(database: Database, file: FileId) -> DeskError | None:
    async with database.transaction(DESK) as tx:
        (await tx.session.get_one(File, file)).size_bytes = 1024**2
        return await quota.refusal(tx, file)


async def test_a_file_nobody_waits_for_is_not_fetched(
    world: World, api: BotApi, phone: Phone, media: Media, database: Database
) -> None:
    await receive(world, api, await phone.person("Anna"))
    async with database.transaction(DESK) as tx:
        await tx.session.execute(delete(File))

    async with turning(media.run):
        await is_settled(database)

    assert await phone.calls(method="getFile") == []


async def _grow_old(database: Database, hours: int) -> None:
    """The first failure, which is in real time, was that much earlier."""
    async with database.transaction(DESK) as tx:
        age = text("UPDATE job SET first_failed_at = first_failed_at - make_interval(hours => :hours)")
        await tx.session.execute(age, {"hours": hours})


async def reasons(world: World) -> list[str | None]:
    """The reasons of the changes of comments, oldest first."""
    async with world.database.reading() as session:
        entries = await journal.read_after(session, 0)
    told = [entry.event.fact.told for entry in entries]
    return [each.reason for each in told if each.type is EventType.COMMENT_CHANGED]
