"""A person's copy has all that is stored about them, nothing of anybody else, and goes soon after."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from sqlalchemy import select

from board.desk.support import of_account
from board.facts import ArchiveMade
from board.models import Archive, ArchiveFile, Customer, Incident, Invite, Ticket
from board.people import (
    about,
    accounts,
    archives,
    arriving,
    bars,
    claims,
    consents,
    customers,
    guessing,
    invites,
    team,
)
from board.people.guessing import Numbers
from board.store import journal
from board.store.files import QUEUE as BLOBS
from board.store.files import Blobs
from board.store.tables import Base
from board.store.wake import Wake
from board.talk import attachments, conversation, questions, receiving, refusals, transcripts
from board.talk.comments import Incoming, IncomingFile
from board.tickets import incidents, ratings
from board.upkeep.archive import making, packing
from board.upkeep.archive.contents import Stored, Wanted
from board.upkeep.archive.packing import MOST_ARCHIVES, MOST_BYTES, Missing
from board.upkeep.archive.rows import LEFT_OUT, LEFT_OUT_TABLES, WHOLE
from board.values import DESK, ConsentKind, FileId, Kind
from tests.bot.machinery import open_jobs, turning, until
from tests.world import BOT, World

ZONE = ZoneInfo("Europe/Moscow")
SCRIPT = "<script>alert(1)</script>"
SAID_ANOTHER_WAY = frozenset({"account_id", "agent_id", "topic_key", "reason", "delivery_reason"})
"""Columns of which the copy has the name, or the sentence, that they stand for."""


async def test_everything_stored_about_a_person_is_in_their_copy(
    world: World, blobs: Blobs, tmp_path: Path
) -> None:
    await _a_life(world, blobs)

    told = set(_strings(await _data(world, blobs, tmp_path, has_notes=True)))

    assert _of_a_person() == {*LEFT_OUT, *WHOLE, *LEFT_OUT_TABLES}
    found = set[str]()
    async with world.database.reading() as session:
        for table in {*LEFT_OUT, *WHOLE}:
            kept = [
                column
                for column in Base.metadata.tables[table].columns
                if column.key not in {*LEFT_OUT.get(table, {}), *SAID_ANOTHER_WAY}
            ]
            for row in await session.execute(select(*kept)):
                found.add(table)
                for column, value in zip(kept, row, strict=True):
                    missing = set(_strings(value)) - told
                    assert not missing, (table, column.key)
    assert found == {*LEFT_OUT, *WHOLE}, "each table has a row here"


async def test_no_column_is_left_out_that_is_not_there() -> None:
    for table, columns in LEFT_OUT.items():
        assert set(columns) <= set(Base.metadata.tables[table].columns.keys())


async def test_a_copy_has_no_note_and_nothing_of_others_on_the_same_account(
    world: World, blobs: Blobs, tmp_path: Path
) -> None:
    for person, words in ((42, "Mine."), (43, "Boris has a secret.")):
        await world.customer(person)
        number = await world.open(person)
        await world.write(words, telegram_id=person)
        async with world.database.transaction(world.agent) as tx:
            await conversation.note(tx, number, f"A note on {person}.")
            holder = (await tx.session.get_one(Ticket, number)).customer_id
            await about.add_note(tx, holder, f"Known of {person}.")
    account = await world.account("17-203")
    async with world.database.transaction(DESK) as tx:
        (await tx.session.merge(account)).name = "Blesk Ltd"

    plain, with_notes = [
        "\n".join(await _documents(world, blobs, tmp_path, has_notes=has_notes))
        for has_notes in (False, True)
    ]

    assert "Mine." in plain
    assert not [each for each in ("secret", "A note on", "Blesk") if each in plain]
    assert "2 заметки" in plain
    assert "A note on 42." in with_notes
    assert "Known of 42." in with_notes
    assert "A note on 43." not in with_notes
    assert "Known of" not in plain
    assert "Known of 43." not in with_notes


async def test_nothing_that_people_write_or_name_can_do_anything(
    world: World, blobs: Blobs, tmp_path: Path
) -> None:
    await world.customer()
    await world.open()
    await world.write(f"{SCRIPT}<img src=x onerror=alert(1)>", message_id=500)
    await world.edit(500, "</p></article></body>")
    names = [
        "../../evil.txt",
        "CON",
        'a:b?"<x>.txt',
        "a:b?.txt",
        "gpj\u202eexe.\x00",
        "",
        "same.png",
        "SAME.png",
    ]
    for name in names:
        await _file(world, blobs, name or " ", name.encode() or b"-")

    with ZipFile(await _copy(world, blobs, tmp_path)) as archive:
        inside = archive.namelist()
        page = archive.read("index.html").decode()
        assert archive.testzip() is None

    files = [each for each in inside if each not in ("index.html", "data.json")]
    assert len({each.casefold() for each in files}) == len(names)
    assert all(each.startswith("files/") and each.count("/") == 1 for each in files)
    assert not [letter for each in files for letter in ':*?"<>|\\\u202e\x00' if letter in each]
    reader = _Reader()
    reader.feed(page)
    assert not reader.dangerous
    assert SCRIPT in "".join(reader.words)


def test_files_go_in_as_many_archives_as_a_chat_takes_and_the_rest_is_named() -> None:
    half, gone = MOST_BYTES // 2, Stored(FileId(1), "gone", 5, "gone")
    files = [
        gone,
        Stored(FileId(2), "pending", None, None),
        Stored(FileId(3), "film.mp4", MOST_BYTES + 1, "3"),
        *(Stored(FileId(10 + n), f"{n}.bin", half, str(n)) for n in range(2 * MOST_ARCHIVES)),
    ]

    packed = packing.plan(files, lambda sha256: sha256 != "gone", MOST_BYTES)

    assert [packed.places[id] for id in (1, 2, 3)] == [Missing.NOT_HERE, Missing.NOT_HERE, Missing.TOO_BIG]
    assert len(packed.archives) == MOST_ARCHIVES
    assert all(sum(file.size_bytes or 0 for file in each) <= MOST_BYTES for each in packed.archives)
    assert Missing.NO_ROOM in packed.places.values()
    whole = packing.plan(files, lambda sha256: sha256 != "gone", None)
    assert len(whole.archives) == 1
    assert list(whole.places.values()).count(Missing.NOT_HERE) == 2
    assert Missing.TOO_BIG not in whole.places.values()


async def test_one_is_asked_for_at_a_time_and_once_an_hour(world: World, wake: Wake, blobs: Blobs) -> None:
    await world.customer()

    assert await _ask(world)
    assert not await _ask(world)
    async with turning(partial(making.make, world.database, wake, blobs)):
        await until(partial(_is_made, world))
    assert not await _ask(world)
    await world.pass_time(timedelta(hours=1, seconds=1))
    assert await _ask(world)


async def test_whoever_is_killed_while_making_it_it_is_made_once(
    world: World, wake: Wake, blobs: Blobs
) -> None:
    await _a_life(world, blobs)
    assert await _ask(world)
    chance, longest = Random(7), 0.02
    while not await _is_made(world):
        async with turning(partial(making.make, world.database, wake, blobs)):
            await asyncio.sleep(chance.uniform(0, longest))
        longest *= 1.5

    async with world.database.reading() as session:
        facts = [entry.event.fact for entry in await journal.read_after(session, 0, limit=10_000)]
        made = [fact.archive for fact in facts if isinstance(fact, ArchiveMade)]
        assert made == list(await session.scalars(select(Archive.id).order_by(Archive.id)))
        file = (await session.scalars(select(ArchiveFile))).one()
    assert blobs.path(file.sha256).stat().st_size == file.size_bytes
    assert not await open_jobs(world.database, making.QUEUE)


async def test_who_is_erased_meanwhile_gets_none_and_leaves_none(
    world: World, wake: Wake, blobs: Blobs
) -> None:
    await world.customer()
    for is_made in (False, True):
        await _ask(world)
        async with turning(partial(making.make, world.database, wake, blobs)):
            if is_made:
                await until(partial(_is_made, world))
        async with world.database.transaction(DESK) as tx:
            await customers.erase(tx, await world.meet(tx, 42))
            assert not (await tx.session.scalars(select(Archive))).all()
        assert not await open_jobs(world.database, making.QUEUE)
        await world.customer()
    assert await open_jobs(world.database, BLOBS)


async def test_a_copy_goes_a_day_after_it_was_handed_over(world: World, wake: Wake, blobs: Blobs) -> None:
    await world.customer()
    await _ask(world)
    async with turning(partial(making.make, world.database, wake, blobs)):
        await until(partial(_is_made, world))
    for is_sent, hours, is_there in ((False, 100, True), (True, 23, True), (True, 2, False)):
        async with world.database.transaction(DESK) as tx:
            archive = (await tx.session.scalars(select(Archive.id))).one()
            if is_sent and hours == 23:
                await archives.sent(tx, archive, 0)
        await world.pass_time(timedelta(hours=hours))
        async with world.database.transaction(DESK) as tx:
            await archives.forget_old(tx)
            assert bool((await tx.session.scalars(select(Archive))).all()) is is_there
    assert await open_jobs(world.database, BLOBS)


class _Reader(HTMLParser):
    """Finds what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.dangerous: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "form", "base", "link"):
            self.dangerous.append(tag)
        self.dangerous += [
            name for name, value in attrs if name.startswith("on") or "script:" in (value or "")
        ]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _of_a_person() -> set[str]:
    """Tables that lead to a customer by their foreign keys, and the one that names people by their Telegram."""
    found, grown = {"customer"}, set[str]()
    while found != grown:
        grown = set(found)
        for name, table in Base.metadata.tables.items():
            if any(key.column.table.name in found for key in table.foreign_keys):
                found.add(name)
    names = {"ticket_number", "telegram_id"}
    by_number = {name for name, table in Base.metadata.tables.items() if names & {*table.columns.keys()}}
    return found | by_number - {"agent"}


