"""Keys and names of what the owner adds: a key is a word that never changes, a name is what people read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from board.errors import Conflict, Invalid
from board.text import clean, is_blank, utf16_length, visible_name
from board.words.catalog import LANGUAGES, in_every_language, say

LONGEST_NAME = 60
"""More does not fit on a phone's button beside an emoji."""
LONGEST_PROMPT = 1000
LONGEST_ELSEWHERE = 300
_LONGEST_KEY = 32
"""It stands with other ids in the 64 bytes of a button."""
_LONGEST_EMOJI = 10
"""Of one sign: a family with its skin tones is that many."""
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхцыэіїєґ", "abvgdeziyklmnoprstufhcyeiieg", strict=True)),
    "ё": "e",
    "ж": "zh",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ю": "yu",
    "я": "ya",
    "ъ": "",
    "ь": "",
}


def new_key(given: str, names: Iterable[str], taken: Collection[str], what: str) -> str:
    """The key given, or one made from the first name that has letters; one that is taken gets a number behind it."""
    if given:
        return _checked_key(given, taken)
    made = next(filter(None, map(_made_from, names)), what)
    key, number = made, 2
    while key in taken:
        key = f"{made[: _LONGEST_KEY - 4].rstrip('_')}_{number}"
        number += 1
    return key


def checked_name(name: str, field: str = "name") -> str:
    """In one line, seen by people, not too long."""
    if not (shown := visible_name(name)):
        raise Invalid("refused.name.empty", field)
    if utf16_length(shown) > LONGEST_NAME:
        raise Invalid("refused.name.too_long", field, longest=LONGEST_NAME)
    return shown


def by_language(names: Mapping[str, str]) -> dict[str, str]:
    """The names that were given; at least one must be."""
    found = {code: checked_name(name, f"names.{code}") for code, name in _given(names).items()}
    if not found:
        raise Invalid("refused.name.none", "names")
    return found


def prompts_by_language(prompts: Mapping[str, str]) -> dict[str, str]:
    """The prompts that were given."""
    found = {code: clean(prompt) for code, prompt in _given(prompts).items()}
    for code, prompt in found.items():
        if utf16_length(prompt) > LONGEST_PROMPT:
            raise Invalid("refused.prompt.too_long", f"prompts.{code}", longest=LONGEST_PROMPT)
    return found


def elsewhere_by_language(texts: Mapping[str, str]) -> dict[str, str]:
    """The ways that were given to reach someone."""
    found = {code: clean(text) for code, text in _given(texts).items()}
    for code, text in found.items():
        if (length := utf16_length(text)) > LONGEST_ELSEWHERE:
            raise Invalid(
                "refused.text.too_long", f"elsewhere.{code}", longest=LONGEST_ELSEWHERE, length=length
            )
    return found


def checked_emoji(emoji: str) -> str:
    """One emoji, or none."""
    sign = clean(emoji)
    is_one = len(sign) <= _LONGEST_EMOJI and all(map(_may_stand_in_emoji, sign))
    if sign and not (is_one and any(unicodedata.category(each) in ("So", "Sk", "Me") for each in sign)):
        raise Invalid("refused.emoji", "emoji")
    return sign


def shown(kind: str, key: str, name: str, language: str) -> str:
    """The name, in the reader's language if it is one that a new desk's board, lane or column has."""
    word = f"seed.{kind}.{key}"
    return say(language, word) if name in in_every_language(word) else name


def _given(texts: Mapping[str, str]) -> dict[str, str]:
    for code in texts:
        if code not in LANGUAGES:
            raise Invalid("refused.language.unknown", name=code)
    return {code: texts[code] for code in LANGUAGES if not is_blank(texts.get(code, ""))}


def _checked_key(given: str, taken: Collection[str]) -> str:
    if not _KEY.fullmatch(given) or len(given) > _LONGEST_KEY:
        raise Invalid("refused.key.form", "key", longest=_LONGEST_KEY)
    if given in taken:
        raise Conflict("refused.key.taken", {}, key=given)
    return given


def _made_from(name: str) -> str:
    spelled = "".join(_LATIN.get(letter, letter) for letter in name.casefold())
    bare = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
    return (key if not key or key[0].isalpha() else f"n{key}")[:_LONGEST_KEY].rstrip("_")


def _may_stand_in_emoji(sign: str) -> bool:
    """What signs are made of: pictures, skin tones, joiners, variation selectors, tags; digits of keycaps."""
    return unicodedata.category(sign) in ("So", "Sk", "Cf", "Mn", "Me") or sign in "0123456789#*"
