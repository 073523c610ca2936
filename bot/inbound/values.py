"""Plain JSON as Telegram sends it, read so that whatever can be read is, and nothing raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from board.values import Json

Raw: TypeAlias = Mapping[str, Json]

MOST = 2**63 - 1
"""What a bigint holds."""
MOST_SMALL = 2**31 - 1
"""What an integer holds."""


def text_of(value: Json) -> str:
    """A text, or a number written as one; else nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def whole(value: Json, most: int = MOST) -> int | None:
    """A whole number that the database can keep, also one written as text or with a dot."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str | float):
        try:
            number = int(value)
        except (ValueError, OverflowError):
            return None
        return number if abs(number) <= most and (isinstance(value, str) or number == value) else None
    return value if isinstance(value, int) and abs(value) <= most else None


def measure(value: Json, most: int = MOST_SMALL) -> int | None:
    """A size or a length: a whole number that is not negative."""
    number = whole(value, most)
    return number if number is not None and number >= 0 else None


def decimal(value: Json) -> float | None:
    """A finite number."""
    try:
        number = float(value) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and abs(number) < float("inf") else None


def fields_of(value: Json) -> dict[str, Json]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items_of(value: Json) -> list[Json]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def is_something(value: Json) -> bool:
    """Whether a field says anything: no field, null, false and an empty list are the same."""
    return value is not None and value is not False and value != "" and value != [] and value != {}
