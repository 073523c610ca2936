"""Whether all loops of all processes turn, by their heartbeats in the database."""

from __future__ import annotations

from collections.abc import Collection
from typing import NotRequired

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.views.desk import CountersJson, counters

LATE_AFTER_SECONDS = 30.0


class LoopJson(TypedDict):
    beat_age_s: float | None
    lag_s: float


class HealthJson(CountersJson):
    ok: bool
    loops: dict[str, LoopJson]
    trouble: NotRequired[str]
    """What else is wrong, if anything is."""


class RecordingsJson(TypedDict):
    """How many are in each state; `without` are those without words that nothing will try again by itself."""

    waiting: int
    working: int
    done: int
    without: int


async def health(session: AsyncSession, expected: Collection[str]) -> HealthJson:
    """A loop is well if one of the processes that turn it beats. An expected loop without any beat is not."""
    loops = await _loops(session)
    for name in expected:
        loops.setdefault(name, {"beat_age_s": None, "lag_s": 0.0})
    ok = all(is_well(loop) for loop in loops.values())
    found = await counters(session)
    return {
        "ok": ok,
        "loops": loops,
        "parked": found["parked"],
        "undelivered": found["undelivered"],
        "at_door": found["at_door"],
    }


async def recordings(session: AsyncSession) -> RecordingsJson:
    """How many recordings wait for words, and how many have them."""
    rows = await session.execute(
        text(
            "SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,"
            " count(*) FILTER (WHERE state = 'working') AS working,"
            " count(*) FILTER (WHERE state IN ('words', 'unclear', 'silence')) AS done,"
            " count(*) FILTER (WHERE state IN ('refused', 'failed')) AS without FROM transcript"
        )
    )
    row = rows.one()
    return {"waiting": row.waiting, "working": row.working, "done": row.done, "without": row.without}


async def _loops(session: AsyncSession) -> dict[str, LoopJson]:
    # Real time, not desk time: practice moves promises, not heartbeats.
    rows = await session.execute(
        text(
            "SELECT DISTINCT ON (loop) loop, lag_seconds,"
            " extract(epoch FROM clock_timestamp() - beat_at)::float AS age"
            " FROM heartbeat ORDER BY loop, beat_at DESC"
        )
    )
    return {row.loop: {"beat_age_s": round(row.age, 3), "lag_s": row.lag_seconds} for row in rows}


def is_well(loop: LoopJson) -> bool:
    age = loop["beat_age_s"]
    return age is not None and age <= LATE_AFTER_SECONDS
