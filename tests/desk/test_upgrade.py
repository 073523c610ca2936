"""A database of an earlier version goes on: its jobs are done, and its promises are what they were."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from board.desk import plans
from board.people import accounts
from board.store.db import Database
from board.tickets import locking, promises
from board.values import DESK, TicketNumber
from cli import accounts as commands
from composition import listeners
from sandbox.client import Phone
from sandbox.server import serve
from sla import clock, fold
from tests.bot.machinery import until
from tests.bot.talking import running, settings_for

ROOT = Path(__file__).resolve().parents[2]
_OLD = json.loads(Path(__file__).with_name("desk_0004.json").read_text(encoding="utf-8"))
"""Every row of a desk of schema 0004 that was stopped in the middle of its work."""

_DORA, _HER_TICKET, _BERT, _HIS_TICKET = 7100000005, 1006, 7100000003, 1004


@pytest.fixture
async def old_url(empty_url: str) -> str:
    """The old desk's database, brought to the newest schema."""
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "0004")
        await _fill(old)
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "head")
    return empty_url


async def test_an_old_database_goes_on_with_its_jobs(old_url: str, tmp_path: Path) -> None:
    async with serve(tmp_path / "telegram") as telegram, Phone(telegram) as phone:
        people = {person.id: person for person in [await phone.person(f"P{n}") for n in range(5)]}
        for number in (_DORA, _BERT):  # a bot may only write to those who wrote first
            await people[number].send("/help")
        settings = settings_for(old_url, telegram, tmp_path)
        database = Database(old_url, listeners(settings))
        async with running(settings, database, tmp_path):
            await people[_DORA].expect("Queued words")
            await people[_BERT].expect("Words the listeners missed")

            async def nothing_is_left() -> bool:
                return await _open_jobs(database, "update", "outbox", "receipt", "refold") == 0

            await until(nothing_is_left)
        async with database.reading() as session:
            words = await session.scalars(
                text("SELECT text FROM comment WHERE ticket_number = :number ORDER BY id"),
                {"number": _HER_TICKET},
            )
            assert {"raw one", "raw two"} <= set(words.all())
            parked = await session.scalar(text("SELECT count(*) FROM job WHERE parked_at IS NOT NULL"))
            assert parked == 0
        await database.close()


async def test_old_histories_refold_to_the_promises_they_had(old_url: str) -> None:
    database = Database(old_url)
    missed = {_HIS_TICKET}  # the clock's own job for it is still queued
    for number in sorted({row["number"] for row in _OLD["tables"]["ticket"]} - missed):
        async with database.transaction(DESK) as tx:
            await locking.lock(tx, number)
            before = clock.advance(await promises.load(tx, TicketNumber(number)), tx.now)
            await fold.refold(tx, TicketNumber(number))
            assert await promises.load(tx, TicketNumber(number)) == before
    await database.close()


async def test_an_old_promise_is_told_of_before_it_breaks(empty_url: str) -> None:
    """Its warning was given before there was more to tell than its breach."""
    running = [
        row for row in _OLD["tables"]["timer"] if (row["metric"], row["state"]) == ("resolution", "running")
    ]
    assert running
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "0004")
        await _fill(old)
        await old.execute(
            text("UPDATE ticket SET next_alarm_at = :due WHERE number = :number"),
            {"due": datetime.fromisoformat(running[0]["due_at"]), "number": running[0]["ticket_number"]},
        )
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "head")
        rows = await old.execute(
            text(
                "SELECT ticket.next_alarm_at, timer.close_at FROM timer JOIN ticket ON number = ticket_number"
                " WHERE timer.key = :key"
            ),
            {"key": running[0]["key"]},
        )
        next_alarm, close = rows.one()
    await engine.dispose()
    assert next_alarm == close


async def test_kept_answers_know_whom_they_speak_of(old_url: str) -> None:
    database = Database(old_url)
    async with database.reading() as session:
        rows = await session.execute(text("SELECT key, customers FROM idempotency_key"))
        about = {row.key: sorted(row.customers) for row in rows}
    await database.close()

    ticket, comment = _OLD["tables"]["ticket"][0], _OLD["tables"]["comment"][0]
    assert about == {
        "ticket": [ticket["customer_id"]],
        "comment": [comment["customer_id"]],
        "door": [1, 2],
        "file": [],
    }


async def test_an_old_ticket_that_waits_knows_since_when(empty_url: str) -> None:
    (came,) = [event for event in _OLD["tables"]["event"] if _brought_to_wait(event)]
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "0004")
        await _fill(old)
        still = text("UPDATE ticket SET column_key = 'waiting', done_at = NULL WHERE number = :number")
        await old.execute(still, {"number": came["ticket"]})
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "head")
        rows = await old.execute(text("SELECT number, waiting_since FROM ticket WHERE waiting_since NOTNULL"))
        told = [(number, since) for number, since in rows]
    await engine.dispose()
    assert told == [(came["ticket"], datetime.fromisoformat(came["at"]))]