def _strings(value: Any) -> Iterator[str]:
    """Every string in it, but empty ones and numbers."""
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, dict):
        yield from _all_strings(value.values())
    elif isinstance(value, list):
        yield from _all_strings(value)


def _all_strings(values: Iterable[Any]) -> Iterator[str]:
    for each in values:
        yield from _strings(each)


async def _a_life(world: World, blobs: Blobs) -> None:
    """Anna, about whom there is a row in every table."""
    await world.customer()
    number = await world.open()
    await world.write("It stopped.", message_id=500)
    await world.edit(500, "It stopped again.")
    await _file(world, blobs, "till.jpg", b"a photo")
    recording = await world.speak()
    await world.hear(recording, "It pints nothing.")
    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, recording, "It prints nothing.")
    await world.answer(number, "Looking into it.")
    await world.resolve(number)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, number, 1)
        person = await world.meet(tx, 42)
        await _around_them(tx, person)


async def _around_them(tx: Any, person: Customer) -> None:
    await consents.say(tx, person, ConsentKind.AGREED)
    await about.add_note(tx, person.id, "Has two washes.")
    await bars.bar(tx, person.id, "Swears.", tx.now + timedelta(days=1))
    agent = await team.agent_named(tx, "Vera")
    incident = Incident(name="Tills", agent_id=agent.id, opened_at=tx.now, is_open=True)
    tx.session.add(incident)
    await tx.session.flush()
    await incidents.follow(tx, incident, person.id)
    await questions.ask(tx, person, questions.PROFILE, data={"kept": "as it was"})
    invite = await invites.add(tx, invites.Carried(source="fair"))
    await arriving.start(tx, person, (await tx.session.get_one(Invite, invite.id)).secret, tx.now.date())
    other = await accounts.by_number(tx, "17-204")
    await claims.claim(tx, person, other)
    other.status = "suspended"
    await refusals.told(tx, person, await of_account(tx, other, ZONE), None)
    await guessing.look_up(tx, person, Numbers([("99999", range(1))], True), tx.now.date())
    message = Incoming(
        BOT,
        42,
        77,
        Kind.CONTACT,
        "Call her",
        quote="What I said",
        quote_from="A channel",
        forwarded_from="Boris",
        detail={"name": "Oleg", "phone": "+7 900"},
        media_group_id="album-1",
    )
    await receiving.receive(tx, person, message, ZONE)


