"""Goals as people write and read them: 10s, 5m, 48h, 2d, or off."""

from __future__ import annotations

import re
from datetime import timedelta

from board.errors import Invalid

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_GOAL = re.compile(r"([0-9]{1,6})\s*([smhd])")


def parse_goal(written: str) -> timedelta | None:
    """Returns None for off: the lane does not promise it."""
    written = written.strip().lower()
    if written == "off":
        return None
    match = _GOAL.fullmatch(written)
    if match is None or int(match[1]) == 0:
        raise Invalid("refused.goal.unreadable", written=written)
    return int(match[1]) * _UNITS[match[2]]


def write_goal(goal: timedelta) -> str:
    """As `parse_goal` reads it, in the largest unit that says it exactly."""
    for unit, length in reversed(_UNITS.items()):
        if goal % length == timedelta():
            return f"{goal // length}{unit}"
    return f"{goal.total_seconds():g}s"
