"""Promises as rows: what a lane promises, and a ticket's timers, deadline and alarms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, ScalarSelect, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from board.errors import Invalid, NotFound
from board.models import Alarm, Lane, Policy, Ticket
from board.models import Timer as TimerRow
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.store.wake import CHANNEL
from board.values import CommentId, Goal, Hold, Metric, Stage, TicketNumber, Timer, TimerState

# Built once: building a statement costs as much as running it, and these run for every message.
_GOALS = (
    select(Policy.metric, Policy.goal, Policy.warn_percent)
    .where(Policy.board_key == bindparam("board"), Policy.lane_key == bindparam("lane"))
    .order_by(Policy.metric)
)
_RUNG = select(func.array_agg(Alarm.stage)).where(Alarm.timer_key == TimerRow.key).scalar_subquery()
_TIMERS = (
    select(*TimerRow.__table__.c, _RUNG.label("rung"))
    .where(TimerRow.ticket_number == bindparam("ticket"))
    .order_by(TimerRow.started_at, TimerRow.metric, TimerRow.key)
)
_LAST_EVENT = (
    select(JournalEvent.at)
    .where(JournalEvent.ticket == Ticket.number)
    .order_by(JournalEvent.id.desc())
    .limit(1)
    .scalar_subquery()
)


def _of_lane(column: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    return (
        select(func.array_agg(aggregate_order_by(column, Policy.metric)))
        .where(Policy.board_key == Ticket.board_key, Policy.lane_key == Ticket.lane_key)
        .scalar_subquery()
    )


_HELD = (
    select(
        func.greatest(func.desk_now(), _LAST_EVENT).label("now"),
        Ticket.board_key,
        Ticket.lane_key,
        _of_lane(Policy.metric).label("metrics"),
        _of_lane(Policy.goal).label("goals"),
        _of_lane(Policy.warn_percent).label("percents"),
        *TimerRow.__table__.c,
        _RUNG.label("rung"),
    )
    .outerjoin(TimerRow, TimerRow.ticket_number == Ticket.number)
    .where(Ticket.number == bindparam("ticket"))
    .order_by(TimerRow.started_at, TimerRow.metric, TimerRow.key)
)


@dataclass(frozen=True)
class NextAlarm:
    at: datetime
    stage: Stage


async def goals_of(tx: Transaction, board: str, lane: str) -> dict[Metric, Goal]:
    """What the lane promises from now on."""
    if (known := _known_goals(tx).get((board, lane))) is not None:
        return dict(known)
    policies = await tx.session.execute(_GOALS, {"board": board, "lane": lane})
    return {Metric(metric): Goal(goal, warn_percent) for metric, goal, warn_percent in policies}


async def set_policy(
    tx: Transaction,
    board: str,
    lane: str,
    metric: Metric,
    goal: timedelta | None,
    warn_percent: int | None = None,
) -> None:
    """Promise `goal` from now on, nothing if None. Promises already given do not change.

    Without `warn_percent` the warning stays as it was; at first it is 75 %.
    """
    await _check_lane(tx, board, lane)
    _known_goals(tx).pop((board, lane), None)
    if goal is None:
        await tx.session.execute(delete(Policy).where(*_policy(board, lane), Policy.metric == metric))
        return
    if goal <= timedelta():
        raise Invalid("refused.goal.nothing")
    changes: dict[str, object] = {"goal": goal}
    if warn_percent is not None:
        changes["warn_percent"] = _checked_percent(warn_percent)
    statement = insert(Policy).values(board_key=board, lane_key=lane, metric=metric, **changes)
    await tx.session.execute(
        statement.on_conflict_do_update(index_elements=["board_key", "lane_key", "metric"], set_=changes)
    )


async def set_warning(tx: Transaction, board: str, lane: str, warn_percent: int) -> None:
    """Warn after this percentage of every goal of the lane. Promises already given do not change."""
    await _check_lane(tx, board, lane)
    _known_goals(tx).pop((board, lane), None)
    await tx.session.execute(
        update(Policy).where(*_policy(board, lane)).values(warn_percent=_checked_percent(warn_percent))
    )


async def load(tx: Transaction, ticket: TicketNumber) -> tuple[Timer, ...]:
    """A ticket's timers, oldest first. To change them, lock the ticket first."""
    if (known := _known_timers(tx).get(ticket)) is not None:
        return known
    rows = await tx.session.execute(_TIMERS, {"ticket": ticket})
    return tuple(map(_from_row, rows.mappings()))


