"""How many messages a second one process stores and handles, with all handlers and listeners."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
from aiogram import Dispatcher
from sqlalchemy import text

from board.settings import Settings
from board.store.db import Database
from board.store.wake import Wake
from bot import handlers
from bot.dispatch import Dispatch
from bot.inbound.intake import QUEUE, split, store
from bot.telegram import make_bot
from composition import listeners
from tests.bot.machinery import message, turning
from tests.world import BOT, World

_PEOPLE = 50
_MESSAGES = 2000
_WANTED = 250


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, listeners(Settings()))
    world = await World(database).furnish()
    for person in range(_PEOPLE):
        await world.customer(1000 + person)
        await world.open(1000 + person)
    yield database
    await database.close()


async def test_messages_a_second(database: Database, database_url: str) -> None:
    began = time.perf_counter()
    for start in range(0, _MESSAGES, 100):
        updates = [json.dumps(_update(number)) for number in range(start, start + 100)]
        await store(database, BOT, list(split(('{"ok":true,"result":[' + ",".join(updates) + "]}").encode())))
    stored = time.perf_counter() - began

    async def is_over() -> bool:
        async with database.reading() as session:
            open_now = text("SELECT 1 FROM job WHERE queue = :queue AND done_at IS NULL LIMIT 1")
            return (await session.execute(open_now, {"queue": QUEUE})).first() is None

    settings = Settings()
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(settings))
    began, own = time.perf_counter(), time.process_time()
    async with (
        Wake(database_url).listening() as wake,
        make_bot(f"{BOT}:bench", "http://127.0.0.1:1").context(auto_close=True) as bot,
        turning(Dispatch(database, wake, dispatcher, bot).run),
    ):
        while not await is_over():  # noqa: ASYNC110  # looking more often would cost what is measured
            await asyncio.sleep(0.1)
    handled, own = time.perf_counter() - began, time.process_time() - own
    print(f"\nstored {_MESSAGES / stored:.0f} updates/s, handled {_MESSAGES / handled:.0f} updates/s")
    print(
        f"{_MESSAGES / handled / _WANTED:.2f} of the {_WANTED} wanted; {own / _MESSAGES * 1000:.1f} ms of Python each"
    )


def _update(number: int) -> dict[str, object]:
    return {
        "update_id": number + 1,
        "message": message(1000 + number % _PEOPLE, number + 1, f"line {number}"),
    }
