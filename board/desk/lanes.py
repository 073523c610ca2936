"""Lanes: what each is called and promises. Every board has the same three; new goals count for new promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func

from board.desk import calendars, changes, layout, naming
from board.desk.effects import Effect, Line
from board.errors import Invalid, NotFound
from board.models import Board, Lane, Ticket, Timer
from board.store.allowed import allowed
from board.store.db import Transaction
from board.tickets import policies
from board.tickets.policies import Terms
from board.values import DayEnd, Json, Metric, Role, Thing

USUAL_GOALS: Mapping[str, Mapping[Metric, timedelta]] = {
    lane: {Metric.FIRST_RESPONSE: timedelta(minutes=5), Metric.RESOLUTION: timedelta(hours=hours)}
    for lane, hours in (("urgent", 5), ("today", 24), ("two_days", 48))
}
"""The three lanes from top to bottom, and what they promise on a new board."""
USUAL_WARNING = 75
_LONGEST_GOAL = timedelta(days=3650)


@dataclass(frozen=True)
class Wish:
    """What is to be changed; None stays as it is. A goal of None is not promised any more, a calendar of None is
    every hour. What is promised anew counts in the calendar of the lane's other goals."""

    name: str | None = None
    goals: Mapping[Metric, timedelta | DayEnd | None] | None = None
    warn_percent: int | None = None
    calendars: Mapping[Metric, int | None] | None = None
    elsewhere: Mapping[str, str] | None = None
    """In all languages at once: how else to reach someone while nobody is there."""


@allowed(Role.OWNER)
async def edit(tx: Transaction, board: str, key: str, wish: Wish, *, version: int | None = None) -> Effect:
    """Change what a lane is called and promises from now on. Promises already given keep goal, calendar and warning."""
    await layout.begin(tx, Thing.LANE, layout.key_in(board, key), version)
    lane = await _standing(tx, board, key)
    before, terms = await as_json(tx, lane), await policies.terms_of(tx, board, key)
    if wish.name is not None:
        lane.name = naming.checked_name(wish.name)
    if wish.elsewhere is not None:
        lane.elsewhere = naming.elsewhere_by_language(wish.elsewhere)
    if wish.warn_percent is not None:
        await policies.set_warning(tx, board, key, wish.warn_percent)
    for metric in Metric:
        await _promise(tx, lane, metric, terms, wish)
    await tx.session.flush()
    await changes.note(tx, Thing.LANE, layout.key_in(board, key), before, await as_json(tx, lane))
    return await _effect(tx, lane, terms)


async def restore(tx: Transaction, name: str, before: Json) -> None:
    """Make the lane what it was, its goals for promises given from now on."""
    board, key = layout.board_and_key(name)
    was: Mapping[str, Any] = before if isinstance(before, dict) else {}
    cut_offs, calendars = was.get("cut_offs", {}), was.get("calendars", {})
    goals = {metric: goal_of(was["goals"].get(metric), cut_offs.get(metric)) for metric in Metric}
    counted = {metric: calendars.get(metric) for metric in Metric}
    await edit(tx, board, key, Wish(was["name"], goals, was["warn"], counted, was.get("elsewhere", {})))


async def as_json(tx: Transaction, lane: Lane) -> dict[str, Json]:
    terms = await policies.terms_of(tx, lane.board_key, lane.key)
    return {
        "name": lane.name,
        "goals": {metric: seconds_of(terms.get(metric)) for metric in Metric},
        "cut_offs": {metric: cut_off_of(terms.get(metric)) for metric in Metric},
        "calendars": {metric: terms[metric].calendar if metric in terms else None for metric in Metric},
        "warn": warning_of(terms),
        "elsewhere": dict(lane.elsewhere),
    }


def goal_of(seconds: float | None, cut_off: int | None) -> timedelta | DayEnd | None:
    if cut_off is not None:
        return DayEnd(cut_off)
    return None if seconds is None else timedelta(seconds=seconds)


def seconds_of(terms: Terms | None) -> float | None:
    return terms.goal.total_seconds() if terms and isinstance(terms.goal, timedelta) else None


def cut_off_of(terms: Terms | None) -> int | None:
    return terms.goal.cut_off if terms and isinstance(terms.goal, DayEnd) else None


def warning_of(terms: Mapping[Metric, Terms]) -> int:
    return max((each.warn_percent for each in terms.values()), default=USUAL_WARNING)


def promised(terms: Terms | None) -> object:
    """What they say, whenever they warn."""
    return (terms.goal, terms.calendar) if terms else None


async def _standing(tx: Transaction, board: str, key: str) -> Lane:
    over = await tx.session.get(Board, board, populate_existing=True)
    lane = await tx.session.get(Lane, (board, key), populate_existing=True)
    if over is None or over.removed_at is not None or lane is None:
        raise NotFound("refused.lane.unknown", lane=key, board=board)
    return lane


async def _promise(
    tx: Transaction, lane: Lane, metric: Metric, terms: Mapping[Metric, Terms], wish: Wish
) -> None:
    """Make the lane promise what is wished for this metric, if that is other than what it does."""
    before = terms.get(metric)
    goal = (wish.goals or {}).get(metric, before.goal if before else None)
    others = next((each.calendar for each in terms.values()), None)
    calendar = (wish.calendars or {}).get(metric, before.calendar if before else others)
    if isinstance(goal, timedelta) and goal > _LONGEST_GOAL:
        raise Invalid("refused.lane.goal_too_long", f"goals.{metric}", days=_LONGEST_GOAL.days)
    if before is None and goal is None:
        return
    if before is None or (goal, calendar) != (before.goal, before.calendar):
        if calendar is not None:
            await calendars.numbered(tx.session, calendar)
        warn_percent = wish.warn_percent or warning_of(terms)
        await policies.set_policy(tx, lane.board_key, lane.key, metric, goal, warn_percent, calendar)


async def _effect(tx: Transaction, lane: Lane, before: Mapping[Metric, Terms]) -> Effect:
    """Which open promises in the lane keep another goal than the new one."""
    after = await policies.terms_of(tx, lane.board_key, lane.key)
    changed = [m for m in Metric if promised(before.get(m)) != promised(after.get(m))]
    kept = dict.fromkeys(changed, 0) | await _kept(tx, lane, changed)
    lines = [Line(f"effect.lane.keep.{metric}", {"n": n}) for metric, n in kept.items() if n]
    if changed:
        lines.append(Line("effect.lane.from_now"))
    return Effect({metric.value: n for metric, n in kept.items()}, lines)


async def _kept(tx: Transaction, lane: Lane, metrics: Sequence[Metric]) -> dict[Metric, int]:
    other = policies.given_otherwise().where(
        Ticket.board_key == lane.board_key, Ticket.lane_key == lane.key, Timer.metric.in_(metrics)
    )
    by_metric = other.with_only_columns(Timer.metric, func.count()).group_by(Timer.metric)
    return {Metric(metric): n for metric, n in await tx.session.execute(by_metric)}
