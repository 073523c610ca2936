"""Answers that say the same in nearly the same words, names, numbers, greetings and closings apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b

from board.talk.reusing import Names, is_form, name_words, with_placeholders
from board.words.catalog import in_every_language

FEWEST = 3
"""Words that an answer must have to be looked at, greetings and closings apart."""
_ALIKE = 0.8
_BANDS, _ROWS = 8, 3
_PRIME = (1 << 61) - 1
_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_PIECE = re.compile(r"(?<![\w{])[^\W_]+(?:[-–—‑._/:][^\W_]+)*")
_STANDS_FOR = re.compile(r"\{[\w.]+\}|\[\[.*?\]\]")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_LONGEST_TITLE = 40


def words_of(text: str, *names: str) -> frozenset[str]:
    """In lower case, without what differs from one customer to the next; `names` of the customer and the agent."""
    called = [part for name in names for part in name_words(name)]
    return frozenset(
        _plain(word)
        for word in _WORD.findall(text)
        if not _DIGIT.search(word)
        and _plain(word) not in _apart()
        and not any(is_form(word, part) for part in called)
    )


def likeness(text: str) -> list[int]:
    """Numbers of which texts that say the same have some in common, and others hardly ever; none if it says little.

    Each stands for a few of its words, picked by their hashes (MinHash with banding; Broder 1997). No word can be read
    from them, but they go with the words.
    """
    found = words_of(text)
    if len(found) < FEWEST:
        return []
    least = [min(each) for each in zip(*map(_hashes, found), strict=True)]
    bands = (least[at : at + _ROWS] for at in range(0, len(least), _ROWS))
    return [_hash(f"{place} {band}") >> 1 for place, band in enumerate(bands)]


def is_same(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two answers are the same but for a few words."""
    both, either = set(one) & set(other), set(one) | set(other)
    return len(both) >= _ALIKE * len(either)


def as_template(text: str, own: Names, others: Sequence[str], agent: str | None, blank: str) -> str:
    """An answer for everybody: placeholders in place of its person's names and numbers and the agent's name.

    Numbers and names that most of the others do not have are blanks to fill.
    """
    said = [set(_pieces(each)) for each in others]

    def kept(piece: re.Match[str]) -> str:
        word = piece.group()
        is_shared = 2 * sum(_plain(word) in each for each in said) >= len(said)
        is_own = not is_shared and _plain(word) not in _apart() and _may_be_own(piece)
        return f"[[{blank}]]" if is_own else word

    filled = _PIECE.sub(kept, with_placeholders(text, own, agent))
    return re.sub(rf"(\[\[{re.escape(blank)}\]\])(?:\s+\1)+", r"\1", filled)


def title_of(text: str) -> str:
    """How its first sentence begins that says something."""
    plain = _STANDS_FOR.sub("", text)
    sentences = [" ".join(each.split()).strip(" ,.!?;:…") for each in _SENTENCE_ENDS.split(plain)]
    telling = next((each for each in sentences if len(words_of(each)) >= FEWEST - 1), sentences[0])
    cut = telling if len(telling) <= _LONGEST_TITLE else telling[: _LONGEST_TITLE + 1].rpartition(" ")[0]
    cut = re.sub(r"(\s+\w)?[\s,.;:–—-]*$", "", cut or telling[:_LONGEST_TITLE])
    return cut[:1].upper() + cut[1:]


def _may_be_own(piece: re.Match[str]) -> bool:
    """A number, or with a capital where a sentence does not begin; or alone before a comma, as who is spoken to."""
    word, before, after = (
        piece.group(),
        piece.string[: piece.start()].rstrip(" "),
        piece.string[piece.end() :],
    )
    begins = not before or before[-1] in ".!?…:\n"
    return bool(_DIGIT.search(word)) or (word[0].isupper() and (not begins or after[:1] in (",", "!")))


def without_blanks(text: str) -> str:
    """What of a quick reply is said to everybody."""
    return _STANDS_FOR.sub(" ", text)


def is_cyrillic(text: str) -> bool:
    letters = [sign for sign in text.lower() if sign.isalpha()]
    return 2 * sum("а" <= sign <= "я" or sign == "ё" for sign in letters) > len(letters)


@cache
def _apart() -> frozenset[str]:
    return frozenset(word for line in in_every_language("answered.closing") for word in _plain(line).split())


def _pieces(text: str) -> Iterator[str]:
    return (_plain(piece) for piece in _PIECE.findall(text))


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=4096)
def _hashes(word: str) -> tuple[int, ...]:
    """As many, each by a function of its own."""
    first, second = _hash(word), _hash(f"{word} again") | 1
    return tuple((first + at * second) % _PRIME for at in range(_BANDS * _ROWS))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
