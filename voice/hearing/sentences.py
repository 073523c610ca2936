"""Pure: splits a model's guesses into sentences and finds where each begins, so that an agent can play it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voice.hearing.judging import Guess
from voice.hearing.sound import RATE, Samples

_MOMENTS = 50
"""In a second; times below are counted in them."""
_SHORTEST = _MOMENTS // 5
_PAUSE = _MOMENTS * 3 // 10
_AROUND = _MOMENTS * 3 // 2
_BREATH = _MOMENTS // 10
"""Played before the sound gets loud, or a soft consonant would be cut off."""
_DEPTH = 40.0
"""Decibels below the loudest: what is quieter counts as silence."""
_SPEECH = 0.35
"""A part of the range between the quietest and the loudest."""
_LEAN = 6.0
"""A pause at the edge of the searched range must be this many decibels quieter than one in the middle."""
_LETTERS_OF_A_DIGIT = 4

_END = re.compile(r"(?P<mark>[.!?…]+)[»\"”’')\]]*\s+")
_OPENING = "«\"“„‘'([—–- "
_LAST_WORD = re.compile(r"[^\W_]+(?=[^\w]*$)")
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof", "st", "ул", "jl", "bpk"))
_ONE_LETTER_WORDS = frozenset(("i", "я"))

Loudness: TypeAlias = "NDArray[np.float64]"
Truths: TypeAlias = "NDArray[np.bool_]"


def split(guesses: Iterable[Guess], samples: Samples) -> tuple[Guess, ...]:
    """Split the guesses. No word changes, and each sentence stays within the time of its guess."""
    return tuple(sentence for guess in guesses for sentence in _split(guess, samples))


def cut(text: str) -> list[str]:
    """The sentences of a text, without the spaces around them; at least one."""
    sentences, begin = [], 0
    for end in _END.finditer(text):
        before, after = text[begin : end.start("mark")], text[end.end() :]
        if _is_over(before, end["mark"], after):
            sentences.append(text[begin : end.end()].strip())
            begin = end.end()
    return [*sentences, text[begin:].strip()]


def _is_over(before: str, mark: str, after: str) -> bool:
    if not _has_letters(before) or not _has_letters(after):
        return False
    if "!" in mark or "?" in mark:
        return True
    following = after.lstrip(_OPENING)[:1]
    is_number = before[-1:].isdigit() and following.isdigit()
    return not (following.islower() or is_number or (mark == "." and _is_shortened(before)))


def _is_shortened(before: str) -> bool:
    """Whether it ends with an abbreviation: an initial, or a title before a name."""
    found = _LAST_WORD.search(before)
    word = found[0].casefold() if found else ""
    return word in _TITLES or (len(word) == 1 and word.isalpha() and word not in _ONE_LETTER_WORDS)


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _split(guess: Guess, samples: Samples) -> list[Guess]:
    texts = cut(guess.text)
    count = int((guess.end - guess.start) * _MOMENTS)
    if count < len(texts) * _SHORTEST:
        return [guess]
    loudness = _loudness(samples[int(guess.start * RATE) : int(guess.end * RATE)], count)
    starts = [guess.start + at / _MOMENTS for at in _starts(texts, loudness)]
    spans = pairwise([*starts, guess.end])
    return [
        replace(guess, start=start, end=end, text=text)
        for (start, end), text in zip(spans, texts, strict=True)
    ]


def _loudness(samples: Samples, count: int) -> Loudness:
    """The decibels of each moment; beyond the end there is silence."""
    size = RATE // _MOMENTS
    sound = np.zeros(count * size)
    known = samples[: len(sound)]
    sound[: len(known)] = known
    power = (sound.reshape(-1, size) ** 2).mean(axis=1)
    decibels = 10 * np.log10(power + 1e-12)
    return np.maximum(decibels, np.percentile(decibels, 99) - _DEPTH)


def _starts(texts: Sequence[str], loudness: Loudness) -> list[int]:
    """A sentence's share of the letters is about its share of the speaking time; it begins after a pause near there."""
    is_speech = _is_speech(loudness)
    spoken = np.cumsum(is_speech)
    lengths = list(accumulate(map(_length, texts)))
    starts: list[int] = []
    for index in range(len(texts)):
        earliest = starts[-1] + _SHORTEST if starts else 0
        latest = len(loudness) - (len(texts) - index) * _SHORTEST
        at = 0
        if starts:
            share = lengths[index - 1] / lengths[-1]
            expected = int(np.searchsorted(spoken, share * spoken[-1]))
            at = _pause(loudness, expected, earliest, latest)
        starts.append(min(max(_rise(is_speech, at), earliest), latest))
    return starts


def _is_speech(loudness: Loudness) -> Truths:
    quiet, loud = loudness.min(), np.percentile(loudness, 99)
    is_speech = loudness > quiet + _SPEECH * (loud - quiet)
    return is_speech if is_speech.any() else ~is_speech


def _length(text: str) -> int:
    """Its length in letters when spoken: a digit counts as a word."""
    return max(1, sum(_LETTERS_OF_A_DIGIT if c.isdigit() else c.isalpha() for c in text))


def _pause(loudness: Loudness, expected: int, earliest: int, latest: int) -> int:
    """The middle of the quietest stretch around `expected`."""
    first = min(max(expected - _AROUND, earliest), latest)
    last = max(min(expected + _AROUND, latest), first)
    places = np.arange(first, last + 1)
    stretches = np.pad(loudness, _PAUSE // 2, mode="edge")
    level: Any = np.convolve(stretches, np.full(_PAUSE // 2 * 2 + 1, 1 / (_PAUSE // 2 * 2 + 1)), "valid")
    lean = _LEAN * ((places - expected) / _AROUND) ** 2
    return int(places[np.argmin(level[places] + lean)])


def _rise(is_speech: Truths, at: int) -> int:
    """Just before the sound gets loud again."""
    ahead = np.flatnonzero(is_speech[at:])
    return max(at, at + int(ahead[0]) - _BREATH) if len(ahead) else at