_IDS = count(100)


async def _file(world: World, blobs: Blobs, name: str, data: bytes) -> None:
    sha256, size = await blobs.save(_chunks(data))
    incoming = IncomingFile(Kind.DOCUMENT, f"file-{next(_IDS)}", name, "application/octet-stream")
    received = await world.write("", kind=Kind.DOCUMENT, file=incoming)
    async with world.database.transaction(DESK) as tx:
        (pending,) = await attachments.pending_of(tx, received.comment.id)
        await attachments.fetched(tx, pending.id, sha256, size)


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _ask(world: World) -> bool:
    async with world.database.transaction(DESK) as tx:
        return await archives.ask(tx, await world.meet(tx, 42), ZONE)


async def _is_made(world: World) -> bool:
    async with world.database.reading() as session:
        waits = await session.scalars(select(Archive.id).where(Archive.made_at.is_(None)))
        return not waits.all()


async def _copy(world: World, blobs: Blobs, folder: Path, *, has_notes: bool = False) -> Path:
    async with world.database.transaction(DESK) as tx:
        person = await world.meet(tx, 42)
        await archives.ask(tx, person, ZONE)
    target = folder / f"copy-{next(_IDS)}.zip"
    await making.write_to(world.database, blobs, Wanted(person.id, "ru", ZONE.key, has_notes), target)
    return target


async def _documents(world: World, blobs: Blobs, folder: Path, *, has_notes: bool) -> list[str]:
    with ZipFile(await _copy(world, blobs, folder, has_notes=has_notes)) as archive:
        return [archive.read(name).decode() for name in ("index.html", "data.json")]


async def _data(world: World, blobs: Blobs, folder: Path, *, has_notes: bool = False) -> Any:
    with ZipFile(await _copy(world, blobs, folder, has_notes=has_notes)) as archive:
        return json.loads(archive.read("data.json"))
