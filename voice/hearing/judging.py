"""Pure: which of a model's guesses are speech, and whether the words are clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

_SURE = 0.5
_NO_LANGUAGE = 0.2
"""Of the language's probability: a word of half a second has a quarter, noise a tenth."""
_SPEECHLESS = 0.6
_DOUBTED = -1.0
"""Whisper's own thresholds of no_speech_prob and avg_logprob."""
_LOOPS = 2.4
_LOOPS_ON_NOISE = 0.4
"""Whisper's own threshold of compression_ratio. A model that repeats itself over noise is often sure of it."""
_REPEATS = 3


@dataclass(frozen=True)
class Guess:
    """A piece of text from the model, with times in seconds; the figures belong to the window it was decoded in."""

    start: float
    end: float
    text: str
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float


@dataclass(frozen=True)
class Verdict:
    """No guesses means that nobody speaks."""

    guesses: tuple[Guess, ...] = ()
    is_clear: bool = True


def choose_language(probabilities: Mapping[str, float], languages: Sequence[str]) -> str:
    """The likeliest of `languages`; if none is likely, as in a short “yes”, the first, which is the speaker's own."""
    likeliest = max(languages, key=lambda language: probabilities.get(language, 0.0))
    return likeliest if probabilities.get(likeliest, 0.0) >= _SURE else languages[0]


def judge(
    guesses: Sequence[Guess], seconds: float, *, language_probability: float = 1.0, is_whole: bool = True
) -> Verdict:
    """`seconds` is the recording's length: what a model hears after it is invented."""
    is_language = language_probability >= _NO_LANGUAGE
    said = [guess for guess in _clipped(guesses, seconds) if not _is_noise(guess, is_language)]
    kept = tuple(_without_repeats(said))
    loops = len(kept) < len(said) or any(guess.compression_ratio > _LOOPS for guess in kept)
    is_sure = _confidence(kept) >= _DOUBTED and is_language
    return Verdict(kept, is_clear=is_sure and is_whole and not loops)


def _clipped(guesses: Sequence[Guess], seconds: float) -> Iterator[Guess]:
    for guess in guesses:
        if guess.text.strip() and guess.start < seconds:
            yield replace(guess, start=max(guess.start, 0.0), end=min(guess.end, seconds))


def _is_noise(guess: Guess, is_language: bool) -> bool:
    if guess.compression_ratio > _LOOPS:
        return guess.no_speech_prob > _LOOPS_ON_NOISE
    return guess.no_speech_prob > _SPEECHLESS and (guess.avg_logprob < _DOUBTED or not is_language)


def _without_repeats(guesses: Sequence[Guess]) -> Iterator[Guess]:
    """Keep only the first of a sentence repeated many times in a row; twice may be meant."""
    for _, group in groupby(guesses, key=lambda guess: guess.text.strip().casefold()):
        same = list(group)
        yield from same[:1] if len(same) >= _REPEATS else same


def _confidence(guesses: Sequence[Guess]) -> float:
    """The average logarithm of a token's probability, weighted by the length of each guess."""
    lengths = [max(len(guess.text), 1) for guess in guesses]
    total = sum(guess.avg_logprob * length for guess, length in zip(guesses, lengths, strict=True))
    return total / sum(lengths) if guesses else 0.0
