"""Text as Telegram measures it: UTF-16 units, entities, trimming, what is recognised by itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.errors import Refused, bad_request
from sandbox.store import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_PLAIN_TYPE_NAMES = (
    "mention hashtag cashtag bot_command url email phone_number date_time bold italic underline strikethrough"
    " spoiler blockquote expandable_blockquote code pre"
)
_PLAIN_TYPES = frozenset(_PLAIN_TYPE_NAMES.split())
_NEEDED_FIELD = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
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
    if not trimmed.text:
        raise bad_request("message text is empty")
    if utf16_length(trimmed.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return trimmed


def checked_caption(formatted: Formatted) -> Formatted:
    trimmed = _trim(formatted)
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
    checked = tuple(_checked_entity(entity, boundaries) for entity in entities)
    return Formatted(text, tuple(sorted(checked, key=_order)))


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


def _checked_entity(entity: Json, boundaries: frozenset[int]) -> Json:
    kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
    needed = _NEEDED_FIELD.get(str(kind))
    if kind not in _PLAIN_TYPES and needed is None:
        raise _unreadable("unsupported type specified")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 0:
        raise _unreadable("field offset and length must be non-negative Integers")
    if needed is not None and not entity.get(needed):
        raise _unreadable(f'can\'t find field "{needed}"')
    end = max(boundaries)
    place = f"entity beginning at UTF-16 offset {offset}"
    if offset + length > end:
        raise bad_request(f"{place} ends after the end of the text at UTF-16 offset {end}")
    if offset not in boundaries or offset + length not in boundaries:
        raise bad_request(f"{place} ends in a middle of a UTF-16 symbol")
    return entity


def _unreadable(reason: str) -> Refused:
    return bad_request(f"can't parse MessageEntity: {reason}")


def _boundaries(text: str) -> frozenset[int]:
    """Every offset at which a character begins or the text ends."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return frozenset(offsets)


def _order(entity: Json) -> tuple[int, int]:
    return entity["offset"], -entity["length"]
