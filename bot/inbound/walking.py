"""Finds words wherever Telegram puts them: rich messages, and kinds that nobody knows yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from board.values import Json
from bot.inbound.values import fields_of, items_of, text_of
from bot.inbound.wording import Words, after, joined, marked, plain, stripped

_NO_WORDS = frozenset(
    {
        "type",
        "id",
        "mime_type",
        "currency",
        "payload",
        "style",
        "align",
        "valign",
        "status",
        "state",
        "origin",
        "start_parameter",
        "hash",
        "secret",
        "file_name",
        "file_path",
        "set_name",
        "username",
        "thumbnail",
        "cover",
        "qualities",
        "entities",
        "reply_markup",
        "web_app",
        "login_url",
    }
)
_NO_WORDS_ENDING = (
    "_id",
    "_ids",
    "_entities",
    "_type",
    "_format",
    "_currency",
    "_payload",
    "_code",
    "_codes",
    "_hash",
    "_color",
    "_message",
    "_user",
    "_chat",
)
_DEEPEST = 60

_FORMATS: Mapping[str, str] = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strikethrough",
    "spoiler": "spoiler",
    "code": "code",
    "mention": "mention",
    "hashtag": "hashtag",
    "cashtag": "cashtag",
    "bot_command": "bot_command",
    "email_address": "email",
    "phone_number": "phone_number",
}
"""RichText types (Bot API) and the entities that mean the same."""


def words_in(value: Json, key: str = "", depth: int = 0) -> Iterator[Words]:
    """Everything below that looks like words, in its order; what is only for machines is left out."""
    if depth > _DEEPEST or is_for_machines(key):
        return
    match value:
        case str() if text := value.strip():
            yield Words(text)
        case list() if _is_one_line(value):
            yield stripped(inline(value, depth))
        case list():
            for item in value:
                yield from words_in(item, key, depth + 1)
        case dict() if "blocks" in value:
            yield from _block(value, depth + 1)
        case dict() if "first_name" in value:
            yield person(value)
        case dict():
            for name, inner in value.items():
                yield from _field(value, name, inner, depth)


def person(user: Mapping[str, Json]) -> Words:
    return joined([plain(user.get("first_name")), plain(user.get("last_name"))], " ")


def is_for_machines(key: str) -> bool:
    return key in _NO_WORDS or key.endswith(_NO_WORDS_ENDING)


def inline(value: Json, depth: int = 0) -> Words:
    """RichText (Bot API): a text, a piece with a format, or a list of both, in one line."""
    if depth > _DEEPEST:
        return Words()
    match value:
        case str():
            return Words(value)
        case list():
            return joined([inline(item, depth + 1) for item in value], "")
        case dict():
            return _piece(value, depth + 1)
        case _:
            return Words(text_of(value))


def _field(holder: Mapping[str, Json], name: str, value: Json, depth: int) -> Iterator[Words]:
    """A field of an object; its entities stand beside it."""
    beside = holder.get("entities" if name == "text" else f"{name}_entities")
    if isinstance(value, str) and beside and not is_for_machines(name):
        yield plain(value, beside)
    elif name in ("text", "caption") and isinstance(value, list):
        yield stripped(inline(value, depth))
    else:
        yield from words_in(value, name, depth + 1)


def _is_one_line(value: list[Json]) -> bool:
    kinds = {type(item) for item in value}
    return str in kinds and dict in kinds


def _piece(piece: dict[str, Json], depth: int) -> Words:
    kind = text_of(piece.get("type"))
    said = next((piece[name] for name in ("text", "alternative_text", "expression") if name in piece), None)
    if said is None:
        said = fields_of(piece.get("button")).get("text")
    words = joined(words_in(piece, "", depth)) if said is None else inline(said, depth)
    if kind == "url" and (url := text_of(piece.get("url"))):
        return marked(words, "url") if words.text == url else marked(words, "text_link", url=url)
    return marked(words, _FORMATS[kind]) if kind in _FORMATS else words


def _block(block: dict[str, Json], depth: int) -> list[Words]:
    """A block of a rich message as its lines; an unknown one is walked like any other object."""
    known = _BLOCKS.get(text_of(block.get("type")))
    if known is not None:
        return known(block, depth)
    lines = [line for name in block if name != "blocks" for line in _field(block, name, block[name], depth)]
    return [*_blocks(block.get("blocks"), depth), *lines]


def _blocks(value: Json, depth: int) -> list[Words]:
    if depth > _DEEPEST:
        return []
    return [line for item in items_of(value) for line in _block(fields_of(item), depth + 1)]


def _said(block: dict[str, Json], depth: int) -> Words:
    return stripped(inline(block.get("text"), depth))


def _heading(block: dict[str, Json], depth: int) -> list[Words]:
    return [marked(_said(block, depth), "bold")]


def _preformatted(block: dict[str, Json], depth: int) -> list[Words]:
    language = block.get("language")
    details = {"language": language} if isinstance(language, str) else {}
    return [marked(_said(block, depth), "pre", **details)]


def _quotation(block: dict[str, Json], depth: int) -> list[Words]:
    credit = stripped(inline(block.get("credit"), depth))
    lines = [_said(block, depth), *_blocks(block.get("blocks"), depth), credit]
    return [marked(joined(lines), "blockquote")]


def _list(block: dict[str, Json], depth: int) -> list[Words]:
    return [_list_item(fields_of(item), depth + 1) for item in items_of(block.get("items"))]


def _list_item(item: dict[str, Json], depth: int) -> Words:
    label = text_of(item.get("label")).strip()
    if item.get("has_checkbox"):
        label = "☑" if item.get("is_checked") else "☐"
    return after(label, joined([_said(item, depth), *_blocks(item.get("blocks"), depth)]))


def _table(block: dict[str, Json], depth: int) -> list[Words]:
    rows = [
        joined([_said(fields_of(cell), depth + 1) for cell in items_of(row)], " | ")
        for row in items_of(block.get("cells"))
    ]
    return [*rows, stripped(inline(block.get("caption"), depth))]


def _details(block: dict[str, Json], depth: int) -> list[Words]:
    summary = stripped(inline(block.get("summary"), depth))
    return [marked(summary, "bold"), *_blocks(block.get("blocks"), depth)]


def _nothing(block: dict[str, Json], depth: int) -> list[Words]:
    return []


_BLOCKS: Mapping[str, Callable[[dict[str, Json], int], list[Words]]] = {
    "heading": _heading,
    "pre": _preformatted,
    "blockquote": _quotation,
    "pullquote": _quotation,
    "expandable_blockquote": _quotation,
    "list": _list,
    "table": _table,
    "details": _details,
    "anchor": _nothing,
    "divider": _nothing,
    "map": _nothing,
}
"""Blocks that read better than one field after the other."""
