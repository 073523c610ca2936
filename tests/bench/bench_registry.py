"""How long a registry of a hundred thousand accounts takes to be read: new, the same again, and with new plans."""

from __future__ import annotations

import time

from board.people import imports
from board.store.db import Database
from board.values import DESK

_ACCOUNTS = 100_000


async def test_import_of_a_large_registry(database: Database) -> None:
    for what, plan in (("new", "standard"), ("the same again", "standard"), ("every plan changed", "gold")):
        rows = (
            f"{number:06}-{number % 7},Мойка №{number} «Блеск»,active,2027-06-30,{plan},Казань,{number % 9}"
            for number in range(_ACCOUNTS)
        )
        data = "\n".join(("account,name,status,support_until,plan,city,washes", *rows)).encode()
        began = time.perf_counter()
        async with database.transaction(DESK) as tx:
            await imports.import_csv(tx, data)
        print(f"\n{_ACCOUNTS} accounts, {what}: {time.perf_counter() - began:.1f} s", end="")
    print()
