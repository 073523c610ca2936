"""How long a registry of a hundred thousand accounts takes: read, previewed, committed, undone, listed, exported."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from board.people import account_rows, imports
from board.people.export import export
from board.store.db import Database
from board.values import DESK
from board.views.accounts import accounts

_ACCOUNTS = 100_000
_TODAY = date(2026, 11, 28)


async def test_import_of_a_large_registry(database: Database) -> None:
    for what, plan, name in (
        ("new", "standard", "Мойка"),
        ("the same again", "standard", "Мойка"),
        ("every plan changed", "gold", "Мойка"),
        ("every name changed", "gold", "Автомойка"),
    ):
        rows = (
            f"{number:06}-{number % 7},{name} №{number} «Блеск»,active,2027-06-30,{plan},Казань,{number % 9}"
            for number in range(_ACCOUNTS)
        )
        data = "\n".join(("account,name,status,support_until,plan,city,washes", *rows)).encode()
        with _timed(f"{what}: read"):
            reading = account_rows.read(data)
        with _timed(f"{what}: preview"):
            async with database.transaction(DESK) as tx:
                made = await imports.preview(tx, reading)
        with _timed(f"{what}: commit"):
            async with database.transaction(DESK) as tx:
                await imports.commit(tx, made.id)
    with _timed("undo"):
        async with database.transaction(DESK) as tx:
            await imports.undo(tx)
    async with database.reading() as session:
        for q in (None, "0999", "блеск 77777", "nobody"):
            with _timed(f"list {q}"):
                await accounts(session, _TODAY, q=q)
        with _timed("list from the middle, expired"):
            await accounts(session, _TODAY, status="expired", after="0500000")
        with _timed("export"):
            size = sum([len(part) async for part in export(session)])
        print(f"\n{size / 1e6:.1f} MB", end="")
    print()


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"\n{_ACCOUNTS} accounts, {what}: {time.perf_counter() - began:.2f} s", end="")
