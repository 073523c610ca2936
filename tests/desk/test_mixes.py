"""Good and bad updates of many chats, with crashes at random moments: each counts once, in its chat's order."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from aiogram import Bot, Dispatcher

from board.settings import Settings
from board.store.db import Database
from board.store.wake import Wake
from bot import handlers
from bot.dispatch import Dispatch
from bot.telegram import make_bot
from composition import listeners
from sandbox.client import Phone
from sandbox.server import serve
from tests.bot.machinery import turning, until
from tests.desk.hands import Hands, is_quiet
from tests.desk.hands import check as check_hands
from tests.desk.mixes import Mix, check, how_many_are_done, is_over, refusing_files
from tests.desk.running import connected, furnish, in_processes
from tests.world import BOT, World

_PEOPLE = tuple(range(1000, 1008))
_KILLS = 3


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Database]:
    """Each of the people has a ticket."""
    database = Database(database_url, listeners(Settings()))
    world = await World(database).furnish()
    for person in _PEOPLE:
        await world.customer(person)
        await world.open(person)
    async with refusing_files(database):
        yield database
    await database.close()


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with make_bot(f"{BOT}:mixes", "http://127.0.0.1:1").context(auto_close=True) as bot:
        yield bot


@pytest.mark.parametrize("seed", range(2))
async def test_a_mix_handled_with_crashes_counts_once_and_in_order(
    desk: Database, wake: Wake, bot: Bot, seed: int
) -> None:
    mix = Mix(random.Random(seed), _PEOPLE)
    mix.add(100)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(Settings()))
    cut = mix.chance.randrange(len(mix.updates))
    await mix.come_in(desk, 0, cut)
    for crash in range(6):
        async with turning(Dispatch(desk, wake, dispatcher, bot).run):
            if crash == 2:
                await mix.come_in(desk, cut, len(mix.updates))
            for _ in range(mix.chance.randrange(300)):
                await asyncio.sleep(0)
        await is_over(desk)
    async with turning(Dispatch(desk, wake, dispatcher, bot).run):
        await until(partial(is_over, desk), seconds=60)

    await check(desk, mix)


@pytest.mark.parametrize("seed", [7])
async def test_a_mix_handled_by_processes_killed_at_random_counts_once_and_in_order(
    desk: Database, database_url: str, tmp_path: Path, seed: int
) -> None:
    mix = Mix(random.Random(seed), _PEOPLE)
    mix.add(_KILLS * 100)
    async with (
        serve(tmp_path / "sandbox", port=0) as sandbox_url,
        in_processes(database_url, tmp_path, sandbox_url, ["bot"], ["bot"]) as (_, processes),
    ):
        for kill in range(_KILLS):
            await mix.come_in(desk, kill * 100, len(mix.updates) if kill == _KILLS - 1 else kill * 100 + 100)
            await until(partial(_are_done, desk, kill * 60 + mix.chance.randrange(60)), seconds=90)
            await processes[kill % 2].kill(signal.SIGKILL)
            await processes[kill % 2].start()
        await until(partial(is_over, desk), seconds=90)

    await check(desk, mix)


@pytest.mark.parametrize("seed", [1])
async def test_what_agents_do_to_many_tickets_while_processes_are_killed_is_done_once(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    desk = Database(database_url, listeners(Settings()))
    token = await furnish(desk)
    async with (
        serve(tmp_path / "sandbox", port=0) as sandbox_url,
        Phone(sandbox_url) as phone,
        in_processes(database_url, tmp_path, sandbox_url, ["board"], ["bot", "sla"]) as (settings, processes),
        connected(settings, phone, desk, token, processes) as running,
    ):
        people = [await running.known_customer(f"Anna {n}") for n in range(4)]
        hands = Hands(chance, desk, settings.public_url, token, people)
        for person in people:
            hands.said[person.id] = [words := f"words of {person.id}"]
            await person.send(words)
            await World(desk).open(person.id, "product")
            await World(desk).open(person.id, "cash_desk")
        working = [asyncio.create_task(hands.work(20)) for _ in range(3)]
        for _ in range(_KILLS):
            await asyncio.sleep(chance.random() * 3)  # no moment of theirs is better than another
            process = chance.choice(processes)
            await process.kill(signal.SIGKILL)
            await process.start()
        await asyncio.gather(*working)
        await until(partial(is_quiet, hands), seconds=120)
        await check_hands(hands, phone, _KILLS)
    await desk.close()


async def _are_done(desk: Database, enough: int) -> bool:
    await is_over(desk)
    return await how_many_are_done(desk) >= enough
