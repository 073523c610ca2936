"""What lanes promise from now on; promises that were given keep what they were given with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, insert

from board.errors import Invalid, NotFound
from board.models import Away, Board, Calendar, Lane, Policy, Ticket, Timer
from board.store.db import Transaction
from board.values import DayEnd, Goal, Metric, TicketNumber

_A_DAY = timedelta(hours=24)

# Built once: building a statement costs as much as running it, and these run for every message.
_BACK_AT = select(Away.until).where(Away.ended_at.is_(None)).scalar_subquery()
_ROW = func.jsonb_build_array(
    Policy.metric,
    func.extract("epoch", Policy.goal),
    Policy.warn_percent,
    Calendar.working_time,
    Policy.cut_off,
    _BACK_AT,
)
_ROWS = (
    select(func.jsonb_agg(aggregate_order_by(_ROW, Policy.metric), type_=JSONB))
    .select_from(Policy)
    .outerjoin(Calendar, Calendar.id == Policy.calendar_id)
)
_OF_LANE = _ROWS.where(Policy.board_key == bindparam("board"), Policy.lane_key == bindparam("lane"))
OF_TICKET = _ROWS.where(
    Policy.board_key == Ticket.board_key, Policy.lane_key == Ticket.lane_key
).scalar_subquery()
"""For a statement that reads a ticket; `remember` takes what it says."""


async def goals_of(tx: Transaction, board: str, lane: str) -> dict[Metric, Goal]:
    """What the lane promises from now on."""
    if (known := _known(tx).get((board, lane))) is None:
        rows = await tx.session.scalar(_OF_LANE, {"board": board, "lane": lane})
        known = _promised(tx, rows)
    return dict(known)


def remember(tx: Transaction, board: str, lane: str, rows: Sequence[Any] | None) -> None:
    """What `OF_TICKET` said, for the rest of the transaction."""
    _known(tx)[board, lane] = _promised(tx, rows)


def forget(tx: Transaction) -> None:
    """A calendar has other hours now, or somebody leaves or comes back."""
    _known(tx).clear()


@dataclass(frozen=True)
class Terms:
    """What a lane promises for a metric; every hour counts without a calendar."""

    goal: timedelta | DayEnd
    calendar: int | None = None
    warn_percent: int = 75


async def terms_of(tx: Transaction, board: str, lane: str) -> dict[Metric, Terms]:
    """As the owner decided it, by metric."""
    rows = await tx.session.execute(
        select(Policy.metric, Policy.goal, Policy.cut_off, Policy.calendar_id, Policy.warn_percent)
        .where(*_policy(board, lane))
        .order_by(Policy.metric)
    )
    return {
        Metric(metric): Terms(goal or DayEnd(cut_off or 0), calendar, percent)
        for metric, goal, cut_off, calendar, percent in rows
    }


async def set_policy(
    tx: Transaction,
    board: str,
    lane: str,
    metric: Metric,
    goal: timedelta | DayEnd | None,
    warn_percent: int | None = None,
    calendar: int | None = None,
) -> None:
    """Promise `goal` from now on, nothing if None. Promises already given do not change.

    Without `warn_percent` the warning stays as it was; at first it is 75 %.
    """
    await _begin(tx, board, lane)
    if goal is None:
        await tx.session.execute(delete(Policy).where(*_policy(board, lane), Policy.metric == metric))
        return
    changes: dict[str, object] = {**_length(goal, calendar), "calendar_id": calendar}
    if warn_percent is not None:
        changes["warn_percent"] = _checked_percent(warn_percent)
    statement = insert(Policy).values(board_key=board, lane_key=lane, metric=metric, **changes)
    await tx.session.execute(
        statement.on_conflict_do_update(index_elements=["board_key", "lane_key", "metric"], set_=changes)
    )


async def set_warning(tx: Transaction, board: str, lane: str, warn_percent: int) -> None:
    """Warn after this percentage of every goal of the lane. Promises already given do not change."""
    await _begin(tx, board, lane)
    await tx.session.execute(
        update(Policy).where(*_policy(board, lane)).values(warn_percent=_checked_percent(warn_percent))
    )


async def let_go(tx: Transaction, calendar: int) -> None:
    """Lanes of removed boards count by this calendar no more but every hour; the end of a working day becomes a day."""
    gone = select(Board.key).where(Board.removed_at.is_not(None))
    await tx.session.execute(
        update(Policy)
        .where(Policy.calendar_id == calendar, Policy.board_key.in_(gone))
        .values(calendar_id=None, cut_off=None, goal=func.coalesce(Policy.goal, _A_DAY))
    )
    forget(tx)


def given_otherwise() -> Select[TicketNumber, str]:
    """Open promises, as ticket and metric, that the lane of their ticket would give otherwise today.

    Without those that are just being answered.
    """
    is_other = or_(
        Policy.metric.is_(None),
        Timer.hours.is_distinct_from(Calendar.working_time),
        Timer.cut_off.is_distinct_from(Policy.cut_off),
        and_(Policy.cut_off.is_(None), Timer.goal.is_distinct_from(Policy.goal)),
    )
    same_lane = and_(
        Policy.board_key == Ticket.board_key,
        Policy.lane_key == Ticket.lane_key,
        Policy.metric == Timer.metric,
    )
    return (
        select(Ticket.number, Timer.metric)
        .join(Timer, Timer.ticket_number == Ticket.number)
        .outerjoin(Policy, same_lane)
        .outerjoin(Calendar, Calendar.id == Policy.calendar_id)
        .where(Ticket.done_at.is_(None), Timer.ended_at.is_(None), Timer.held == [], is_other)
    )


async def _begin(tx: Transaction, board: str, lane: str) -> None:
    if await tx.session.get(Lane, (board, lane)) is None:
        raise NotFound("refused.lane.unknown", lane=lane, board=board)
    _known(tx).pop((board, lane), None)


def _known(tx: Transaction) -> dict[tuple[str, str], dict[Metric, Goal]]:
    known: dict[tuple[str, str], dict[Metric, Goal]] = tx.session.info.setdefault("goals", {})
    return known


def _promised(tx: Transaction, rows: Sequence[Any] | None) -> dict[Metric, Goal]:
    return {
        Metric(metric): Goal(
            timedelta(seconds=seconds or 0),
            percent,
            UUID(hours) if hours else None,
            cut_off,
            _still_ahead(tx, back_at),
        )
        for metric, seconds, percent, hours, cut_off, back_at in rows or ()
    }


def _still_ahead(tx: Transaction, back_at: str | None) -> datetime | None:
    at = datetime.fromisoformat(back_at) if back_at else None
    return at if at is not None and at > tx.now else None


def _policy(board: str, lane: str) -> tuple[Any, ...]:
    return Policy.board_key == board, Policy.lane_key == lane


def _length(goal: timedelta | DayEnd, calendar: int | None) -> dict[str, object]:
    if isinstance(goal, DayEnd):
        if calendar is None:
            raise Invalid("refused.goal.day_of_no_calendar", "calendars")
        if not 0 <= goal.cut_off < 24 * 60:
            raise Invalid("refused.goal.cut_off", "cut_offs")
        return {"goal": None, "cut_off": goal.cut_off}
    if goal <= timedelta():
        raise Invalid("refused.goal.nothing")
    return {"goal": goal, "cut_off": None}


def _checked_percent(warn_percent: int) -> int:
    if not 1 <= warn_percent <= 99:
        raise Invalid("refused.goal.warning")
    return warn_percent