def _brought_to_wait(event: dict[str, Any]) -> bool:
    return (event["type"], event["data"].get("to", {}).get("state")) == ("ticket.moved", "waiting")


async def test_what_customers_chose_last_is_still_what_they_chose(old_url: str) -> None:
    database = Database(old_url)
    async with database.reading() as session:
        rows = await session.execute(
            text(
                "SELECT DISTINCT ON (customer_id) customer_id, number FROM ticket"
                " WHERE done_at IS NULL ORDER BY customer_id, chosen_at DESC"
            )
        )
        latest = {row.customer_id: row.number for row in rows}
    await database.close()

    open_ones = {row["number"] for row in _OLD["tables"]["ticket"] if row["done_at"] is None}
    chosen = {row["id"]: row["chosen_ticket"] for row in _OLD["tables"]["customer"]}
    expected = {person: number for person, number in chosen.items() if number in open_ones}
    assert expected
    assert expected.items() <= latest.items()


async def test_old_accounts_that_are_the_same_now_stay_and_say_what_to_do(empty_url: str) -> None:
    """Only one of them can be named: the one that is active."""
    numbers = ("№41-203", "61:205", "61+205", "АВ-1", "ab 1", "17-203")
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "0008")
        rows = [
            {"key": number.upper(), "number": number, "name": "a", "status": status, "details": {}}
            for number, status in zip(numbers, ("active", "suspended", *["active"] * 4), strict=True)
        ]
        await _insert(old, "account", [{"id": place, **row} for place, row in enumerate(rows, 1)])
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "head")
    database = Database(empty_url)
    async with database.transaction(DESK) as tx:
        keys = [account.key for account in sorted(await accounts.everyone(tx), key=lambda each: each.id)]
        assert keys == ["41203", "61205~2", "61205", "AB1", "AB1~5", "17203"]
        assert await accounts.unnamable(tx.session) == [("61:205", "61+205"), ("ab 1", "АВ-1")]
        assert (await commands.twins(tx.session))[0][1] == "lanedesk account renumber '61:205' NEW"
        await accounts.renumber(tx, "61:205", "61-206")
        assert len(await accounts.unnamable(tx.session)) == 1
        assert (await accounts.by_number(tx, "61206")).id == 2
    await database.close()


@pytest.mark.parametrize(("until", "rule"), [("2026-01-31", "let_in_known"), (None, "refuse")])
async def test_dates_that_refused_no_ticket_refuse_none_after_the_upgrade(
    empty_url: str, until: str | None, rule: str
) -> None:
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "0023")
        row = {"id": 1, "key": "17203", "number": "17-203", "name": "a", "status": "active", "details": {}}
        await _insert(old, "account", [{**row, "support_until": until}])
    async with engine.begin() as old:
        await old.run_sync(_upgrade, "head")
    database = Database(empty_url)
    async with database.reading() as session:
        assert (await plans.rules(session)).when_expired == rule
    await database.close()


async def _open_jobs(database: Database, *queues: str) -> int:
    async with database.reading() as session:
        found: int = (
            await session.execute(
                text("SELECT count(*) FROM job WHERE queue = ANY(:queues) AND done_at IS NULL"),
                {"queues": list(queues)},
            )
        ).scalar_one()
    return found


async def _fill(connection: AsyncConnection) -> None:
    await connection.execute(text("SET session_replication_role = replica"))
    for table, rows in _OLD["tables"].items():
        if table != "alembic_version":
            await _insert(connection, table, rows)
    await _insert(connection, "idempotency_key", _kept_answers())
    # This phone counts its messages from one again; the old one's numbers make room.
    await connection.execute(text("UPDATE comment_part SET message_id = message_id + 1000000"))
    for sequence, value in _OLD["sequences"].items():
        await connection.execute(text(f"SELECT setval('{sequence}', {value})"))


def _kept_answers() -> list[dict[str, Any]]:
    tables = _OLD["tables"]
    answers = {
        "ticket": {"number": tables["ticket"][0]["number"], "labels": ["x"]},
        "comment": {"id": tables["comment"][0]["id"], "author": "agent"},
        "door": {"items": [{"person": 1}, {"person": 2}], "now": "2026-01-01T00:00:00Z"},
        "file": {"id": 1, "name": "till.png"},
    }
    shared = {"agent_id": tables["agent"][0]["id"], "request": "\\x00", "status": 200}
    created_at = "2026-01-01T00:00:00Z"
    return [
        {"key": key, "body": json.dumps(body), "created_at": created_at, **shared}
        for key, body in answers.items()
    ]


async def _insert(connection: AsyncConnection, table: str, rows: list[dict[str, Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    await connection.execute(
        text(
            f'INSERT INTO "{table}" ({names}) OVERRIDING SYSTEM VALUE'
            f' SELECT {names} FROM json_populate_recordset(NULL::"{table}", cast(:rows AS json))'
        ),
        {"rows": json.dumps(rows)},
    )


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
