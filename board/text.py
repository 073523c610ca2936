"""Text as PostgreSQL can keep it and as Telegram measures it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from board.errors import Invalid

MAX_TEXT = 4096
"""Telegram's limit for a message, in UTF-16 units."""
MAX_CAPTION = 1024
"""And for the words under a file."""

Entity = Mapping[str, Any]
"""Telegram's MessageEntity; offset and length count UTF-16 units."""

_LONGEST_NAME = 200
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
# Letters and marks that draw nothing (Unicode's Default_Ignorable_Code_Point, and blanks of Hangul and Braille),
# the marks that Telegram takes out of every text, and the place of an object that isn't there.
_UNSEEN = re.compile(
    "[\u030a\u0333\u033f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\ufff0-\ufff8\ufffc\U000e0000-\U000e0fff]"
)


def is_keepable(text: str) -> bool:
    """PostgreSQL takes neither a null character nor a lone surrogate."""
    return _UNKEEPABLE.search(text) is None


def keepable(text: str) -> str:
    """What can't be kept becomes one character each, so that the offsets of entities still fit."""
    return _UNKEEPABLE.sub("\ufffd", text)


def clean(text: str) -> str:
    """As the database keeps what people write: no white space around it."""
    return keepable(text).strip()


def clean_formatted(text: str, entities: Sequence[Entity]) -> tuple[str, list[dict[str, Any]]]:
    """The same with its formatting, which stays on its words: what only covered what is gone goes too."""
    words = clean(text)
    if not entities:
        return words, []
    cut, whole, kept = len(text) - len(text.lstrip()), utf16_length(words), []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, whole)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return words, kept


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen: Telegram takes such a text for none at all."""
    return all(unicodedata.category(each) in _UNSEEN_CATEGORIES or _UNSEEN.match(each) for each in text)


def level(text: str) -> str:
    """Without the signs that turn the direction of what stands beside them (Unicode UAX #9)."""
    return _TURNING.sub("", text)


def visible_name(name: str) -> str:
    """A name in one line that turns none of its neighbours; nothing if nobody could see it."""
    name = " ".join(level(keepable(name)).split())[:_LONGEST_NAME]
    return "" if is_blank(name) else name


def refuse_too_long(text: str) -> None:
    """Raises ``Invalid`` for more than Telegram takes in one message."""
    if utf16_length(text) > MAX_TEXT:
        raise Invalid("refused.message.too_long", "text", most=MAX_TEXT, length=utf16_length(text))


def utf16_length(text: str) -> int:
    """Telegram counts in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
