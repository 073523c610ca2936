"""What a message costs the database: a figure that grows unseen, one statement at a time."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher

from board.settings import Settings
from board.store.db import Database, Transaction
from board.store.wake import Wake
from board.values import DESK
from board.working_hours import DAYS
from bot import handlers
from bot.dispatch import Dispatch
from bot.inbound.intake import split, store
from composition import listeners
from tests.bot.machinery import message
from tests.world import BOT, World, counted, keep_hours

MOST_FOR_A_FOLLOW_UP = 9
MOST_FOR_EACH_OF_MANY = 6


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, listeners(Settings()))
    yield database
    await database.close()


@pytest.fixture
def dispatch(database: Database, wake: Wake, bot: Bot) -> Dispatch:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(Settings()))
    return Dispatch(database, wake, dispatcher, bot)


async def test_a_follow_up_takes_nine_statements(database: Database, dispatch: Dispatch) -> None:
    await _people_write(database, 1)

    with counted(database) as said:
        await dispatch.step()

    assert len(said) <= MOST_FOR_A_FOLLOW_UP, said


async def test_while_nobody_is_there_it_takes_no_more_once_that_was_told(
    database: Database, dispatch: Dispatch
) -> None:
    await _people_write(database, 1)
    await database.run(DESK, _close)
    await dispatch.step()
    again = {"update_id": 7, "message": message(1000, 3, "And once more.")}
    await store(database, BOT, list(split(json.dumps({"ok": True, "result": [again]}).encode())))

    with counted(database) as said:
        await dispatch.step()

    assert len(said) <= MOST_FOR_A_FOLLOW_UP, said


async def _close(tx: Transaction) -> None:
    """Until the day after tomorrow."""
    day = DAYS[(tx.now.weekday() + 2) % 7]
    await keep_hours(tx, f"{day} 09:00-18:00")


async def test_those_of_many_share_some_of_their_statements(database: Database, dispatch: Dispatch) -> None:
    await _people_write(database, 20)

    with counted(database) as said:
        await dispatch.step()

    assert len(said) <= 20 * MOST_FOR_EACH_OF_MANY, said


async def _people_write(database: Database, how_many: int) -> None:
    """To a ticket that has words already."""
    world = await World(database).furnish()
    people = range(1000, 1000 + how_many)
    for person in people:
        await world.customer(person)
        await world.open(person)
        await world.write("It stopped.", telegram_id=person)
    updates = [{"update_id": person, "message": message(person, 2, "And again.")} for person in people]
    await store(database, BOT, list(split(json.dumps({"ok": True, "result": updates}).encode())))
