"""How little of a desk is read for a search: never a whole table, so that its size hardly matters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.db import Database
from board.views.tickets import Wanted, list_tickets
from tests.filling import RARE, fill
from tests.world import World

QUERIES = {
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
    "a word where much is": Wanted(q="касса", state="done", board="billing"),
}


async def test_no_search_reads_a_whole_table(world: World) -> None:
    await fill(world.database, 3000)
    for name, wanted in QUERIES.items():
        with _statements(world.database) as statements:
            async with world.database.reading() as session:
                await list_tickets(session, wanted, "en", after=None, limit=20)
        async with world.database.engine.connect() as connection:
            scans = [scan for each in statements for scan in await _scans(connection, *each)]
        whole = {scan["Relation Name"] for scan in scans if scan["Node Type"] == "Seq Scan"}
        assert whole & {"ticket", "comment", "ticket_word"} == set(), name
        words = {scan["Node Type"] for scan in scans if scan["Relation Name"] == "ticket_word"}
        assert words <= {"Index Only Scan"}, name


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


async def _scans(connection: AsyncConnection, statement: str, parameters: Any) -> list[dict[str, Any]]:
    """The steps of the statement's plan that read a table."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    ((plan,),) = await driver.fetch(f"EXPLAIN (FORMAT JSON) {statement}", *parameters)
    return [step for step in _steps(plan[0]["Plan"]) if "Relation Name" in step]


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _steps(part)
