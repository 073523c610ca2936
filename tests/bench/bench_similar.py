"""Answered before: how often the right answer is among the first three, and how soon, on a big desk."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from pathlib import Path

from board.store.db import Database
from tests.bench.figures import p95_of
from tests.desk.running import running
from tests.filling import fill
from tests.twins import fill_with_twins

_PAIRS, _OTHERS = 300, 5_400


async def test_how_often_the_right_answer_is_found(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path / "desk", parts=("board",)) as desk:
        await fill(desk.database, 10_000)
        twins = await fill_with_twins(desk.database, pairs=_PAIRS, others=_OTHERS)
        asked: Counter[str] = Counter()
        right: Counter[tuple[str, int]] = Counter()
        times = []
        for twin in twins:
            began = time.perf_counter()
            found = (await desk.get(f"tickets/{twin.number}/similar"))["items"]
            times.append((time.perf_counter() - began) * 1000)
            answers = [each["answer"]["text"] for each in found]
            for group in (
                "all",
                twin.language,
                "spoken" if twin.is_spoken else "written",
                "reworded" if twin.is_reworded else "same words",
            ):
                asked[group] += 1
                if twin.answer in answers:
                    right[group, answers.index(twin.answer)] += 1
    print(f"\n{_PAIRS} twins among {_OTHERS} others, beside 10,000 tickets with 100,000 comments")
    for group, all_asked in asked.items():
        first = right[group, 0] / all_asked
        among = sum(right[group, place] for place in range(3)) / all_asked
        print(f"{group:10} {all_asked:4}: first {first:.0%}, among three {among:.0%}")
    print(f"similar over HTTP: median {statistics.median(times):.1f} ms, p95 {p95_of(times):.1f} ms")
