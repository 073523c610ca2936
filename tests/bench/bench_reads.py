"""How each read grows with the desk, over HTTP: a thousand tickets, ten thousand, a hundred thousand."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from board.store.db import Database
from tests.bench.figures import p95_of
from tests.conftest import empty
from tests.desk.running import Desk, running
from tests.filling import RARE, fill

_SIZES = (1_000, 10_000, 100_000)
_ROUNDS = 10
_SEARCHES = {
    "a common word": ("касса", "чек", "pembayaran"),
    "a rare word": (RARE, "случай300"),
    "common words": ("касса чек", "чек печатает", "оплата клиента"),
    "rare and common": (f"касса {RARE}", "случай300 чек"),
    "no such word": ("щщщщ", "касса щщщщ"),
    "an account": ("17-207", "27 397"),
    "account, words": ("17-207 касса", "35-225 чек"),
    "a fragment": ("7207", "397"),
    "a name": ("Анна", "Жанна Иванова", "Budi"),
    "name, words": ("Анна касса", "Budi struk"),
    "words, inbox": ("касса&state=inbox", "Анна&state=inbox"),
}


async def test_reads_by_the_size_of_the_desk(database: Database, database_url: str, tmp_path: Path) -> None:
    figures: dict[str, list[list[float]]] = {}
    for size in _SIZES:
        async with running(database_url, tmp_path / str(size), parts=("board",)) as desk:
            began = time.perf_counter()
            await fill(desk.database, size)
            print(f"\n{size} tickets made in {time.perf_counter() - began:.0f} s", end="")
            for name, paths in (await _reads(desk)).items():
                figures.setdefault(name, []).append(await _times(desk, paths))
        await empty(database)
    _print(figures)


async def _reads(desk: Desk) -> Mapping[str, Sequence[str]]:
    number = (await desk.get("tickets"))["items"][-1]["number"]
    searches = {
        f"search: {name}": [f"tickets?q={quote(query, safe='&=')}" for query in queries]
        for name, queries in _SEARCHES.items()
    }
    return {
        "desk": ["desk"],
        "door": ["door"],
        "figures of the day": ["numbers/today"],
        "a board": ["boards/cash_desk"],
        "a ticket": [f"tickets/{number}", f"tickets/{number}/customer"],
        "tickets": ["tickets", "tickets?state=inbox", "tickets?account=17-207"],
        "search: a number": [f"tickets?q=%23{number}", f"tickets?q={number}"],
        **searches,
    }


async def _times(desk: Desk, paths: Sequence[str]) -> list[float]:
    """Milliseconds, once everything has been asked for once."""
    times = []
    for turn in range(_ROUNDS + 1):
        for path in paths:
            began = time.perf_counter()
            await desk.get(path)
            if turn:
                times.append((time.perf_counter() - began) * 1000)
    return times


def _print(figures: Mapping[str, Sequence[Sequence[float]]]) -> None:
    print("\n" + " " * 26 + "".join(f"{f'{size:,} tickets':>22}" for size in _SIZES) + "   growth")
    for name, by_size in figures.items():
        cells = [f"{statistics.median(times):7.1f}, p95 {p95_of(times):5.1f} ms" for times in by_size]
        growth = statistics.median(by_size[-1]) / statistics.median(by_size[0])
        print(f"{name:26}" + "".join(f"{cell:>22}" for cell in cells) + f"{growth:9.2f}")
