"""Text as PostgreSQL can keep it and as Telegram measures it."""

from __future__ import annotations

import re

from board.errors import Invalid

MAX_TEXT = 4096
"""Telegram's limit for a message, in UTF-16 units."""
MAX_CAPTION = 1024
"""And for the words under a file."""

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def is_keepable(text: str) -> bool:
    """PostgreSQL takes neither a null character nor a lone surrogate."""
    return _UNKEEPABLE.search(text) is None


def keepable(text: str) -> str:
    """What can't be kept becomes one character each, so that the offsets of entities still fit."""
    return _UNKEEPABLE.sub("\ufffd", text)


def clean(text: str) -> str:
    """As the database keeps what people write: no white space around it."""
    return keepable(text).strip()


def refuse_too_long(text: str) -> None:
    """Raises ``Invalid`` for more than Telegram takes in one message."""
    if utf16_length(text) > MAX_TEXT:
        raise Invalid(f"A message has at most {MAX_TEXT} characters; this one has {utf16_length(text)}.")


def utf16_length(text: str) -> int:
    """Telegram counts in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
