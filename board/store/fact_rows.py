"""How a fact stands in the journal: its class's name, the ids it speaks of in columns, all else as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from enum import StrEnum
from types import NoneType
from typing import Any, NewType, get_args, get_origin, get_type_hints
from uuid import UUID

from board.facts import Fact
from board.values import CommentId, Goal, Goals, Hold, Json, Metric, Place, State, Timer, TimerState

_NOTHING: Mapping[str, Any] = {}
COLUMNS = ("ticket", "comment", "customer")


def name_of(kind: type[Fact]) -> str:
    """`TicketOpened` is written `ticket_opened`."""
    return _NAMES[kind]


def to_json(fact: Fact) -> dict[str, Json]:
    """What of the fact has no column of its own."""
    return {name: write(getattr(fact, name)) for name, write, _ in _DATA[type(fact)]}


def from_row(name: str, columns: Mapping[str, int | None], data: Mapping[str, Any]) -> Fact:
    """The fact as it was recorded. A field that it had not then has the value it begins with."""
    kind = KINDS[name]
    values: dict[str, Any] = {column: columns[column] for column in _IDS[kind]}
    values |= {field: read(data[field]) for field, _, read in _DATA[kind] if field in data}
    return kind(**values)


def _goals_to_json(goals: Goals) -> Json:
    return {str(metric): _goal_to_json(goal) for metric, goal in goals.items()}


def _goal_to_json(goal: Goal) -> Json:
    """What most goals don't have is not written."""
    rest: dict[str, Json] = {}
    if goal.hours is not None:
        rest["hours"] = str(goal.hours)
    if goal.cut_off is not None:
        rest["cut_off"] = goal.cut_off
    if goal.counts_from is not None:
        rest["counts_from"] = goal.counts_from.isoformat()
    return [goal.duration.total_seconds(), goal.warn_percent, *([rest] if rest else [])]


def _goals_from_json(raw: Mapping[str, Sequence[Any]]) -> dict[Metric, Goal]:
    return {Metric(metric): _goal_from_json(*goal) for metric, goal in raw.items()}


def _goal_from_json(seconds: float, warn: int, rest: Mapping[str, Any] = _NOTHING) -> Goal:
    hours, counts_from = rest.get("hours"), rest.get("counts_from")
    return Goal(
        timedelta(seconds=seconds),
        int(warn),
        hours and UUID(hours),
        rest.get("cut_off"),
        counts_from and datetime.fromisoformat(counts_from),
    )


def _place_from_json(raw: Mapping[str, str]) -> Place:
    return Place(raw["board"], raw["lane"], raw["column"], State(raw["state"]))


def _timer_to_json(timer: Timer) -> Json:
    """Without the alarms, which stand in a table of their own."""
    return {
        "key": str(timer.key),
        "metric": str(timer.metric),
        "state": str(timer.state),
        "goal": _goal_to_json(timer.goal),
        "held": [[hold.comment, hold.written_at.isoformat()] for hold in timer.held],
        "left": timer.left and timer.left.total_seconds(),
        **{name: getattr(timer, name) for name in _FLAGS},
        **{name: (at := getattr(timer, name)) and at.isoformat() for name in _TIMES},
    }


def _timer_from_json(raw: Mapping[str, Any]) -> Timer:
    return Timer(
        key=UUID(raw["key"]),
        metric=Metric(raw["metric"]),
        state=TimerState(raw["state"]),
        goal=_goal_from_json(*raw["goal"]),
        held=tuple(Hold(CommentId(comment), datetime.fromisoformat(at)) for comment, at in raw["held"]),
        left=None if raw["left"] is None else timedelta(seconds=raw["left"]),
        unreachable=raw["unreachable"],
        unasked=raw["unasked"],
        started_at=datetime.fromisoformat(raw["started_at"]),
        due_at=_time_or_none(raw["due_at"]),
        warn_at=_time_or_none(raw["warn_at"]),
        close_at=_time_or_none(raw["close_at"]),
        ended_at=_time_or_none(raw["ended_at"]),
    )


def _time_or_none(at: str | None) -> datetime | None:
    return None if at is None else datetime.fromisoformat(at)


_TIMES = ("started_at", "due_at", "warn_at", "close_at", "ended_at")
_FLAGS = ("unreachable", "unasked")


Converter = Callable[[Any], Any]


def _converters(hint: Any) -> tuple[Converter, Converter]:
    """To JSON and back, for a field of this type."""
    members = [member for member in get_args(hint) if member is not NoneType]
    if NoneType in get_args(hint):
        write, read = _converters(members[0])
        return _unless_none(write), _unless_none(read)
    if hint == Goals:
        return _goals_to_json, _goals_from_json
    if get_origin(hint) is tuple and members[0] is Timer:
        return _each(list, _timer_to_json), _each(tuple, _timer_from_json)
    if get_origin(hint) is tuple:
        return list, tuple
    if hint is UUID:
        return str, UUID
    if hint is datetime:
        return datetime.isoformat, datetime.fromisoformat
    if hint is Place:
        return asdict, _place_from_json
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str, hint
    if hint in (str, int, bool) or isinstance(hint, NewType):
        return _as_it_is, _as_it_is
    raise TypeError(f"The journal doesn't know how to keep a {hint}.")


def _unless_none(convert: Converter) -> Converter:
    return lambda value: None if value is None else convert(value)


def _each(gather: Callable[[Any], Any], convert: Converter) -> Converter:
    return lambda values: gather(map(convert, values))


def _as_it_is(value: Any) -> Any:
    return value


def _data_of(kind: type[Fact]) -> list[tuple[str, Converter, Converter]]:
    hints = get_type_hints(kind)
    return [(f.name, *_converters(hints[f.name])) for f in fields(kind) if f.name not in COLUMNS]


_NAMES: Mapping[type[Fact], str] = {
    kind: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower() for kind in get_args(Fact)
}
KINDS: Mapping[str, type[Fact]] = {name: kind for kind, name in _NAMES.items()}
_DATA = {kind: _data_of(kind) for kind in KINDS.values()}
_IDS = {kind: [f.name for f in fields(kind) if f.name in COLUMNS] for kind in KINDS.values()}
