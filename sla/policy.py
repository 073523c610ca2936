"""Goals as people write and read them: 10s, 5m, 48h, 2d, day@16:00, or off."""

from __future__ import annotations

import re
from datetime import timedelta

from board.errors import Invalid
from board.values import DayEnd

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_GOAL = re.compile(r"([0-9]{1,6})\s*([smhd])")
_DAY_END = re.compile(r"day\s*@\s*([01]?[0-9]|2[0-3]):([0-5][0-9])")


def parse_goal(written: str) -> timedelta | DayEnd | None:
    """Returns None for off: the lane does not promise it. After `day@` stands until when one may ask for today."""
    written = written.strip().lower()
    if written == "off":
        return None
    if (day_end := _DAY_END.fullmatch(written)) is not None:
        return DayEnd(int(day_end[1]) * 60 + int(day_end[2]))
    match = _GOAL.fullmatch(written)
    if match is None or int(match[1]) == 0:
        raise Invalid("refused.goal.unreadable", written=written)
    return int(match[1]) * _UNITS[match[2]]


def write_goal(goal: timedelta | DayEnd) -> str:
    """As `parse_goal` reads it, in the largest unit that says it exactly."""
    if isinstance(goal, DayEnd):
        return f"day@{goal.cut_off // 60:02}:{goal.cut_off % 60:02}"
    for unit, length in reversed(_UNITS.items()):
        if goal % length == timedelta():
            return f"{goal // length}{unit}"
    return f"{goal.total_seconds():g}s"
