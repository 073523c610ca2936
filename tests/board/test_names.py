"""Names as they are shown: none turns its neighbours, and nobody is without one."""

from __future__ import annotations

from datetime import UTC

import pytest

from board.models import Customer
from board.people import customers
from board.store.db import Database
from board.talk.comments import IncomingFile
from board.text import visible_name
from board.values import DESK, Kind
from board.views.cards import cards
from board.views.comments import comments_by_id
from board.views.door import door
from board.views.trail import trail
from tests.world import World

ANNA = 42
BLANK = [
    "",
    " \t\n",
    "\u200b",
    "\u3164",
    "\u2800",
    "\u00ad",
    "\u202e",
    "\u2066\u2069",
    "\uffa0\u115f",
    "\u2060\ufeff",
]


@pytest.mark.fast
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u202e Anna", "Anna"),
        ("An\u202ena\u202c", "Anna"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("  Anna \n Berg ", "Anna Berg"),
        ("\u05d0\u05e0\u05d4", "\u05d0\u05e0\u05d4"),
        ("👩\u200d🔧 Anna", "👩\u200d🔧 Anna"),
        ("x" * 1000, "x" * 200),
    ],
)
def test_a_name_turns_nothing_and_stays_in_its_line(name: str, shown: str) -> None:
    assert visible_name(name) == shown


@pytest.mark.fast
@pytest.mark.parametrize("name", BLANK)
def test_a_name_that_nobody_can_see_is_none(name: str) -> None:
    assert visible_name(name) == ""


@pytest.mark.parametrize("name", BLANK)
@pytest.mark.parametrize(
    ("username", "has_account", "shown"),
    [("olga_example", True, "@olga_example"), (None, True, "17-203"), (None, False, "—")],
)
async def test_who_has_no_visible_name_is_called_by_another(
    database: Database, name: str, username: str | None, has_account: bool, shown: str
) -> None:
    world = await World(database).furnish()
    if has_account:
        await world.customer(ANNA)
    at_door = await world.write("No name", telegram_id=ANNA)
    await _renamed(world, name, username)

    async with database.reading() as session:
        (said,) = await comments_by_id(session, "en", [at_door.comment.id])
        (visitor,) = (await door(session, "en", UTC))["items"]
    assert (said["author_name"], visitor["name"]) == (shown, shown)

    if has_account:
        number = await world.open(ANNA)
        await _renamed(world, name, username)
        async with database.reading() as session:
            (card,) = await cards(session, "en")
            events = await trail(session, number)
        assert card["customer"]["name"] == shown
        assert {event["actor"] for event in events if event["actor_kind"] == "customer"} <= {shown}


async def test_files_and_forwards_are_named_so_too(database: Database) -> None:
    world = await World(database).furnish()
    await world.customer(ANNA)
    file = IncomingFile(Kind.DOCUMENT, "f", "photo\u202egpj.exe", "application/octet-stream")
    received = await world.write("", file=file, kind=Kind.DOCUMENT, telegram_id=ANNA)

    async with database.reading() as session:
        (said,) = await comments_by_id(session, "en", [received.comment.id])
    assert [shown["name"] for shown in said["files"]] == ["photogpj.exe"]


async def _renamed(world: World, name: str, username: str | None) -> Customer:
    async with world.database.transaction(DESK) as tx:
        return await customers.meet(tx, ANNA, name, username, "en")