async def read_held(tx: Transaction, ticket: TicketNumber) -> None:
    """After the wait for a ticket's lock, read at once what nearly all who lock it ask for next: what time it is,
    never before its last event; its timers, which nobody else can change from now on; and its lane's goals."""
    rows = (await tx.session.execute(_HELD, {"ticket": ticket})).mappings().all()
    first = rows[0]
    tx.it_is(first["now"])
    _known_timers(tx)[ticket] = tuple(_from_row(row) for row in rows if row["key"] is not None)
    goals = zip(first["metrics"] or (), first["goals"] or (), first["percents"] or (), strict=True)
    _known_goals(tx)[first["board_key"], first["lane_key"]] = {
        Metric(metric): Goal(goal, percent) for metric, goal, percent in goals
    }


async def alarms_of(tx: Transaction, ticket: TicketNumber) -> dict[UUID, frozenset[Stage]]:
    """The alarms already raised on the ticket, also those of promises that were withdrawn."""
    rows = await tx.session.execute(
        select(Alarm.timer_key, func.array_agg(Alarm.stage))
        .where(Alarm.ticket_number == ticket)
        .group_by(Alarm.timer_key)
    )
    return {key: frozenset(map(Stage, stages)) for key, stages in rows}


async def store(
    tx: Transaction, ticket: TicketNumber, timers: Sequence[Timer], before: Sequence[Timer] = ()
) -> None:
    """Make `timers` the ticket's timers, and set its deadline and next alarm from them.

    `before` is what `load` returned: unchanged timers are not written, missing ones are deleted.
    """
    _known_timers(tx).pop(ticket, None)
    known = {timer.key: timer for timer in before}
    changed = [_to_row(ticket, timer) for timer in timers if known.pop(timer.key, None) != timer]
    if known:
        await tx.session.execute(delete(TimerRow).where(TimerRow.key.in_(known)))
    if changed:
        statement = insert(TimerRow).values(changed)
        kept = {name: statement.excluded[name] for name in changed[0] if name != "key"}
        await tx.session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=kept))
    await _draw(tx, ticket, timers, next_alarm_of(before))


async def _draw(
    tx: Transaction, ticket: TicketNumber, timers: Sequence[Timer], was_next: datetime | None
) -> None:
    """Set the ticket's deadline and next alarm; if the alarm is sooner than before, wake the worker."""
    deadline = deadline_of(timers)
    next_alarm = next_alarm_of(timers)
    statement = (
        update(Ticket)
        .where(Ticket.number == ticket)
        .values(
            due_at=deadline.due_at if deadline else None,
            due_metric=deadline.metric if deadline else None,
            next_alarm_at=next_alarm,
        )
    )
    if next_alarm and (was_next is None or next_alarm < was_next):
        await tx.session.execute(select(func.pg_notify(CHANNEL, "alarm")))
    await tx.session.execute(statement)


def deadline_of(timers: Iterable[Timer]) -> Timer | None:
    """The promise whose due time the card shows: the earliest that has not ended, also if it is late."""
    open_timers = [timer for timer in timers if timer.due_at and timer.ended_at is None]
    return min(open_timers, key=lambda timer: (timer.due_at, timer.metric), default=None)


def next_alarm_of(timers: Iterable[Timer]) -> datetime | None:
    """When to raise the ticket's next alarm."""
    return min((alarm.at for alarm in map(next_alarm, timers) if alarm), default=None)


