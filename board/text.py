"""Text as PostgreSQL can keep it and as Telegram measures it."""

from __future__ import annotations

from board.errors import Invalid

MAX_TEXT = 4096
"""Telegram's limit for a message, in UTF-16 units."""


def clean(text: str) -> str:
    """Text the database can keep: PostgreSQL takes neither a null character nor a lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def refuse_too_long(text: str) -> None:
    """Raises ``Invalid`` for more than Telegram takes in one message."""
    if utf16_length(text) > MAX_TEXT:
        raise Invalid(f"A message has at most {MAX_TEXT} characters; this one has {utf16_length(text)}.")


def utf16_length(text: str) -> int:
    """Telegram counts in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
