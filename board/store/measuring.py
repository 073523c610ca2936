"""How long a sound lasts and how loud it is along its length, measured in a process of its own.

A sender may state any length, and a few megabytes may hold days of silence: no browser of an agent is to find out.
"""

from __future__ import annotations

import itertools
import json
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from board.store import sound

PARTS = 48
_LONGEST_DRAWN = 3600
_CPU_SECONDS = 60
"""An hour takes a quarter of it."""
_RATE = 8000
_BLOCK = _RATE // 20
_QUIETEST = 65
"""Of 32,767: a telephone's own hiss, which shall look like the silence it is."""
_SOFTEN = 0.7


@dataclass(frozen=True)
class Measured:
    """Whole seconds, at least one; `shape` is 0 to 100 of the loudest for each part, None of what is too long."""

    seconds: int
    shape: tuple[int, ...] | None = None


async def measure(source: Path) -> Measured:
    """Raises ``Invalid`` if there is no sound in it, ``Unavailable`` if it can't be read just now."""
    told = json.loads(await sound.in_child("board.store.measuring", str(source)))
    shape = told["shape"]
    return Measured(max(1, round(told["seconds"])), None if shape is None else tuple(shape))


def _measure(source: Path) -> str:
    told = sound.told_seconds(source)
    blocks: list[float] = []
    for block in _blocks(source) if told <= _LONGEST_DRAWN else ():
        blocks.append(block)
        if len(blocks) * _BLOCK > _LONGEST_DRAWN * _RATE:
            break
    seconds = len(blocks) * _BLOCK / _RATE
    if not blocks or seconds > _LONGEST_DRAWN:
        return json.dumps({"seconds": max(told, seconds), "shape": None})
    return json.dumps({"seconds": seconds, "shape": _shape(blocks)})


def _blocks(source: Path) -> Iterator[float]:
    """The mean square of each twentieth of a second, the last one too."""
    import av  # only child processes load FFmpeg

    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    waiting = array("h")
    with sound.opened(source) as read:
        for frame in itertools.chain(sound.frames(read), (None,)):
            if frame is not None:
                sound.require_usual(frame)
            for piece in resampler.resample(frame):
                waiting.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
            whole = len(waiting) // _BLOCK * _BLOCK
            for at in range(0, whole, _BLOCK):
                yield _mean_square(waiting[at : at + _BLOCK])
            del waiting[:whole]
    if waiting:
        yield _mean_square(waiting)


def _mean_square(samples: Sequence[int]) -> float:
    return sum(sample * sample for sample in samples) / len(samples)


def _shape(blocks: Sequence[float]) -> list[int]:
    """Against the loudest, so that a quiet voice has a shape too."""
    each = len(blocks) / PARTS
    parts = [blocks[int(i * each) : max(int((i + 1) * each), int(i * each) + 1)] for i in range(PARTS)]
    levels = [(sum(part) / len(part)) ** 0.5 if part else 0.0 for part in parts]
    loudest = max(_QUIETEST, *levels)
    return [round(100 * (level / loudest) ** _SOFTEN) for level in levels]


if __name__ == "__main__":
    sys.exit(sound.answer_as_child(_CPU_SECONDS, lambda: _measure(Path(sys.argv[1]))))
