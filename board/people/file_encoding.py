"""Which encoding a file of text is in: told by its first bytes, else by which one gives Russian words."""

from __future__ import annotations

import codecs
import re
from math import log

from board.errors import Invalid

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_RUSSIAN = {"cp1251": "Windows-1251", "cp866": "DOS 866", "koi8-r": "KOI8-R"}
_PER_THOUSAND = {
    "о": 110,
    "е": 85,
    "а": 80,
    "и": 74,
    "н": 67,
    "т": 63,
    "с": 55,
    "р": 47,
    "в": 45,
    "л": 44,
    "к": 35,
    "м": 32,
    "д": 30,
    "п": 28,
    "у": 26,
    "я": 20,
    "ы": 19,
    "ь": 17,
    "г": 17,
    "з": 16,
    "б": 16,
    "ч": 14,
    "й": 12,
    "х": 10,
    "ж": 9,
    "ш": 7,
    "ю": 6,
    "ц": 5,
    "щ": 4,
    "э": 3,
    "ф": 3,
    "ъ": 1,
    "ё": 1,
}
"""How often each letter stands in Russian text."""
_WEIGHTS = {letter: log(often) / log(110) for letter, often in _PER_THOUSAND.items()}
_TYPOGRAPHY = frozenset("№«»“”„’–—…·°\u00a0")
_TURNED = re.compile("[а-яё][А-ЯЁ]")
"""A capital after a small letter: KOI8-R has them the other way round."""
_MIXED = re.compile("[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
_SMALL = re.compile('(?:^|[,;\t"«])[а-яё]', re.MULTILINE)
"""Names rarely begin with a small letter."""
_JUDGED_BYTES = 64 * 1024
_RUSSIAN_ENOUGH = 0.35


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding. Refuses what is no text."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec, name), name
    if b"\0" in data[:1000]:
        return _without_mark(data), "UTF-16"
    try:
        return data.decode(), "UTF-8"
    except UnicodeDecodeError:
        return _russian(data)


def _without_mark(data: bytes) -> str:
    """UTF-16 has a null byte beside each Latin letter."""
    start = data[:1000]
    little = start[1::2].count(0) > start[0::2].count(0)
    return _strictly(data, "utf-16-le" if little else "utf-16-be", "UTF-16")


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise Invalid("refused.file.broken_text", encoding=name) from error


def _russian(data: bytes) -> tuple[str, str]:
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_JUDGED_BYTES]
    best = max(_RUSSIAN, key=lambda codec: _russianness(telling, codec))
    if _russianness(telling, best) < _RUSSIAN_ENOUGH:
        raise Invalid("refused.file.no_text")
    return _strictly(data, best, _RUSSIAN[best]), _RUSSIAN[best]


def _russianness(data: bytes, codec: str) -> float:
    """How much the text, read so, looks like Russian: at most 1."""
    text = data.decode(codec, errors="replace")
    special = [sign for sign in text if not sign.isascii()]
    score = sum(_weight(sign) for sign in special)
    wrong = len(_TURNED.findall(text)) + len(_MIXED.findall(text))
    return (score - wrong - len(_SMALL.findall(text)) / 5) / max(1, len(special))


def _weight(sign: str) -> float:
    if sign in _TYPOGRAPHY:
        return 0.3
    return _WEIGHTS.get(sign.lower(), -1.0)
