"""How a fact stands in the journal: its class's name, the ids it speaks of in columns, all else as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from enum import StrEnum
from types import NoneType
from typing import Any, NewType, get_args, get_origin, get_type_hints
from uuid import UUID

from board.facts import Fact
from board.values import Goal, Goals, Json, Metric, Place, State

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
    return {str(m): [g.duration.total_seconds(), g.warn_percent] for m, g in goals.items()}


def _goals_from_json(raw: Mapping[str, tuple[float, int]]) -> dict[Metric, Goal]:
    return {
        Metric(metric): Goal(timedelta(seconds=seconds), int(warn)) for metric, (seconds, warn) in raw.items()
    }


def _place_from_json(raw: Mapping[str, str]) -> Place:
    return Place(raw["board"], raw["lane"], raw["column"], State(raw["state"]))


Converter = Callable[[Any], Any]


def _converters(hint: Any) -> tuple[Converter, Converter]:
    """To JSON and back, for a field of this type."""
    members = [member for member in get_args(hint) if member is not NoneType]
    if NoneType in get_args(hint):
        write, read = _converters(members[0])
        return _unless_none(write), _unless_none(read)
    if hint == Goals:
        return _goals_to_json, _goals_from_json
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
