"""Turns a stored update into plain values and aiogram's types. A part that can't be read costs only itself."""

from __future__ import annotations

import copy
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
from bot.inbound.mending import Unreadable, mend, plainer

__all__ = ["Unreadable", "read", "to_aiogram", "to_json"]

log = structlog.get_logger()

_TRIES = 10
_MAY_HOLD_UNKEEPABLE = re.compile(r"\\u(0000|d[89a-f])", re.IGNORECASE)
_NEEDED = frozenset(
    {
        "message_id",
        "date",
        "chat",
        "from",
        "text",
        "caption",
        "edit_date",
        "media_group_id",
        "forward_origin",
        "reply_to_message",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "id",
        "chat_instance",
        "data",
        "message",
        "old_chat_member",
        "new_chat_member",
    }
)
"""What handlers ask of aiogram's types. What was said is read from the plain values."""


def read(text: str) -> dict[str, Json]:
    """The update as plain values, with sender, chat and number. Raises ``Unreadable``."""
    return mend(to_json(text), text)


def to_aiogram(update: dict[str, Json], bot: Bot) -> Update | None:
    """For its routers and filters; None if it is of an unknown kind. What aiogram can't read is left out."""
    update = plainer(update)
    raw = update
    for tries in range(_TRIES):
        try:
            found = Update.model_validate(raw, context={"bot": bot})
        except ValidationError as error:
            place = error.errors(include_url=False, include_input=False, include_context=False)[0]["loc"]
            raw = copy.deepcopy(update) if tries == 0 else raw
            if not _drop(raw, place):
                break
            log.info("part of an update left out", place=_dotted(place))
        else:
            return found if _is_known(found) else None
    try:
        found = Update.model_validate(_bare(update), context={"bot": bot})
    except ValidationError:
        raise Unreadable("can't be read") from None
    return found if _is_known(found) else None


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


def _bare(update: dict[str, Json]) -> dict[str, Json]:
    """Only what is mended."""
    return {
        name: {key: inner for key, inner in value.items() if key in _NEEDED}
        if isinstance(value, dict)
        else value
        for name, value in update.items()
    }


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
