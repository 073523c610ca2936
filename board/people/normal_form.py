"""The one form in which account numbers are compared, and the words of a text that may be one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from board.errors import Invalid

LONGEST = 40
"""Letters and digits of a number."""
MOST_WORDS = 3
"""Words that a number is looked for in, as in “17 203”."""

_ASCII_SIGNS = re.compile(r"[^0-9A-Za-z]+")
_STRONG_SIGNS = re.compile(r"[:;,=/|()\[\]{}<>«»“”\"]+")
"""What may also stand between a number and other words, as in “account:17-203”."""
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters to Unicode that nobody sees."""
_LOOK_ALIKES = str.maketrans(
    "АВЕЁКМНОРСТУХІЈЅԚԜҮӀҺ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "Ë",
    "ABEEKMHOPCTYXIJSQWYIH" + "ABEZHIKMNOPTYX" + "E",
)
"""Cyrillic and Greek capitals that look Latin. Russians write Ё and Е for each other."""
_BETWEEN_DIGITS = "-–—_№#.,!?"
_MOST_WORDS_READ = 600


def normal(text: str) -> str:
    """Letters and digits only; case, width, signs, invisible characters and look-alikes don't count."""
    if text.isascii():
        return _ASCII_SIGNS.sub("", text).upper()
    # Signs go first: “№” would become two letters. A letter and its accent may be two characters.
    seen = "".join(filter(_counts, unicodedata.normalize("NFC", text)))
    plain = unicodedata.normalize("NFKC", seen).casefold().upper().translate(_LOOK_ALIKES)
    return "".join(map(_ascii_digit, filter(_counts, plain)))


def shape(key: str) -> str:
    """A normal form with 9 for each digit and A for each letter. The database computes it too, for the registry."""
    return "".join("9" if sign.isdigit() else "A" for sign in key)


def may_be_number(key: str) -> bool:
    """Whether a normal form can be an account's."""
    return 0 < len(key) <= LONGEST and any(sign.isdigit() for sign in key)


def key_of(number: str) -> str:
    """The key of an account number; refuses what can't be one."""
    key = normal(number)
    if not may_be_number(key):
        raise Invalid("refused.account.no_number", "number", number=number, most=LONGEST)
    if len(number.split()) > MOST_WORDS:
        raise Invalid("refused.account.many_words", "number", number=number, most=MOST_WORDS)
    return key


def alone(text: str) -> str | None:
    """The number that the text would be if it is nothing but one."""
    words = text.split()
    key = normal(text) if len(words) <= MOST_WORDS and len(text) <= LONGEST * 4 else ""
    return key if may_be_number(key) else None


def inside(text: str) -> list[tuple[str, range]]:
    """What in a text may be a number, and in which of its words: single ones first, then two and three together."""
    words = text.split()[:_MOST_WORDS_READ]
    found: dict[str, range] = {}
    for size in range(1, MOST_WORDS + 1):
        for start in range(len(words) - size + 1):
            place = range(start, start + size)
            for key in _keys(words[start : start + size]):
                found.setdefault(key, place)
    return list(found.items())


def looks_like_number(text: str) -> bool:
    """Whether a text is one word that people take for a number. Addresses, phones, words with a digit are none."""
    words = text.split()
    if len(words) != 1 or len(words[0]) > LONGEST:
        return False
    signs = [sign for sign in words[0] if sign not in _BETWEEN_DIGITS]
    digits = sum(sign.isdigit() for sign in signs)
    return digits > 0 and digits * 2 >= len(signs) and all(sign.isalnum() for sign in signs)


def _keys(words: list[str]) -> Iterator[str]:
    """Of one word also its parts between strong signs."""
    together = "".join(words)
    parts = _STRONG_SIGNS.split(together) if len(words) == 1 else []
    for each in (together, *(part for part in parts if part != together)):
        if len(each) <= LONGEST * 4 and may_be_number(key := normal(each)):
            yield key


def _counts(sign: str) -> bool:
    """A letter or digit. Modifier letters are apostrophes and dashes in disguise."""
    category = unicodedata.category(sign)
    if category[0] == "L":
        return category != "Lm" and sign not in _FILLERS
    return category in ("Nd", "Nl") or sign.isdigit()


def _ascii_digit(sign: str) -> str:
    return str(unicodedata.digit(sign)) if sign.isdigit() else sign
