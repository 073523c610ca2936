"""A copy's own words, in its language, with times in its zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from babel.numbers import format_decimal

from board.upkeep.archive.contents import Row
from board.values import FileState
from board.words.catalog import FALLBACK, LANGUAGES, say

_UNITS = (("megabytes", 1_000_000), ("kilobytes", 1000), ("bytes", 1))


class Words:
    def __init__(self, language: str, zone: str) -> None:
        self.language = language if language in LANGUAGES else FALLBACK
        self._zone = ZoneInfo(zone)

    @property
    def zone(self) -> str:
        return get_timezone_location(self._zone, locale=self.language, return_city=True)

    def say(self, key: str, **params: object) -> str:
        return say(self.language, f"archive.{key}", **params)

    def of(self, family: str, value: object) -> str:
        """A word that others say too, such as a ticket's state."""
        return say(self.language, f"{family}.{value}")

    def at(self, instant: Any) -> str | None:
        """As it stands in a row."""
        return None if not instant else self.moment(datetime.fromisoformat(str(instant)))

    def moment(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        clock = format_time(local, say(self.language, "time.clock"), locale=self.language)
        return f"{format_date(local.date(), 'medium', locale=self.language)}, {clock}"

    def size(self, file: Row) -> str:
        """How long it is; if nobody knows, why it is not here."""
        size = file["size_bytes"]
        if not isinstance(size, int):
            return self.say(f"file.{FileState(str(file['state']))}")
        unit, length = next((each for each in _UNITS if size >= each[1]), _UNITS[-1])
        shown = format_decimal(round(size / length, 1), locale=self.language)
        return say(self.language, f"page.size.{unit}", size=shown)


def rows(value: object) -> Sequence[Row]:
    return [each for each in items(value) if isinstance(each, dict)]


def items(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
