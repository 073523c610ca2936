"""How soon somebody usually answers at this hour, said only where it is known and true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from board.desk import away, calendars
from board.desk.calendars import Content
from board.tickets import policies
from board.values import DESK, Metric
from board.views.numbers.usual import rounded, usual_wait
from board.working_hours import parse_week
from tests.world import World, ask_before

MOSCOW = ZoneInfo("Europe/Moscow")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2031, 3, 12, 14, 20, tzinfo=MOSCOW)
"""A Wednesday."""
LONG = [2, 3, 3, 4, 4, 5, 6, 9, 30, 200]
"""Minutes; the middle is five, of two the longer one."""


async def _asked(
    world: World, waits: Sequence[float | None], *, days: int = 5, at: datetime = NOW, begins: int = 1
) -> None:
    async with world.database.transaction(DESK) as tx:
        person = await world.meet(tx, 42)
        asked = (at - (begins + n % days) * DAY for n in range(len(waits)))
        took = (None if wait is None else wait * MINUTE for wait in waits)
        await ask_before(tx, person.id, zip(asked, took, strict=True))


async def _usual(world: World, at: datetime = NOW) -> timedelta | None:
    async with world.database.reading() as session:
        return await usual_wait(session, at.astimezone(UTC), MOSCOW)


async def _open(world: World, hours: str) -> None:
    async with world.database.transaction(DESK) as tx:
        standing = await calendars.add(tx, Content("Office", "Europe/Moscow", parse_week(hours)))
        await policies.set_policy(
            tx, "product", "today", Metric.FIRST_RESPONSE, HOUR, calendar=standing.row.id
        )


async def test_the_middle_wait_of_this_hour_is_told_once_ten_have_asked(world: World) -> None:
    await _asked(world, LONG[1:])
    assert await _usual(world) is None

    await _asked(world, LONG[:1])

    assert await _usual(world) == 5 * MINUTE
    assert await _usual(world, NOW.replace(minute=0)) == 5 * MINUTE
    assert await _usual(world, NOW.replace(hour=15)) is None
    assert await _usual(world, NOW + 30 * DAY) is None


async def test_neither_today_nor_another_hour_nor_one_bad_day_counts(world: World) -> None:
    await _asked(world, LONG[1:])
    await _asked(world, [1] * 50, at=NOW + HOUR)
    await _asked(world, [1], begins=0)
    await _asked(world, [1], begins=29)
    assert await _usual(world) is None

    other_week = NOW + 60 * DAY
    await _asked(world, [1] * 50, days=4, at=other_week)

    assert await _usual(world, other_week) is None


async def test_who_still_waits_has_waited_longest(world: World) -> None:
    await _asked(world, [*LONG, None, None, None, None])
    assert await _usual(world) == 9 * MINUTE

    await _asked(world, [None] * 10)

    assert await _usual(world) is None


async def test_it_is_told_only_while_the_desk_is_open_and_stays_so_for_as_long(world: World) -> None:
    await _asked(world, LONG)
    await _open(world, "mon-fri 09:00-14:24")

    assert await _usual(world, NOW.replace(minute=19)) == 5 * MINUTE
    assert await _usual(world, NOW.replace(minute=20)) is None
    assert await _usual(world, NOW.replace(minute=30)) is None
    assert await _usual(world, NOW + 3 * DAY) is None


async def test_it_is_not_told_while_whoever_answers_is_away(world: World) -> None:
    now = await world.now()
    await _asked(world, LONG, at=now)
    assert await _usual(world, now) == 5 * MINUTE

    async with world.database.transaction(DESK) as tx:
        await away.go(tx, now + HOUR, "The dentist.")

    assert await _usual(world, now) is None


@pytest.mark.parametrize(
    ("wait", "told"),
    [
        (timedelta(), MINUTE),
        (timedelta(seconds=61), 2 * MINUTE),
        (10 * MINUTE, 10 * MINUTE),
        (timedelta(minutes=10, seconds=1), 15 * MINUTE),
        (51 * MINUTE, 55 * MINUTE),
        (56 * MINUTE, HOUR),
        (timedelta(hours=2, seconds=1), 3 * HOUR),
    ],
)
def test_it_is_rounded_up_as_a_person_would_say_it(wait: timedelta, told: timedelta) -> None:
    assert rounded(wait) == told
