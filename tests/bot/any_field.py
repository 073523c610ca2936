"""Makes every update the desk listens to from aiogram's own types, and spoils one field of it after the other."""

from __future__ import annotations

import copy
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

Path = tuple[str | int, ...]

_DEEPEST = 6
_NUMBERS = count(1)


@dataclass(frozen=True)
class Spoiled:
    """An update with one field spoiled; `how` says in which way."""

    path: Path
    how: str
    update: dict[str, Any]


SPOILINGS: Mapping[str, Callable[[Any], Any]] = {
    "null": lambda value: None,
    "a number": lambda value: 7,
    "a text": lambda value: "seven",
    "a list": lambda value: [],
    "an object": lambda value: {"strange": "thing"},
    "huge": lambda value: "x" * 70_000 if isinstance(value, str) else 10**40,
}


def example(model: type[BaseModel], depth: int = 0) -> dict[str, Any]:
    """An object of that type with all its required fields."""
    fields = model.model_fields.items()
    made = {
        field.alias or name: value_of(field.alias or name, field.annotation, depth)
        for name, field in fields
        if field.is_required() or _is_literal(field.annotation)
    }
    return {key: value for key, value in made.items() if value is not None}


def value_of(key: str, annotation: Any, depth: int = 0) -> Any:
    """A value of that type, whose texts and file numbers tell the key."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return getattr(inside[0], "value", inside[0])
    if origin in (Union, types.UnionType):
        return value_of(key, next(kind for kind in inside if kind is not types.NoneType), depth)
    if origin is list:
        return [value_of(key, inside[0], depth)] if depth < _DEEPEST else []
    if origin is Annotated:
        return value_of(key, inside[0], depth)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return example(annotation, depth + 1) if depth < _DEEPEST else None
    return _plain(key, annotation)


def strings_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text below, with its place."""
    for place in _paths(value, path):
        found = _at(value, place[len(path) :])
        if isinstance(found, str):
            yield place, found


def spoiled(update: dict[str, Any], root: Path) -> Iterator[Spoiled]:
    """`root` and each field below it in turn: missing, null, of another type, huge."""
    for path in [root, *_paths(_at(update, root), root)]:
        yield Spoiled(path, "missing", _without(update, path))
        before = _at(update, path)
        for how, spoil in SPOILINGS.items():
            after = spoil(before)
            if how == "huge" or type(after) is not type(before):
                yield Spoiled(path, how, _with(update, path, after))


def _plain(key: str, annotation: Any) -> Any:
    if annotation is bool:
        return False
    if annotation in (int, datetime):
        return 5
    if annotation is float:
        return 5.5
    return f"{key} {next(_NUMBERS)}"


def _is_literal(annotation: Any) -> bool:
    return get_origin(annotation) is Literal


def _paths(value: Any, path: Path) -> Iterator[Path]:
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, inner in items:
        yield (*path, key)
        yield from _paths(inner, (*path, key))


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _with(update: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(update)
    _at(changed, path[:-1])[path[-1]] = value
    return changed


def _without(update: dict[str, Any], path: Path) -> dict[str, Any]:
    changed = copy.deepcopy(update)
    del _at(changed, path[:-1])[path[-1]]
    return changed
