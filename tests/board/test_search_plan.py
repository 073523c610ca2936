"""How little is read for a search, for the desk, for its figures: never a whole table, so its size hardly matters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from board.store import clock
from board.store.db import Database
from board.views.desk import desk
from board.views.filters import Reader
from board.views.numbers.measures import waits_for_first_response
from board.views.numbers.periods import same_hour_before
from board.views.numbers.today import today
from board.views.tickets import Wanted, list_tickets
from tests.filling import RARE, fill
from tests.world import World

Step = dict[str, Any]

SEARCHES = {
    "a common word": Wanted(q="касса"),
    "a rare word": Wanted(q=RARE),
    "common words": Wanted(q="касса чек"),
    "a common word and a rare one": Wanted(q=f"касса {RARE}"),
    "a ticket's number": Wanted(q="#2042"),
    "an account": Wanted(q="17-207"),
    "an account and a word": Wanted(q="17-207 касса"),
    "a fragment": Wanted(q="7207"),
    "a name": Wanted(q="Анна"),
    "a name and a word": Wanted(q="Анн касса"),
    "no word of anybody": Wanted(q="щщщщ"),
    "a word where little is": Wanted(q="касса", state="inbox"),
    "a word where more is": Wanted(q="касса", state="done", board="billing"),
    "a word where most is": Wanted(q="касса", state="done"),
}


async def test_no_search_reads_a_whole_table(world: World) -> None:
    await fill(world.database, 3000)

    for name, wanted in SEARCHES.items():
        scans = await _scans(world.database, partial(_search, wanted))
        assert _read_whole(scans) & {"ticket", "comment", "ticket_word"} == set(), name
        words = {scan["Node Type"] for scan in scans if scan["Relation Name"] == "ticket_word"}
        assert words <= {"Index Only Scan"}, name
    assert _read_whole(await _scans(world.database, _desk)) & {"ticket", "comment", "ticket_word"} == set()
    for figures in (_today, _usual):
        assert _read_whole(await _scans(world.database, figures)) & {"ticket", "comment", "timer"} == set()


async def _search(wanted: Wanted, session: AsyncSession) -> None:
    found = (await list_tickets(session, wanted, Reader("en"), after=None, limit=20)).items
    assert {ticket["state"] for ticket in found} <= {wanted.state or ticket["state"] for ticket in found}


async def _desk(session: AsyncSession) -> None:
    await desk(session, "en", timezone="UTC", practice=False)


async def _today(session: AsyncSession) -> None:
    figures = await today(session, ZoneInfo("UTC"))
    assert len(figures["answers"]["late_on"]) > 0


async def _usual(session: AsyncSession) -> None:
    hours = same_hour_before(await clock.now(session), ZoneInfo("UTC"), 28)
    assert len(await waits_for_first_response(session, hours)) > 100


def _read_whole(scans: Iterable[Step]) -> set[str]:
    return {scan["Relation Name"] for scan in scans if scan["Node Type"] == "Seq Scan"}


async def _scans(database: Database, read: Callable[[AsyncSession], Awaitable[None]]) -> list[Step]:
    """The steps of all plans that read a table."""
    with _statements(database) as statements:
        async with database.reading() as session:
            await read(session)
    async with database.engine.connect() as connection:
        plans = [await _plan(connection, *statement) for statement in statements]
    return [step for plan in plans for step in _steps(plan) if "Relation Name" in step]


@contextmanager
def _statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile, with its parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def _plan(connection: AsyncConnection, statement: str, parameters: Any) -> Step:
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    ((plan,),) = await driver.fetch(f"EXPLAIN (FORMAT JSON) {statement}", *parameters)
    step: Step = plan[0]["Plan"]
    return step


def _steps(plan: Step) -> Iterator[Step]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _steps(part)
