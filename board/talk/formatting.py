"""Which formatting Telegram takes (Bot API, "MessageEntity"), so that a reply with it never fails afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal, get_args
from urllib.parse import urlsplit

from board.complaints import Listed
from board.errors import DeskError, Invalid
from board.text import Entity

Style = Literal["bold", "italic", "underline", "strikethrough", "spoiler"]
Verbatim = Literal["code", "pre"]
Quote = Literal["blockquote", "expandable_blockquote"]
Link = Literal["text_link"]
EntityType = Literal[Style, Verbatim, Quote, Link]
"""What an agent can put on words; addresses, mentions and the like Telegram finds by itself."""

_STYLES, _VERBATIM, _QUOTES, _LINKS = (frozenset(get_args(kind)) for kind in (Style, Verbatim, Quote, Link))
_TYPES = _STYLES | _VERBATIM | _QUOTES | _LINKS

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_APP_LINK = re.compile(
    r"(tg|ton)://[\w-]+(?:[/?#]\S*)?|tonsite://[\w.-]+(?:[/?#]\S*)?", re.ASCII | re.IGNORECASE
)


def check(text: str, entities: Sequence[Entity]) -> None:
    """Raises ``Invalid``, which names the field, for what Telegram would refuse or leave out."""
    if not entities:
        return
    boundaries = set(accumulate((2 if ord(each) > 0xFFFF else 1 for each in text), initial=0))
    for place, entity in enumerate(entities):
        _check_itself(entity, f"entities.{place}")
        _check_range(entity, boundaries, f"entities.{place}")
    _check_nesting(entities)


def _check_itself(entity: Entity, field: str) -> None:
    if entity["type"] not in _TYPES:
        raise _wrong(f"{field}.type", DeskError("refused.entity.type", types=", ".join(sorted(_TYPES))))
    if entity["type"] in _LINKS and not _is_link(entity.get("url") or ""):
        raise _wrong(f"{field}.url", DeskError("refused.entity.link"))


def _is_link(url: str) -> bool:
    """As tdlib's LinkManager::check_link: http, https or an app's own scheme, and a host with a dot in it."""
    if _APP_LINK.fullmatch(url):
        return True
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return False
    try:
        parts = urlsplit(url if scheme else f"http://{url}")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return (("." in host.strip(".")) or ":" in host) and not re.search(r"\s", host)


def _check_range(entity: Entity, boundaries: set[int], field: str) -> None:
    start, end, whole = entity["offset"], entity["offset"] + entity["length"], max(boundaries)
    for name, at in (("offset", start), ("length", end)):
        if at > whole:
            raise _wrong(f"{field}.{name}", DeskError("refused.entity.beyond", units=whole))
        if at not in boundaries:
            raise _wrong(f"{field}.{name}", DeskError("refused.entity.half"))


def _check_nesting(entities: Sequence[Entity]) -> None:
    """Each with those that it begins in."""
    around: list[Entity] = []
    for place in sorted(range(len(entities)), key=lambda each: _order(entities[each])):
        entity = entities[place]
        around = [outer for outer in around if _end(outer) > entity["offset"]]
        for outer in around:
            if why := _clash(outer, entity):
                raise _wrong(f"entities.{place}", why)
        around.append(entity)


def _clash(outer: Entity, inner: Entity) -> DeskError | None:
    if _end(inner) > _end(outer):
        return DeskError("refused.entity.crossing")
    kinds = {outer["type"], inner["type"]}
    if outer["type"] in _QUOTES and inner["type"] not in _QUOTES:
        return None
    if kinds & _STYLES and not kinds & _VERBATIM:
        return None
    return DeskError("refused.entity.nesting", outer=outer["type"], inner=inner["type"])


class _Sentence(DeskError):
    """What is wrong, said by itself."""

    def say(self, language: str) -> str:
        why = super().say(language)
        return f"{why[0].upper()}{why[1:]}."


def _wrong(field: str, why: DeskError) -> Invalid:
    alone = _Sentence(why.key, **why.params)
    return Invalid("refused.fields", wrong={field: alone}, fields=Listed([(field, why)]))


def _order(entity: Entity) -> tuple[int, int, bool, bool]:
    """Of two on the same words, a quote holds all, and a link the styles."""
    kind = entity["type"]
    return entity["offset"], -entity["length"], kind not in _QUOTES, kind in _STYLES


def _end(entity: Entity) -> int:
    end: int = entity["offset"] + entity["length"]
    return end
