"""Goals as people write them, and what a lane then promises."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.errors import Invalid, NotFound
from board.tickets import policies
from board.values import DESK, Goal
from sla.policy import parse_goal, write_goal
from tests.sla.conftest import Desk
from tests.sla.stories import FIRST, NEXT, RESOLUTION


@pytest.mark.fast
@pytest.mark.parametrize(
    ("written", "goal"),
    [
        ("10s", timedelta(seconds=10)),
        ("5m", timedelta(minutes=5)),
        (" 48H ", timedelta(hours=48)),
        ("2d", timedelta(days=2)),
        ("off", None),
    ],
)
def test_goal_is_read_as_written(written: str, goal: timedelta | None) -> None:
    assert parse_goal(written) == goal


@pytest.mark.fast
@pytest.mark.parametrize("written", ["", "5", "m", "0m", "-5m", "1.5h", "5 minutes", "9999999d", "5m5"])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(Invalid, match="write it like"):
        parse_goal(written)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("goal", "written"),
    [
        (timedelta(seconds=90), "90s"),
        (timedelta(minutes=5), "5m"),
        (timedelta(hours=5), "5h"),
        (timedelta(days=2), "2d"),
    ],
)
def test_goal_is_written_as_it_is_read(goal: timedelta, written: str) -> None:
    assert write_goal(goal) == written
    assert parse_goal(written) == goal


async def test_policy_is_set_changed_and_taken_away(desk: Desk) -> None:
    async with desk.database.transaction(DESK) as tx:
        await policies.set_policy(tx, "product", "today", NEXT, timedelta(minutes=30))
        await policies.set_policy(tx, "product", "today", RESOLUTION, timedelta(hours=8), 60)
        await policies.set_policy(tx, "product", "today", RESOLUTION, timedelta(hours=9))
        await policies.set_policy(tx, "product", "today", FIRST, None)
        assert await policies.goals_of(tx, "product", "today") == {
            NEXT: Goal(timedelta(minutes=30), 75),
            RESOLUTION: Goal(timedelta(hours=9), 60),
        }


async def test_warning_is_set_for_every_goal_of_the_lane(desk: Desk) -> None:
    async with desk.database.transaction(DESK) as tx:
        await policies.set_warning(tx, "product", "today", 90)
        changed = await policies.goals_of(tx, "product", "today")
        other = await policies.goals_of(tx, "product", "urgent")
    assert {goal.warn_percent for goal in changed.values()} == {90}
    assert {goal.warn_percent for goal in other.values()} == {75}


async def test_impossible_policies_are_refused(desk: Desk) -> None:
    async with desk.database.transaction(DESK) as tx:
        with pytest.raises(NotFound):
            await policies.set_policy(tx, "product", "nowhere", NEXT, timedelta(minutes=30))
        with pytest.raises(Invalid):
            await policies.set_policy(tx, "product", "today", NEXT, timedelta())
        with pytest.raises(Invalid):
            await policies.set_warning(tx, "product", "today", 100)
