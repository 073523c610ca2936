"""Turns a stored update into aiogram's. A part that aiogram can't read is dropped, unless it is the message itself."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import structlog
from aiogram import Bot
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from board.text import keepable
from board.values import Json

log = structlog.get_logger()

_TRIES = 10
_MAY_HOLD_UNKEEPABLE = re.compile(r"\\u(0000|d[89a-f])", re.IGNORECASE)


class Unreadable(Exception):
    """An update that cannot be read; the error names the place, never the content."""


def read(text: str, bot: Bot) -> Update | None:
    """The update; None if it is of an unknown kind. Raises ``Unreadable``."""
    raw = to_json(text)
    for _ in range(_TRIES):
        try:
            update = Update.model_validate(raw, context={"bot": bot})
        except ValidationError as error:
            place = error.errors(include_url=False, include_input=False, include_context=False)[0]["loc"]
            if not _drop(raw, place):
                raise Unreadable(f"can't be read at {_dotted(place)}") from None
            log.warning("part of an update dropped", place=_dotted(place))
        else:
            return update if _is_known(update) else None
    raise Unreadable("too much of it can't be read")


def to_json(text: str) -> dict[str, Json]:
    """The update as plain values that the database can keep."""
    try:
        raw = json.loads(text)
        if not isinstance(raw, dict):
            raise Unreadable("is not an object")
        if _MAY_HOLD_UNKEEPABLE.search(text):
            raw = {keepable(name): _cleaned(value) for name, value in raw.items()}
    except (ValueError, RecursionError):
        raise Unreadable("is not JSON") from None
    return raw


def _is_known(update: Update) -> bool:
    try:
        return bool(update.event_type)
    except UpdateTypeLookupError:
        return False


def _drop(raw: dict[str, Json], place: Sequence[int | str]) -> bool:
    """Delete the innermost part that the error names; False if that is the update's whole content.

    Pydantic also puts names of union members into the place; they are no keys, and are skipped.
    """
    steps: list[tuple[Json, int | str]] = []
    node: Json = raw
    for key in place:
        match node, key:
            case dict(), str() if key in node:
                steps.append((node, key))
                node = node[key]
            case list(), int() if key < len(node):
                steps.append((node, key))
                node = node[key]
    if len(steps) < 2:
        return False
    match steps[-1]:
        case dict() as holder, str() as name:
            del holder[name]
        case list() as holder, int() as position:
            del holder[position]
    return True


def _cleaned(value: Json) -> Json:
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {keepable(name): _cleaned(item) for name, item in value.items()}
    return value


def _dotted(place: Sequence[int | str]) -> str:
    return ".".join(map(str, place))
