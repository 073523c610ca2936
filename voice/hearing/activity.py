"""Pure: where in a recording somebody may be speaking, judged against the noise around each moment.

Syllables rise out of what is a moment before and after them, in most bands of the voice at once; the noise of a room,
a fan, or a wire stays level, and traffic swells too slowly. The idea is that of long-term spectral divergence
(Ramírez et al., 2004), with the floor taken from both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from voice.hearing.sound import RATE, Samples

_MOMENTS = 20
"""In a second."""
_SIZE = RATE // _MOMENTS
_FRAME = 1024
_SPAN = _FRAME * 3 // 2
"""Samples that a moment is measured by: two frames that overlap by half."""
_HERTZ = (150, 300, 500, 750, 1100, 1600, 2300, 3200, 4200, 5600, 7600)
_FAINTEST = -60.0
_DEPTH = 50.0
"""Decibels: of full scale, and below the loudest. What is fainter counts as silence."""
_AROUND = 12
_FLOOR = 15.0
"""A percentile of the moments before, and of those after; a syllable's dips are there within half a second."""
_MOST = 20.0
_RISE = 2.2
"""Decibels above the floor, on average over the bands. Steady noise stays below 2."""
_NEAR = 15.0
_RISE_BY_DEPTH = 0.1
"""More for each decibel that it is fainter than what is near the loudest: speech so faint is in a quiet place, and
rises high."""
_FEWEST = 4
"""Moments in a second: a click has three, the shortest word five."""
_MARGIN = 0.6
"""Seconds around, for soft consonants and for words that end in noise."""
_PAUSE = 4.0
_WINDOW = 30.0
_HEARD = 0.7

Levels: TypeAlias = "NDArray[np.float64]"
Truths: TypeAlias = "NDArray[np.bool_]"


@dataclass(frozen=True)
class Stretch:
    """In seconds."""

    start: float
    end: float


def stretches(samples: Samples) -> tuple[Stretch, ...]:
    """Where somebody may be speaking, with some margin; none if nobody does."""
    seconds = len(samples) / RATE
    moments = np.flatnonzero(_is_active(_bands(samples))) / _MOMENTS
    found: list[Stretch] = []
    for at in moments:
        start, end = max(at - _MARGIN, 0.0), min(at + _SPAN / RATE + _MARGIN, seconds)
        if found and start <= found[-1].end:
            found[-1] = Stretch(found[-1].start, end)
        else:
            found.append(Stretch(start, end))
    return tuple(found)


def clips(speech: Sequence[Stretch]) -> list[Stretch]:
    """What a model is given: neighbours together as long as they fit in one of its windows, but no long pause."""
    together: list[Stretch] = []
    for stretch in speech:
        last = together[-1] if together else None
        if last and stretch.start - last.end <= _PAUSE and stretch.end - last.start <= _WINDOW:
            together[-1] = Stretch(last.start, stretch.end)
        else:
            together.append(stretch)
    return together


def is_spoken(start: float, end: float, speech: Sequence[Stretch]) -> bool:
    """Whether enough of this time is speech: a model's times are right to half a second."""
    shared = sum(max(min(end, each.end) - max(start, each.start), 0.0) for each in speech)
    return shared >= min(_HEARD, (end - start) / 2)


def _is_active(bands: Levels) -> Truths:
    level = 10 * np.log10((10 ** (bands / 10)).sum(axis=1))
    loudest = np.percentile(level, 99)
    faintest = max(_FAINTEST, loudest - _DEPTH) - 10 * np.log10(bands.shape[1])
    wanted = _RISE + _RISE_BY_DEPTH * np.maximum(loudest - level - _NEAR, 0)
    is_risen = _rise(np.maximum(bands, faintest), faintest) >= wanted
    count = np.convolve(is_risen, np.ones(_MOMENTS))[_MOMENTS // 2 :][: len(is_risen)]
    active: Truths = is_risen & (count >= _FEWEST)
    return active


def _rise(bands: Levels, silence: float) -> Levels:
    floor = np.maximum(_floor_before(bands, silence), _floor_before(bands[::-1], silence)[::-1])
    rise: Levels = np.clip(bands - floor, 0, _MOST).mean(axis=1)
    return rise


def _floor_before(bands: Levels, silence: float) -> Levels:
    """Outside of the recording there is silence."""
    padded = np.pad(bands, ((_AROUND, 0), (0, 0)), constant_values=silence)
    floor: Levels = np.percentile(sliding_window_view(padded, _AROUND + 1, axis=0), _FLOOR, axis=2)
    return floor


def _bands(samples: Samples) -> Levels:
    """Decibels of full scale, by moment and band."""
    count = len(samples) // _SIZE + 1
    padded = np.pad(samples, (0, _SPAN))
    frames = sliding_window_view(padded, _SPAN)[: count * _SIZE : _SIZE]
    window = np.hanning(_FRAME).astype(np.float32)
    halves = (np.fft.rfft(frames[:, at : at + _FRAME] * window) for at in (0, _FRAME // 2))
    power = sum(np.abs(half) ** 2 for half in halves) / (_FRAME * (window**2).sum())
    edges = np.searchsorted(np.fft.rfftfreq(_FRAME, 1 / RATE), _HERTZ)
    summed = [power[:, low:high].sum(axis=1) for low, high in pairwise(edges)]
    return 10 * np.log10(np.stack(summed, axis=1) + 1e-12)
