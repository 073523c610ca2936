"""Promises as rows: a ticket's timers, deadline and alarms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Alarm, Change, Ticket
from board.models import Timer as TimerRow
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.store.wake import CHANNEL
from board.tickets import policies
from board.values import CommentId, Goal, Hold, Metric, Stage, Thing, TicketNumber, Timer, TimerState

# Built once: building a statement costs as much as running it, and these run for every message.
_RUNG = select(func.array_agg(Alarm.stage)).where(Alarm.timer_key == TimerRow.key).scalar_subquery()
_TIMERS = (
    select(*TimerRow.__table__.c, _RUNG.label("rung"))
    .where(TimerRow.ticket_number == bindparam("ticket"))
    .order_by(TimerRow.started_at, TimerRow.metric, TimerRow.key)
)
_TIMERS_OF = (
    select(*TimerRow.__table__.c, _RUNG.label("rung"))
    .where(TimerRow.ticket_number.between(bindparam("first"), bindparam("last")))
    .order_by(TimerRow.ticket_number, TimerRow.started_at, TimerRow.metric, TimerRow.key)
)
_TICKETS_AFTER = (
    select(Ticket.number)
    .where(Ticket.number > bindparam("after"))
    .order_by(Ticket.number)
    .limit(bindparam("most"))
)
_LAST_EVENT = (
    select(JournalEvent.at)
    .where(JournalEvent.ticket == Ticket.number)
    .order_by(JournalEvent.id.desc())
    .limit(1)
    .scalar_subquery()
)
_RULES_VERSION = select(func.max(Change.id)).where(Change.thing == Thing.RULE).scalar_subquery()
_UNCHANGED = 0


_HELD = (
    select(
        func.greatest(func.desk_now(), _LAST_EVENT).label("now"),
        Ticket.board_key,
        Ticket.lane_key,
        policies.OF_TICKET.label("policies"),
        func.coalesce(_RULES_VERSION, _UNCHANGED).label("rules_version"),
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


async def load(tx: Transaction, ticket: TicketNumber) -> tuple[Timer, ...]:
    """A ticket's timers, oldest first. To change them, lock the ticket first."""
    if (known := _known_timers(tx).get(ticket)) is not None:
        return known
    rows = await tx.session.execute(_TIMERS, {"ticket": ticket})
    return tuple(map(_from_row, rows.mappings()))


async def numbers_after(session: AsyncSession, after: int, most: int) -> list[TicketNumber]:
    return list(await session.scalars(_TICKETS_AFTER, {"after": after, "most": most}))


async def of_tickets(
    session: AsyncSession, first: TicketNumber, last: TicketNumber
) -> dict[TicketNumber, tuple[Timer, ...]]:
    """The timers of the tickets from the first through the last, each oldest first; nothing is locked."""
    found: defaultdict[TicketNumber, list[Timer]] = defaultdict(list)
    for row in (await session.execute(_TIMERS_OF, {"first": first, "last": last})).mappings():
        found[row["ticket_number"]].append(_from_row(row))
    return {number: tuple(timers) for number, timers in found.items()}


async def read_held(tx: Transaction, ticket: TicketNumber) -> None:
    """After the wait for a ticket's lock, read at once what nearly all who lock it ask for next: what time it is,
    never before its last event; its timers, which nobody else can change from now on; its lane's goals; and whether
    the rules that a process knows are still those in force."""
    rows = (await tx.session.execute(_HELD, {"ticket": ticket})).mappings().all()
    first = rows[0]
    tx.it_is(first["now"])
    _known_timers(tx)[ticket] = tuple(_from_row(row) for row in rows if row["key"] is not None)
    policies.remember(tx, first["board_key"], first["lane_key"], first["policies"])
    tx.session.info["rules_version"] = first["rules_version"]


def rules_version(tx: Transaction) -> int | None:
    """The change that made the owner's rules what they were at the latest lock; None if no ticket was locked."""
    found: int | None = tx.session.info.get("rules_version")
    return found


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
    changed = [row_of(ticket, timer) for timer in timers if known.pop(timer.key, None) != timer]
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
    if timer.state is TimerState.RUNNING and timer.close_at is not None and Stage.CLOSE not in timer.rung:
        return NextAlarm(timer.close_at, Stage.CLOSE)
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


def row_of(ticket: TicketNumber, timer: Timer) -> dict[str, Any]:
    """As the table keeps it."""
    return {
        "key": timer.key,
        "ticket_number": ticket,
        "metric": timer.metric,
        "state": timer.state,
        "goal": timer.goal.duration,
        "warn_percent": timer.goal.warn_percent,
        "hours": timer.goal.hours,
        "cut_off": timer.goal.cut_off,
        "counts_from": timer.goal.counts_from,
        "started_at": timer.started_at,
        "due_at": timer.due_at,
        "warn_at": timer.warn_at,
        "close_at": timer.close_at,
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
        goal=Goal(row["goal"], row["warn_percent"], row["hours"], row["cut_off"], row["counts_from"]),
        started_at=row["started_at"],
        due_at=row["due_at"],
        warn_at=row["warn_at"],
        close_at=row["close_at"],
        left=row["left"],
        ended_at=row["ended_at"],
        held=tuple(Hold(CommentId(comment), datetime.fromisoformat(at)) for comment, at in row["held"]),
        unreachable=row["is_unreachable"],
        unasked=row["is_unasked"],
        rung=frozenset(map(Stage, row["rung"] or ())),
    )