def next_alarm(timer: Timer) -> NextAlarm | None:
    """The next alarm of a promise, and when to raise it.

    A breach is raised even if the promise ended before anybody looked. Held and paused ones raise nothing; one that
    nobody has asked for lapses without a warning, and at its due time only the card has to be drawn anew.
    """
    if timer.due_at is None or timer.warn_at is None:
        return None
    if timer.unasked:
        return NextAlarm(timer.due_at, Stage.MISSED) if timer.state is TimerState.RUNNING else None
    if timer.state is TimerState.RUNNING and Stage.NEAR not in timer.rung:
        return NextAlarm(timer.warn_at, Stage.NEAR)
    if timer.state in (TimerState.RUNNING, TimerState.MISSED) and Stage.MISSED not in timer.rung:
        return NextAlarm(timer.due_at, Stage.MISSED)
    return None


async def due_alarms(session: AsyncSession, limit: int = 100) -> list[TicketNumber]:
    """Tickets with an alarm to raise, most overdue first. They are not locked: lock each and look again."""
    numbers = await session.scalars(
        text(
            "SELECT number FROM ticket WHERE next_alarm_at < (SELECT desk_now())"
            " ORDER BY next_alarm_at LIMIT :limit"
        ),
        {"limit": limit},
    )
    return list(numbers)


async def seconds_to_next_alarm(session: AsyncSession) -> float | None:
    """Seconds until the desk's next alarm, negative if it is late; None if there is none."""
    seconds: float | None = await session.scalar(
        text("SELECT extract(epoch FROM min(next_alarm_at) - (SELECT desk_now()))::float FROM ticket")
    )
    return seconds


async def ring(tx: Transaction, ticket: TicketNumber, timer: Timer, stage: Stage) -> bool:
    """Raise an alarm; False if it was raised before."""
    _known_timers(tx).pop(ticket, None)
    raised = await tx.session.execute(
        insert(Alarm)
        .values(timer_key=timer.key, stage=stage, ticket_number=ticket, at=tx.now)
        .on_conflict_do_nothing()
        .returning(Alarm.stage)
    )
    return raised.first() is not None


def _known_timers(tx: Transaction) -> dict[TicketNumber, tuple[Timer, ...]]:
    """Of tickets this transaction has locked, until it changes them."""
    known: dict[TicketNumber, tuple[Timer, ...]] = tx.session.info.setdefault("timers", {})
    return known


def _known_goals(tx: Transaction) -> dict[tuple[str, str], dict[Metric, Goal]]:
    known: dict[tuple[str, str], dict[Metric, Goal]] = tx.session.info.setdefault("goals", {})
    return known


async def _check_lane(tx: Transaction, board: str, lane: str) -> None:
    if await tx.session.get(Lane, (board, lane)) is None:
        raise NotFound("refused.lane.unknown", lane=lane, board=board)


def _policy(board: str, lane: str) -> tuple[Any, ...]:
    return Policy.board_key == board, Policy.lane_key == lane


def _checked_percent(warn_percent: int) -> int:
    if not 1 <= warn_percent <= 99:
        raise Invalid("refused.goal.warning")
    return warn_percent


def _to_row(ticket: TicketNumber, timer: Timer) -> dict[str, Any]:
    return {
        "key": timer.key,
        "ticket_number": ticket,
        "metric": timer.metric,
        "state": timer.state,
        "goal": timer.goal.duration,
        "warn_percent": timer.goal.warn_percent,
        "started_at": timer.started_at,
        "due_at": timer.due_at,
        "left": timer.left,
        "ended_at": timer.ended_at,
        "held": [[hold.comment, hold.written_at.isoformat()] for hold in timer.held],
        "is_unreachable": timer.unreachable,
        "is_unasked": timer.unasked,
    }


def _from_row(row: RowMapping) -> Timer:
    return Timer(
        key=row["key"],
        metric=Metric(row["metric"]),
        state=TimerState(row["state"]),
        goal=Goal(row["goal"], row["warn_percent"]),
        started_at=row["started_at"],
        due_at=row["due_at"],
        left=row["left"],
        ended_at=row["ended_at"],
        held=tuple(Hold(CommentId(comment), datetime.fromisoformat(at)) for comment, at in row["held"]),
        unreachable=row["is_unreachable"],
        unasked=row["is_unasked"],
        rung=frozenset(map(Stage, row["rung"] or ())),
    )
