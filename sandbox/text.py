"""Text as Telegram measures it: UTF-16 units, entities, trimming, what is recognised by itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.fields import number_field, object_field, text_field
from sandbox.store import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_FARTHEST = 1_000_000
_ENTITY = "can't parse MessageEntity"

_PLAIN_TYPE_NAMES = "bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre"
_PLAIN_TYPES = frozenset(_PLAIN_TYPE_NAMES.split())
_FOUND_BY_ITSELF = frozenset(
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"]
)
# As tdlib's is_empty_string: spaces of every width, and what has no width at all.
_EMPTY = re.compile(
    r"[\x00-\x20\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]*"
)
_RECOGNISED = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)"
    r"|(?P<url>\bhttps?://[^\s<>\"«»]+[^\s<>\"«».,:;!?)])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)


@dataclass(frozen=True)
class Formatted:
    """A text and its entities, offsets in UTF-16 units."""

    text: str
    entities: tuple[Json, ...] = ()


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked_text(formatted: Formatted) -> Formatted:
    """Trimmed as Telegram trims it, refused when empty or over 4096 units."""
    trimmed = _trim(formatted)
    if _EMPTY.fullmatch(trimmed.text):
        raise bad_request("message text is empty")
    if utf16_length(trimmed.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return trimmed


def checked_caption(formatted: Formatted) -> Formatted:
    trimmed = _trim(formatted)
    if _EMPTY.fullmatch(trimmed.text):
        return Formatted("")
    if utf16_length(trimmed.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return trimmed


def text_content(given: Formatted) -> Json:
    """The part of a message that carries a text."""
    return {"text": given.text} | ({"entities": list(given.entities)} if given.entities else {})


def caption_content(given: Formatted) -> Json:
    """The part of a message that carries a caption, nothing if there is none."""
    if not given.text:
        return {}
    return {"caption": given.text} | ({"caption_entities": list(given.entities)} if given.entities else {})


def with_entities(text: str, entities: Sequence[Json]) -> Formatted:
    """Entities as a caller gave them, each checked against the text."""
    boundaries = _boundaries(text)
    checked = (_checked_entity(entity, boundaries) for entity in entities)
    return Formatted(text, tuple(sorted((entity for entity in checked if entity), key=_order)))


def recognise(formatted: Formatted) -> Formatted:
    """Add the commands, links, addresses and mentions that Telegram finds by itself."""
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in formatted.entities]
    found = [
        entity
        for entity in _recognised(formatted.text)
        if not any(
            start < entity["offset"] + entity["length"] and entity["offset"] < end for start, end in taken
        )
    ]
    return Formatted(formatted.text, tuple(sorted((*formatted.entities, *found), key=_order)))


def _recognised(text: str) -> Iterable[Json]:
    for match in _RECOGNISED.finditer(text):
        offset = utf16_length(text[: match.start()])
        yield {"type": match.lastgroup, "offset": offset, "length": utf16_length(match.group())}


def _trim(formatted: Formatted) -> Formatted:
    stripped = formatted.text.strip()
    lead = utf16_length(formatted.text[: len(formatted.text) - len(formatted.text.lstrip())])
    end = utf16_length(stripped)
    kept = []
    for entity in formatted.entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if start < stop:
            kept.append({**entity, "offset": start, "length": stop - start})
    return Formatted(stripped, tuple(kept))


def _checked_entity(entity: Json, boundaries: Mapping[int, int]) -> Json | None:
    """None for what covers nothing, or is found by itself anyway."""
    offset, length = number_field(entity, "offset", _ENTITY), number_field(entity, "length", _ENTITY)
    kind = _checked_kind(entity)
    if not -1 < offset <= _FARTHEST:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if not -1 < length <= _FARTHEST:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if not length or kind in _FOUND_BY_ITSELF:
        return None
    end, whole = offset + length, max(boundaries)
    if offset > whole:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset not in boundaries:
        raise bad_request(
            f"entity begins in a middle of a UTF-16 symbol at byte offset {boundaries[offset + 1]}"
        )
    place = f"entity beginning at UTF-16 offset {offset}"
    if end > whole:
        raise bad_request(f"{place} ends after the end of the text at UTF-16 offset {end}")
    if end not in boundaries:
        raise bad_request(f"{place} ends in a middle of a UTF-16 symbol at byte offset {boundaries[end + 1]}")
    return {**entity, "offset": offset, "length": length}


def _checked_kind(entity: Json) -> str:
    kind = text_field(entity, "type", _ENTITY)
    if not kind:
        raise bad_request(f"{_ENTITY}: Type is not specified")
    if kind == "text_link" and not text_field(entity, "url", _ENTITY):
        raise bad_request("entity URL '' is invalid: URL host is empty")
    if kind == "text_mention":
        number_field(object_field(entity, "user", _ENTITY), "id", _ENTITY)
    elif kind == "custom_emoji":
        number_field(entity, "custom_emoji_id", _ENTITY)
    elif kind == "date_time":
        number_field(entity, "unix_time", _ENTITY)
    elif kind not in _PLAIN_TYPES | _FOUND_BY_ITSELF and kind != "text_link":
        raise bad_request(f"{_ENTITY}: Unsupported type specified")
    return kind


def _boundaries(text: str) -> dict[int, int]:
    """Every UTF-16 offset at which a character begins or the text ends, with its offset in bytes."""
    found, utf16, utf8 = {0: 0}, 0, 0
    for character in text:
        utf16 += 2 if ord(character) > 0xFFFF else 1
        utf8 += len(character.encode("utf-8", "surrogatepass"))
        found[utf16] = utf8
    return found


def _order(entity: Json) -> tuple[int, int]:
    return entity["offset"], -entity["length"]
