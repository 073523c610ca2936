"""Lanes: what each is called and promises. Every board has the same three; new goals count for new promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from board.desk import changes, layout, naming
from board.desk.effects import Effect, Line
from board.errors import Invalid, NotFound
from board.models import Board, Lane, Ticket, Timer
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import promises
from board.values import Goal, Json, Metric, Role, Thing

USUAL_GOALS: Mapping[str, Mapping[Metric, timedelta]] = {
    lane: {Metric.FIRST_RESPONSE: timedelta(minutes=5), Metric.RESOLUTION: timedelta(hours=hours)}
    for lane, hours in (("urgent", 5), ("today", 24), ("two_days", 48))
}
"""The three lanes from top to bottom, and what they promise on a new board."""
USUAL_WARNING = 75
_LONGEST_GOAL = timedelta(days=3650)


@dataclass(frozen=True)
class Wish:
    """What is to be changed; None stays as it is. A goal of None is not promised any more."""

    name: str | None = None
    goals: Mapping[Metric, timedelta | None] | None = None
    warn_percent: int | None = None


@allowed(Role.OWNER)
async def edit(tx: Transaction, board: str, key: str, wish: Wish, *, version: int | None = None) -> Effect:
    """Change what a lane is called and promises from now on. Promises already given keep their goal and warning."""
    await layout.begin(tx, Thing.LANE, layout.key_in(board, key), version)
    lane = await _standing(tx, board, key)
    before, goals = await as_json(tx, lane), await promises.goals_of(tx, board, key)
    if wish.name is not None:
        lane.name = naming.checked_name(wish.name)
    warn_percent = wish.warn_percent
    if warn_percent is None:
        warn_percent = max((goal.warn_percent for goal in goals.values()), default=USUAL_WARNING)
    else:
        await promises.set_warning(tx, board, key, warn_percent)
    for metric, goal in (wish.goals or {}).items():
        await _set_goal(tx, lane, metric, goals.get(metric), goal, warn_percent)
    await tx.session.flush()
    await changes.note(tx, Thing.LANE, layout.key_in(board, key), before, await as_json(tx, lane))
    return await _effect(tx, lane, goals)


async def restore(tx: Transaction, name: str, before: Json) -> None:
    """Make the lane's name and goals what they were, for promises given from now on."""
    board, key = layout.board_and_key(name)
    was: Mapping[str, Any] = before if isinstance(before, dict) else {}
    goals = {metric: _goal(was["goals"].get(metric)) for metric in Metric}
    await edit(tx, board, key, Wish(was["name"], goals, was["warn"]))


async def as_json(tx: Transaction, lane: Lane) -> dict[str, Json]:
    goals = await promises.goals_of(tx, lane.board_key, lane.key)
    return {
        "name": lane.name,
        "goals": {
            metric: goals[metric].duration.total_seconds() if metric in goals else None for metric in Metric
        },
        "warn": max((goal.warn_percent for goal in goals.values()), default=USUAL_WARNING),
    }


async def _standing(tx: Transaction, board: str, key: str) -> Lane:
    over = await tx.session.get(Board, board, populate_existing=True)
    lane = await tx.session.get(Lane, (board, key), populate_existing=True)
    if over is None or over.removed_at is not None or lane is None:
        raise NotFound("refused.lane.unknown", lane=key, board=board)
    return lane


async def _set_goal(
    tx: Transaction,
    lane: Lane,
    metric: Metric,
    before: Goal | None,
    goal: timedelta | None,
    warn_percent: int,
) -> None:
    if goal is not None and goal > _LONGEST_GOAL:
        raise Invalid("refused.lane.goal_too_long", f"goals.{metric}", days=_LONGEST_GOAL.days)
    if goal != (before.duration if before else None):
        await promises.set_policy(tx, lane.board_key, lane.key, metric, goal, warn_percent)


def _goal(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


async def _effect(tx: Transaction, lane: Lane, before: Mapping[Metric, Goal]) -> Effect:
    """Which open promises in the lane keep another goal than the new one."""
    after = await promises.goals_of(tx, lane.board_key, lane.key)
    changed = [m for m in Metric if _duration(before.get(m)) != _duration(after.get(m))]
    kept = {metric: await _kept(tx, lane, metric, _duration(after.get(metric))) for metric in changed}
    lines = [Line(f"effect.lane.keep.{metric}", {"n": n}) for metric, n in kept.items() if n]
    if changed:
        lines.append(Line("effect.lane.from_now"))
    return Effect({metric.value: n for metric, n in kept.items()}, lines)


async def _kept(tx: Transaction, lane: Lane, metric: Metric, goal: timedelta | None) -> int:
    open_ones = (
        select(func.count())
        .select_from(Timer)
        .join(Ticket, Ticket.number == Timer.ticket_number)
        .where(Ticket.board_key == lane.board_key, Ticket.lane_key == lane.key, Ticket.done_at.is_(None))
        .where(Timer.metric == metric, Timer.ended_at.is_(None), Timer.goal.is_distinct_from(goal))
    )
    return (await tx.session.execute(open_ones)).scalar_one()


def _duration(goal: Goal | None) -> timedelta | None:
    return goal.duration if goal else None
