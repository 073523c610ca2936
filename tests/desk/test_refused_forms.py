"""Replies whose files Telegram refuses in most forms, with the bot killed at random: what is told of them is true."""

from __future__ import annotations

import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from board.models import Comment
from board.settings import Settings
from board.store.db import Database
from board.store.files import Blobs
from board.talk import attachments, conversation
from board.values import DESK, Delivery, FileId, TicketNumber
from bot.outbound.outbox import OUTBOX
from composition import listeners
from sandbox.client import Person, Phone
from sandbox.server import serve
from tests.bot.machinery import open_jobs, until
from tests.bot.posting import pass_time
from tests.desk.running import Process, in_processes
from tests.sandbox.pictures import opus, png
from tests.world import World

pytestmark = pytest.mark.xdist_group("alone")

_REPLIES = 4
_KILLS = 2
_FILES = {
    "photo": ("image/png", png()),
    "voice": ("audio/ogg", opus()),
    "audio": ("audio/mpeg", b"ID3" + bytes(40)),
    "document": ("application/pdf", b"%PDF-1.4"),
}
_REFUSED = ("sendPhoto", "sendVoice", "sendMediaGroup")


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    database = Database(database_url, listeners(Settings()))
    yield await World(database).furnish()
    await database.close()


async def test_what_is_told_of_refused_files_is_true_whatever_is_killed_when(
    world: World, database_url: str, tmp_path: Path
) -> None:
    chance = random.Random(0)
    async with (
        serve(tmp_path / "sandbox", port=0) as sandbox_url,
        Phone(sandbox_url) as phone,
        in_processes(database_url, tmp_path, sandbox_url, ["bot"]) as (settings, processes),
    ):
        anna = await phone.person("Anna")
        await phone.calls(method="deleteWebhook", timeout=60)  # a call for updates is logged when it ends
        await anna.send("/start")
        await anna.expect("")
        await _make_trouble(phone, chance)
        replies = await _write_replies(world, anna, Blobs(settings.data_dir / "files"), chance)
        for _ in range(_KILLS):
            await _kill_in_the_middle(processes[0], world.database, phone, chance)
        await phone.clear_faults()
        await until(partial(_is_over, world.database), seconds=90)

        heard = await _arrived(anna)
        for (comment, names), later in zip(replies, [*replies[1:], None], strict=True):
            await _check(world.database, comment, names, heard)
            if later is not None and {*names, *later[1]} <= heard.keys():
                order = list(heard)
                assert order.index(names[0]) < order.index(later[1][0])


async def _make_trouble(phone: Phone, chance: random.Random) -> None:
    for method in _REFUSED:
        await phone.fault(method=method, code=400, description="Bad Request: WRONG_FORM")
    for method in ("sendDocument", "sendAudio", "sendMessage"):
        kind = chance.choice(("drop_answer", "refuse"))
        await phone.fault(kind, method=method, times=1)


async def _write_replies(
    world: World, anna: Person, blobs: Blobs, chance: random.Random
) -> list[tuple[int, list[str]]]:
    """Each reply by its comment, with its words and then the names of its files."""
    await world.customer(anna.id)
    number = TicketNumber(await world.open(anna.id))
    replies = []
    for place in range(_REPLIES):
        kinds = chance.choices(list(_FILES), k=chance.randint(1, 3))
        names = [f"{place}-{index}.{kind}" for index, kind in enumerate(kinds)]
        files = [await _upload(world, blobs, name, kind) for name, kind in zip(names, kinds, strict=True)]
        async with world.database.transaction(world.agent) as tx:
            comment = await conversation.reply(tx, number, f"reply {place}", files=files)
        replies.append((int(comment.id), [f"reply {place}", *names]))
    return replies


async def _upload(world: World, blobs: Blobs, name: str, kind: str) -> FileId:
    mime, data = _FILES[kind]

    async def chunks() -> AsyncIterator[bytes]:
        yield data + name.encode()

    sha256, size = await blobs.save(chunks())
    async with world.database.transaction(world.agent) as tx:
        file = await attachments.upload(tx, sha256=sha256, size_bytes=size, name=name, mime=mime)
    return FileId(file.id)


async def _kill_in_the_middle(
    process: Process, database: Database, phone: Phone, chance: random.Random
) -> None:
    calls = len(await phone.calls())
    enough = chance.randint(2, 8)

    async def has_gone_on() -> bool:
        await pass_time(database, 5)
        return len(await phone.calls()) >= calls + enough or await _is_over(database)

    await until(has_gone_on, seconds=60)
    await process.kill(signal.SIGKILL)
    await process.start()


async def _is_over(database: Database) -> bool:
    await pass_time(database, 5)
    return not await open_jobs(database, OUTBOX)


async def _arrived(person: Person) -> Counter[str]:
    """How often words and files came, in the order of their first coming."""
    arrived: Counter[str] = Counter()
    for message in await person.messages():
        if message.is_from_bot:
            words = next((line for line in message.text.splitlines() if line.startswith("reply ")), None)
            arrived.update([words] if words else [])
            arrived.update(file["name"] for file in message.files)
    return arrived


async def _check(database: Database, comment: int, names: list[str], heard: Counter[str]) -> None:
    async with database.transaction(DESK) as tx:
        told = await tx.session.get_one(Comment, comment)
    assert told.delivery in (Delivery.SENT, Delivery.FAILED)
    if told.delivery == Delivery.SENT:
        assert [name for name in names if not heard[name]] == []
    else:
        assert told.delivery_reason == "unknown"
    if not told.is_maybe_twice:
        assert [name for name in names if heard[name] > 1] == []
