"""Telegram's HTML (parse_mode=HTML) read into text and entities."""

import html
import re
from dataclasses import dataclass, field

from sandbox.errors import Refused, bad_request
from sandbox.store import Json
from sandbox.text import Formatted, utf16_length

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(
    r"<(?P<tag>[^>]*)(?P<end>>?)|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|lt|gt|amp|quot);|[^<&]+|&", re.DOTALL
)
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass
class _Reading:
    source: str
    text: str = ""
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)


def read_html(source: str) -> Formatted:
    """Text and entities; refuses what Telegram refuses, naming the byte."""
    reading = _Reading(source)
    for token in _TOKEN.finditer(source):
        if token["tag"] is None:
            _take_text(reading, html.unescape(token.group()) if len(token.group()) > 1 else token.group())
        elif not token["end"]:
            raise _unreadable(f"Unclosed start tag at byte offset {_byte(source, token.start())}")
        elif token["tag"].startswith("/"):
            _close(reading, token["tag"][1:].strip().lower(), token.start())
        else:
            _open(reading, token["tag"], token.start())
    if reading.stack:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{reading.stack[-1].tag}"')
    ordered = sorted(reading.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(reading.text, tuple(ordered))


def _take_text(reading: _Reading, text: str) -> None:
    reading.text += text
    reading.length += utf16_length(text)


def _open(reading: _Reading, inside: str, at: int) -> None:
    name, _, rest = inside.partition(" ")
    tag = name.strip().lower()
    attributes = {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(rest)
    }
    if tag not in _TYPES or (tag == "span" and attributes.get("class") != "tg-spoiler"):
        raise _unreadable(f'Unsupported start tag "{tag}" at byte offset {_byte(reading.source, at)}')
    reading.stack.append(_Open(tag, attributes, reading.length))


def _close(reading: _Reading, tag: str, at: int) -> None:
    place = _byte(reading.source, at)
    if not reading.stack:
        raise _unreadable(f"Unexpected end tag at byte offset {place}")
    opened = reading.stack.pop()
    if tag and tag != opened.tag:
        raise _unreadable(
            f'Unmatched end tag at byte offset {place}, expected "</{opened.tag}>", found "</{tag}>"'
        )
    length = reading.length - opened.offset
    if length:
        _add_entity(reading, opened, length)


def _add_entity(reading: _Reading, opened: _Open, length: int) -> None:
    entity: Json = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": length}
    if opened.tag == "a":
        href = opened.attributes.get("href", "")
        if not href:
            return
        entity["url"] = href
    elif opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    elif opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    elif opened.tag == "code" and _is_language_of_pre(reading, opened):
        reading.stack[-1].attributes["language"] = opened.attributes["class"].removeprefix("language-")
        return
    elif opened.tag == "pre" and opened.attributes.get("language"):
        entity["language"] = opened.attributes["language"]
    reading.entities.append(entity)


def _is_language_of_pre(reading: _Reading, opened: _Open) -> bool:
    within_pre = bool(reading.stack) and reading.stack[-1].tag == "pre"
    return within_pre and opened.attributes.get("class", "").startswith("language-")


def _byte(source: str, index: int) -> int:
    return len(source[:index].encode("utf-8", "surrogatepass"))


def _unreadable(reason: str) -> Refused:
    return bad_request(f"can't parse entities: {reason}")
