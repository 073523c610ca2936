"""Cards of a removed column are led on by a process that is killed meanwhile, while customers write."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from board.desk import columns
from board.queues import Queue
from board.settings import Settings
from board.store import jobs, loops
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from board.tickets import moving
from board.values import DESK, State, TicketNumber
from bot.app import assemble
from composition import listeners
from sandbox.client import Person, Phone
from sandbox.server import serve
from tests.bot.machinery import until
from tests.desk.running import in_processes, settings_for
from tests.world import World

pytestmark = pytest.mark.xdist_group("alone")

_CARDS = 120
"""More than are led on by one job."""
_ROUNDS = 4

_COPY = text("""
    INSERT INTO ticket OVERRIDING SYSTEM VALUE
    SELECT (jsonb_populate_record(ticket, jsonb_build_object('number', number + copy))).*
    FROM ticket, generate_series(1, :copies) AS copy WHERE number = :number
""")
_MOVES = text("SELECT count(*) FROM event WHERE type = 'ticket_moved' AND data::text LIKE '%place_removed%'")
_TWICE = text("""
    SELECT ticket FROM event WHERE type = 'ticket_moved' AND data::text LIKE '%place_removed%'
    GROUP BY ticket HAVING count(*) > 1
""")
_SAID = text("SELECT text FROM comment WHERE ticket_number = :number AND author = 'customer' ORDER BY id")


async def test_killed_while_cards_are_led_on_each_goes_once_and_every_word_is_there(
    database_url: str, tmp_path: Path
) -> None:
    async with serve(tmp_path / "sandbox", port=0) as telegram, Phone(telegram) as phone:
        settings = settings_for(database_url, telegram, tmp_path, port=1)
        database = Database(database_url, listeners(settings))
        world = await World(database).furnish()
        people = [await phone.person(name) for name in ("Anna", "Boris")]
        tickets = {person: await _in_work(world, person.id) for person in people}
        copied = await _in_work(world, 42)
        async with database.transaction(DESK) as tx:
            await tx.session.execute(_COPY, {"number": copied, "copies": _CARDS - 3})
            other = await columns.add(tx, "product", "Second shift", State.WORKING)
            await columns.remove(tx, "product", "in_work", to=other.key)
        async with (
            _speaking(settings, database, tmp_path),
            in_processes(database_url, tmp_path, telegram, ["sla"]) as (_, processes),
        ):
            await _write(people, 0)
            await until(partial(_have_moved, database, _CARDS // 3), seconds=120)
            await processes[0].kill(signal.SIGKILL)
            by_then = await _moves(database)
            await _write(people, 1)
            async with database.transaction(DESK) as tx:
                await jobs.end_leases(tx.session, Queue.CLEARING)  # a minute later
            await processes[0].start()
            await _write(people, 2)
            await until(partial(_have_moved, database, _CARDS), seconds=120)
            await _write(people, 3)
            await until(partial(_are_there, database, tickets, _ROUNDS), seconds=120)
        async with database.reading() as session:
            assert (await session.scalars(_TWICE)).all() == []
            for person, number in tickets.items():
                said = await session.scalars(_SAID, {"number": number})
                assert list(said) == [f"{person.name} {round}" for round in range(_ROUNDS)]
        await database.close()
    assert _CARDS // 3 <= by_then < _CARDS


async def _in_work(world: World, person: int) -> TicketNumber:
    number = await world.open(await world.customer(person))
    await world.database.run(DESK, lambda tx: moving.move(tx, number, column="in_work"))
    return number


@asynccontextmanager
async def _speaking(settings: Settings, database: Database, folder: Path) -> AsyncIterator[None]:
    """The bot alone: cards are led on elsewhere."""
    async with (
        Wake(settings.database_url).listening() as wake,
        assemble(settings, database, wake, Blobs(folder / "files")) as app,
    ):
        stop = asyncio.Event()
        task = asyncio.create_task(loops.run(database, app.loops, stop))
        try:
            yield
        finally:
            stop.set()
            await task


async def _write(people: Sequence[Person], round: int) -> None:
    for person in people:
        await person.send(f"{person.name} {round}")


async def _moves(database: Database) -> int:
    async with database.reading() as session:
        found: int = (await session.execute(_MOVES)).scalar_one()
    return found


async def _have_moved(database: Database, enough: int) -> bool:
    return await _moves(database) >= enough


async def _are_there(database: Database, tickets: Mapping[Person, TicketNumber], rounds: int) -> bool:
    async with database.reading() as session:
        said = [len((await session.scalars(_SAID, {"number": each})).all()) for each in tickets.values()]
    return said == [rounds] * len(tickets)
