"""Pure: which of the owner's words stand in what somebody wrote, as whole words, in their forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import snowballstemmer

LONGEST_TEXT = 4096
"""As much as one Telegram message holds; more of a transcript is not looked through."""
_ALGORITHMS = {"en": "english", "ru": "russian", "id": "indonesian"}
_SHORTEST_STEM = 4
"""Shorter stems are shared by words that mean other things: “стоит” and “сто”."""
_BETWEEN = 2
"""So many other words may stand between those of a phrase: “касса сегодня опять не работает”."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_STOP = re.compile(r"[.!?…,;:()\n]")
_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "´": "'", "ё": "е"})


@dataclass(frozen=True)
class _Phrase:
    said: str
    """As the owner wrote it."""
    language: str
    words: tuple[str, ...]


Phrases = Sequence[_Phrase]


def phrases(words: Mapping[str, Sequence[str]]) -> Phrases:
    """By language, longer ones first: they say more."""
    found = [
        _Phrase(said, language, tuple(_WORD.findall(plain(said))))
        for language, several in words.items()
        for said in several
    ]
    return sorted((each for each in found if each.words), key=lambda each: -len(each.words))


def find(text: str, known: Phrases) -> str | None:
    """The first of the phrases that stands in the text, as the owner wrote it.

    Case, width and accents over e don't count; a phrase does not reach over a comma or the end of a sentence. What a
    sentence denies is found all the same: “the till has not stopped”.
    """
    sentences = [_WORD.findall(part) for part in _STOP.split(plain(text[:LONGEST_TEXT]))]
    alike = _compared()
    stands = (each.said for each in known if any(_stands(each, words, alike) for words in sentences))
    return next(stands, None)


def plain(text: str) -> str:
    """How words are compared."""
    return unicodedata.normalize("NFKC", text).lower().translate(_STRAIGHT)


def has_letters(text: str) -> bool:
    return any(each.isalpha() for each in plain(text))


_Alike = Callable[[str, str, str], bool]


def _stands(phrase: _Phrase, words: Sequence[str], alike: _Alike) -> bool:
    first, *rest = phrase.words
    return any(
        _goes_on(rest, phrase.language, words[place + 1 :], alike)
        for place, word in enumerate(words)
        if alike(phrase.language, first, word)
    )


def _goes_on(rest: Sequence[str], language: str, words: Sequence[str], alike: _Alike) -> bool:
    if not rest:
        return True
    near = [place for place, word in enumerate(words[: _BETWEEN + 1]) if alike(language, rest[0], word)]
    return any(_goes_on(rest[1:], language, words[place + 1 :], alike) for place in near)


def _compared() -> _Alike:
    """Whether two words are forms of one; each word of a text is stemmed once, and only where its alphabet fits."""
    stems: dict[tuple[str, str], str] = {}

    def stem(language: str, word: str) -> str:
        if (language, word) not in stems:
            stems[language, word] = _stemmer(language)(word)
        return stems[language, word]

    def alike(language: str, wanted: str, word: str) -> bool:
        if wanted == word or wanted[0].isascii() != word[0].isascii():
            return wanted == word
        found = stem(language, word)
        return len(found) >= _SHORTEST_STEM and found == stem(language, wanted)

    return alike


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None:
        return lambda word: word
    stem: Callable[[str], str] = snowballstemmer.stemmer(algorithm).stemWord
    return stem
