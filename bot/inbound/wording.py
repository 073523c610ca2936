"""Words with Telegram's formatting (Bot API MessageEntity, UTF-16 offsets), cut and put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from board.text import clean_formatted, utf16_length
from board.values import Json
from bot.inbound.values import fields_of, items_of, text_of, whole

_MOST = 100_000
"""Characters. Telegram's longest message has a third of it; more than ten times as many can't be searched."""
_DETAILS = ("url", "language", "custom_emoji_id")


@dataclass(frozen=True)
class Words:
    text: str = ""
    entities: Sequence[dict[str, Any]] = ()


def plain(text: Json, entities: Json = None) -> Words:
    """The text without white space around it, and those of its entities that can be read."""
    read = [entity for raw in items_of(entities) if (entity := _entity(fields_of(raw)))]
    return stripped(Words(text_of(text)[:_MOST], read))


def stripped(words: Words) -> Words:
    return Words(*clean_formatted(words.text, words.entities))


def joined(parts: Iterable[Words], between: str = "\n") -> Words:
    text, entities = "", []
    for part in parts:
        if not part.text:
            continue
        text += between if text else ""
        entities += [{**each, "offset": each["offset"] + utf16_length(text)} for each in part.entities]
        text += part.text
    return Words(text, entities)


def marked(words: Words, kind: str, **details: str) -> Words:
    """All of the words in one more format."""
    if not words.text:
        return words
    around = {"type": kind, "offset": 0, "length": utf16_length(words.text), **details}
    return Words(words.text, [around, *words.entities])


def after(label: str, words: Words) -> Words:
    """The words with a label before them."""
    return joined([Words(label), words], " ") if label else words


def _entity(raw: dict[str, Json]) -> dict[str, Any] | None:
    kind, offset, length = raw.get("type"), whole(raw.get("offset")), whole(raw.get("length"))
    if not isinstance(kind, str) or offset is None or offset < 0 or length is None or length <= 0:
        return None
    details = {name: value for name in _DETAILS if isinstance(value := raw.get(name), str)}
    return {"type": kind, "offset": offset, "length": length, **details}
