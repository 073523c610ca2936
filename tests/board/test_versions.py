"""Edits of more than words: what an edit replaces is kept as a version, also files, and the card shows what stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.models import Comment
from board.store.db import Database
from board.talk import editing
from board.talk.comments import Incoming, IncomingFile
from board.values import Kind
from board.views.comments import comments_by_id
from tests.world import BOT, World

ANNA = 42
MESSAGE = 7


def photo(name: str, unique: str | None = None) -> IncomingFile:
    return IncomingFile(
        Kind.PHOTO, name, f"{name}.jpg", "image/jpeg", 9, 8, 7, unique_id=unique or f"unique {name}"
    )


@pytest.fixture
async def world(database: Database) -> World:
    world = await World(database).furnish()
    await world.customer(ANNA)
    await world.open(ANNA)
    return world


async def say(
    world: World, words: str, file: IncomingFile | None = None, number: int = MESSAGE, **more: Any
) -> int:
    kind = Kind.PHOTO if file else Kind.TEXT
    received = await world.write(words, telegram_id=ANNA, message_id=number, file=file, kind=kind, **more)
    return received.comment.id


async def edit(
    world: World,
    words: str,
    files: Sequence[IncomingFile] = (),
    kind: Kind = Kind.PHOTO,
    number: int = MESSAGE,
    **fields: Any,
) -> editing.Edited | None:
    message = Incoming(BOT, ANNA, number, kind, words, files=files, **fields)
    async with world.database.transaction(world.agent) as tx:
        return await editing.edit(tx, message)


async def shown(world: World, comment: int) -> dict[str, Any]:
    async with world.database.reading() as session:
        (found,) = await comments_by_id(session, "en", [comment])
    return dict(found)


def names(files: Sequence[Any]) -> list[str]:
    return [file["name"] for file in files]


async def test_a_replaced_photo_leaves_the_old_one_in_the_history(world: World) -> None:
    comment = await say(world, "the till", photo("wrong"))

    await edit(world, "the till", [photo("right")])

    found = await shown(world, comment)
    assert (found["text"], found["edited"], names(found["files"])) == ("the till", True, ["right.jpg"])
    (version,) = found["versions"]
    assert (version["text"], names(version["files"])) == ("the till", ["wrong.jpg"])


async def test_a_photo_added_to_words_makes_them_a_photo(world: World) -> None:
    comment = await say(world, "look")

    await edit(world, "look", [photo("till")])

    found = await shown(world, comment)
    assert (found["kind"], found["text"], names(found["files"])) == ("photo", "look", ["till.jpg"])
    assert [names(version["files"]) for version in found["versions"]] == [[]]


async def test_caption_and_photo_changed_together_are_one_version(world: World) -> None:
    comment = await say(world, "the till", photo("wrong"))

    await edit(world, "the gate", [photo("right")])

    found = await shown(world, comment)
    assert (found["text"], names(found["files"])) == ("the gate", ["right.jpg"])
    assert [(v["text"], names(v["files"])) for v in found["versions"]] == [("the till", ["wrong.jpg"])]


async def test_each_photo_stands_in_the_version_it_was_in(world: World) -> None:
    comment = await say(world, "one", photo("a"))

    await edit(world, "two", [photo("b")])
    await edit(world, "three", [photo("b")])
    await edit(world, "three", [photo("c")])

    found = await shown(world, comment)
    versions = [(version["text"], names(version["files"])) for version in found["versions"]]
    assert versions == [("one", ["a.jpg"]), ("two", []), ("three", ["b.jpg"])]
    assert names(found["files"]) == ["c.jpg"]


async def test_an_edit_that_takes_the_photo_leaves_words(world: World) -> None:
    comment = await say(world, "look", photo("till"))

    await edit(world, "rich words", kind=Kind.TEXT)

    found = await shown(world, comment)
    assert (found["kind"], found["text"], found["files"]) == ("text", "rich words", [])
    assert [names(version["files"]) for version in found["versions"]] == [["till.jpg"]]


async def test_the_same_photo_by_another_name_is_no_edit(world: World) -> None:
    comment = await say(world, "look", photo("till", "same"))

    await edit(world, "look", [photo("till-again", "same")])

    found = await shown(world, comment)
    assert (found["edited"], names(found["files"])) == (False, ["till.jpg"])


async def test_a_photo_that_cannot_be_read_takes_none_away(world: World) -> None:
    comment = await say(world, "look", photo("till"))

    await edit(world, "look here", kind=Kind.OTHER, detail={"what": "file"})

    found = await shown(world, comment)
    assert (found["kind"], found["text"], names(found["files"])) == ("photo", "look here", ["till.jpg"])


async def test_one_photo_of_an_album_is_replaced_alone(world: World) -> None:
    comment = await say(world, "bays", photo("a"), number=7, album="A")
    await say(world, "", photo("b"), number=8, album="A")

    await edit(world, "", [photo("c")], number=8)

    found = await shown(world, comment)
    assert (found["kind"], found["text"], names(found["files"])) == ("album", "bays", ["a.jpg", "c.jpg"])


async def test_a_photo_added_on_a_done_ticket_is_news(world: World) -> None:
    comment = await say(world, "look")
    async with world.database.reading() as session:
        number = (await session.get_one(Comment, comment)).ticket_number
    assert number is not None
    await world.resolve(number)

    edited = await edit(world, "look", [photo("till")])

    assert edited is not None
    assert edited.reopened is not None


async def test_a_contact_with_another_number_is_another_contact(world: World) -> None:
    detail = {"name": "Oleg", "phone": "+7 1"}
    received = await world.write("", telegram_id=ANNA, message_id=MESSAGE, kind=Kind.CONTACT, detail=detail)

    await edit(world, "", kind=Kind.CONTACT, detail={**detail, "phone": "+7 2"})

    found = await shown(world, received.comment.id)
    assert (found["contact"], found["edited"]) == ({"name": "Oleg", "phone": "+7 2"}, True)


async def test_an_edit_of_what_never_came_finds_nothing(world: World) -> None:
    assert await edit(world, "said while the desk was down") is None


async def test_a_file_belongs_to_versions_of_its_own_part_alone(world: World) -> None:
    await say(world, "one", photo("a"))
    await edit(world, "one", [photo("b")])
    await say(world, "other", photo("c"), number=8)

    with pytest.raises(IntegrityError):
        async with world.database.engine.begin() as connection:
            await connection.execute(
                text(
                    "UPDATE file SET version_id = (SELECT max(id) FROM comment_version) WHERE name = 'c.jpg'"
                )
            )
