"""Measurements that several benchmarks share."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import text

from board.store.db import Database
from tests.desk.running import Desk


async def lateness_ms(database: Database) -> list[float]:
    """How late each missed deadline's alarm was raised, oldest first."""
    async with database.reading() as session:
        late = await session.scalars(
            text(
                "SELECT extract(epoch FROM alarm.at - timer.due_at)::float * 1000"
                " FROM alarm JOIN timer ON timer.key = alarm.timer_key WHERE alarm.stage = 'missed'"
                " ORDER BY alarm.at"
            )
        )
        return list(late)


async def to_bot_api(desk: Desk, number: int, words: str) -> float:
    """Milliseconds from an agent's reply to the call that brings it."""
    last = 0
    while calls := await desk.phone.calls(last):
        last = int(calls[-1]["id"])
    began = time.time()
    await desk.post(f"tickets/{number}/replies", {"text": words})
    while True:
        for call in await desk.phone.calls(last, method="sendMessage", timeout=5):
            if words in str(call["params"]):
                return (float(call["at"]) - began) * 1000
            last = int(call["id"])


def print_figures(name: str, milliseconds: Sequence[float], more: str = "") -> None:
    median, p95 = statistics.median(milliseconds), p95_of(milliseconds)
    print(f"{name}: median {median:.0f} ms, p95 {p95:.0f} ms of {len(milliseconds)}{more}")


def p95_of(milliseconds: Sequence[float]) -> float:
    return statistics.quantiles(milliseconds, n=20)[18]


def megabytes(pid: int, figure: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(figure)) // 1024
