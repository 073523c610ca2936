"""Pure: which of the owner's words stand in what somebody wrote, as whole words, in their forms."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
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
    forms: tuple[str, ...]
    alphabets: frozenset[bool]
    """Of its words: whether each is Latin."""


Phrases = Sequence[_Phrase]


def phrases(words: Mapping[str, Sequence[str]]) -> Phrases:
    """By language, longer ones first: they say more."""
    found = [_phrase(said, language) for language, several in words.items() for said in several]
    return sorted((each for each in found if each.forms), key=lambda each: -len(each.forms))


def _phrase(said: str, language: str) -> _Phrase:
    words = _WORD.findall(plain(said))
    alphabets = frozenset(map(_is_latin, words))
    return _Phrase(said, language, _forms(words, language, alphabets), alphabets)


def find(text: str, known: Phrases) -> str | None:
    """The first of the phrases that stands in the text, as the owner wrote it.

    Case, width and accents over e don't count; a phrase does not reach over a comma or the end of a sentence. What a
    sentence denies is found all the same: “the till has not stopped”.
    """
    sentences = [_WORD.findall(part) for part in _STOP.split(plain(text[:LONGEST_TEXT]))]
    alphabets: defaultdict[str, frozenset[bool]] = defaultdict(frozenset)
    for each in known:
        alphabets[each.language] |= each.alphabets
    heard = {
        language: [_forms(words, language, known_in) for words in sentences]
        for language, known_in in alphabets.items()
    }
    stands = (
        each.said for each in known if any(_stands(each.forms, words) for words in heard[each.language])
    )
    return next(stands, None)


def plain(text: str) -> str:
    """How words are compared."""
    return unicodedata.normalize("NFKC", text).lower().translate(_STRAIGHT)


def has_letters(text: str) -> bool:
    return any(each.isalpha() for each in plain(text))


def _stands(forms: Sequence[str], words: Sequence[str]) -> bool:
    first, *rest = forms
    return first in words and any(
        _goes_on(rest, words[place + 1 :]) for place, word in enumerate(words) if word == first
    )


def _goes_on(rest: Sequence[str], words: Sequence[str]) -> bool:
    if not rest:
        return True
    near = [place for place, word in enumerate(words[: _BETWEEN + 1]) if word == rest[0]]
    return any(_goes_on(rest[1:], words[place + 1 :]) for place in near)


def _forms(words: Sequence[str], language: str, alphabets: Collection[bool]) -> tuple[str, ...]:
    return tuple(_form(word, language, alphabets) for word in words)


def _form(word: str, language: str, alphabets: Collection[bool]) -> str:
    """What forms of one word share: its stem, or with a sign that no stem has the word itself.

    A word in an alphabet that no phrase of the language has is not stemmed: it is like none of theirs.
    """
    is_latin = _is_latin(word)
    stem = _stemmer(language)(word) if is_latin in alphabets else ""
    return f"{is_latin:d}{stem}" if len(stem) >= _SHORTEST_STEM else f"={word}"


def _is_latin(word: str) -> bool:
    return word[0].isascii()


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None:
        return lambda word: word
    stem: Callable[[str], str] = snowballstemmer.stemmer(algorithm).stemWord
    return stem
