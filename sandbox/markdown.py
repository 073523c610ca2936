"""Telegram's MarkdownV2 read into text and entities, as tdlib's parse_markdown_v2 reads it."""

import re
from dataclasses import dataclass, field

from sandbox.errors import Refused, bad_request
from sandbox.store import Json
from sandbox.text import Formatted, utf16_length

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
_ENDS = {
    "bold": "*",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "text_link": "]",
    "custom_emoji": "]",
}
_BEGINNINGS = {"__": "underline", "||": "spoiler", "```": "pre", "![": "custom_emoji", "_": "italic"}
_BEGINNINGS |= {"*": "bold", "~": "strikethrough", "[": "text_link", "`": "code"}
_LANGUAGE = re.compile(r"[^\s`]*")
_CUSTOM_EMOJI = re.compile(r"tg://emoji\?id=(\d+)")


@dataclass
class _Open:
    kind: str
    offset: int
    at: int
    begins: int
    """Where its words begin in the text read so far."""
    language: str = ""


@dataclass
class _Reading:
    source: str
    at: int = 0
    text: str = ""
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    may_quote: bool = True
    """A quote may begin: nothing stands before it in its line."""

    def has(self, sign: str) -> bool:
        return self.source.startswith(sign, self.at)

    @property
    def quotes(self) -> bool:
        return any(each.kind == "blockquote" for each in self.stack)


def read_markdown(source: str) -> Formatted:
    """Text and entities; refuses what Telegram refuses, naming the byte."""
    reading = _Reading(source)
    while reading.at < len(source):
        _step(reading)
    _finish(reading)
    ordered = sorted(reading.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(reading.text, tuple(ordered))


def _step(reading: _Reading) -> None:
    sign = reading.source[reading.at]
    following = reading.source[reading.at + 1 : reading.at + 2]
    if sign == "\\" and following and 0 < ord(following) <= 126:
        reading.text += following
        reading.at += 2
        reading.may_quote = False
        return
    inside = reading.stack[-1].kind if reading.stack else ""
    if sign not in ("`" if inside in ("code", "pre") else _RESERVED):
        reading.may_quote = reading.may_quote and sign == "\r"
        reading.text += sign
        reading.at += 1
    elif _ends(reading, inside):
        _close(reading)
    else:
        _open(reading, sign)


def _ends(reading: _Reading, inside: str) -> bool:
    if not reading.stack:
        return False
    if reading.quotes and reading.has("\n") and not reading.has("\n>"):
        return True
    if inside == "italic":
        return reading.has("_") and not reading.has("__")
    return inside in _ENDS and reading.has(_ENDS[inside])


def _open(reading: _Reading, sign: str) -> None:
    start, language = reading.at, ""
    if sign == "\n":
        reading.text += sign
        reading.at += 1
        reading.may_quote = True
        return
    if sign == ">" and reading.may_quote:
        reading.at += 1
        if not reading.quotes:
            _push(reading, "blockquote", start)
        return
    kind = _kind_beginning(reading, sign)
    if kind == "pre":
        language = _fence(reading)
    else:
        reading.at += 2 if kind in ("underline", "spoiler", "custom_emoji") else 1
    _push(reading, kind, start, language)


def _push(reading: _Reading, kind: str, at: int, language: str = "") -> None:
    reading.stack.append(_Open(kind, utf16_length(reading.text), at, len(reading.text), language))


def _kind_beginning(reading: _Reading, sign: str) -> str:
    for beginning, kind in _BEGINNINGS.items():
        if reading.has(beginning):
            return kind
    raise _unreadable(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")


def _fence(reading: _Reading) -> str:
    """Past the fence, the language beside it and one new line; returns the language."""
    reading.at += 3
    match = _LANGUAGE.match(reading.source, reading.at)
    assert match is not None, "it matches nothing too"
    end, language = match.end(), ""
    if end > reading.at and end < len(reading.source) and reading.source[end] != "`":
        language, reading.at = match.group(), end
    if new_line := re.compile(r"\r\n|\n\r|\n|\r").match(reading.source, reading.at):
        reading.at = new_line.end()
    return language


def _close(reading: _Reading) -> None:
    if reading.has("\n"):
        _close_quote(reading)
        return
    closed = reading.stack.pop()
    reading.at += len(_ENDS.get(closed.kind, "_"))
    more: Json = {"language": closed.language} if closed.language else {}
    if closed.kind in ("text_link", "custom_emoji"):
        found = _link(reading, closed)
        if found is None:
            return
        more = found
    _add(reading, closed.kind, closed.offset, more)


def _close_quote(reading: _Reading) -> None:
    kind = _end_of_quote(reading)
    reading.text += "\n"
    reading.at += 1
    reading.may_quote = True
    _add(reading, kind, reading.stack.pop().offset, {})


def _end_of_quote(reading: _Reading) -> str:
    """A spoiler that begins where the quote ends marks one that can be unfolded."""
    is_marked = reading.stack[-1].kind == "spoiler" and reading.stack[-1].at == reading.at - 2
    if is_marked:
        reading.stack.pop()
    if reading.stack[-1].kind != "blockquote":
        raise _unended(reading)
    return "expandable_blockquote" if is_marked else "blockquote"


def _link(reading: _Reading, closed: _Open) -> Json | None:
    """The address in the brackets that follow; a link without any has its words for one."""
    begins = reading.at + 1
    if not reading.has("("):
        if closed.kind == "custom_emoji":
            raise _unreadable("The entity must contain a tg://emoji or tg://time URL")
        return _as_link(reading.text[closed.begins :])
    match = re.compile(r"((?:\\[\x01-\x7e]|[^)])*)\)", re.DOTALL).match(reading.source, begins)
    if match is None:
        raise _unreadable(f"Can't find end of a URL at byte offset {_byte(reading.source, begins)}")
    reading.at = match.end()
    address = re.sub(r"\\([\x01-\x7e])", r"\1", match[1])
    if closed.kind == "text_link":
        return _as_link(address)
    emoji = _CUSTOM_EMOJI.fullmatch(address)
    if emoji is None:
        raise _unreadable("Invalid tg://emoji or tg://time URL specified")
    return {"custom_emoji_id": emoji[1]}


def _as_link(address: str) -> Json | None:
    return {"url": address} if "." in address or address.startswith("tg:") else None


def _add(reading: _Reading, kind: str, offset: int, more: Json) -> None:
    length = utf16_length(reading.text) - offset
    if length:
        reading.entities.append({"type": kind, "offset": offset, "length": length, **more})


def _finish(reading: _Reading) -> None:
    if reading.quotes:
        kind = _end_of_quote(reading)
        _add(reading, kind, reading.stack.pop().offset, {})
    if reading.stack:
        raise _unended(reading)


def _unended(reading: _Reading) -> Refused:
    last = reading.stack[-1]
    name = "PreCode" if last.language else _NAMES[last.kind]
    return _unreadable(f"Can't find end of {name} entity at byte offset {_byte(reading.source, last.at)}")


def _unreadable(reason: str) -> Refused:
    return bad_request(f"can't parse entities: {reason}")


def _byte(source: str, index: int) -> int:
    return len(source[:index].encode("utf-8", "surrogatepass"))
