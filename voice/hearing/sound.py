"""Decodes a recording for a model: one channel, 16,000 samples a second, and no more than is listened to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from board.store import sound
from voice.refusals import FileUnreadable, Unhearable

RATE = 16_000
LONGEST_SECONDS = 300

_SLACK_SECONDS = 1
"""A recording that was stopped at five minutes lasts a little longer."""
_WHOLE = 0.9
_PIECE_BYTES = 2**20
_PUT_OUT = 0.05
"""Of the channels' average power; a voice on one of six channels leaves a sixth."""

Samples: TypeAlias = "NDArray[np.float32]"


@dataclass(frozen=True)
class Sound:
    """`is_whole` is False if the recording is damaged and this is the part that can be heard."""

    samples: Samples
    is_whole: bool

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def decode(path: Path) -> Sound:
    """Decode all of it. Raises ``Unhearable`` or ``FileUnreadable``."""
    _require_bytes(path)
    try:
        with sound.opened(path) as container:
            return _sound(container)
    # ValueError: its channels or rate change in the middle, or are impossible.
    except (av.FFmpegError, ValueError, MemoryError) as error:
        if sound.is_passing(error):
            raise _unreadable(error) from error
        raise Unhearable("refused.recording.damaged") from error


def _require_bytes(path: Path) -> None:
    """Read the whole file first: FFmpeg takes an error of the disk for the end of the file, or for damage."""
    size = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                size += len(piece)
    except OSError as error:
        raise _unreadable(error) from error
    if not size:
        raise Unhearable("refused.recording.empty")


def _unreadable(error: Exception) -> FileUnreadable:
    return FileUnreadable(
        "refused.recording.file", error=getattr(error, "strerror", None) or type(error).__name__
    )


def _sound(container: InputContainer) -> Sound:
    if not container.streams.audio:
        raise Unhearable("refused.recording.no_sound")
    pieces: list[Samples] = []
    count = 0
    for piece in _resampled(container):
        pieces.append(piece)
        count += len(piece)
        if count > (LONGEST_SECONDS + _SLACK_SECONDS) * RATE:
            raise _too_long(container)
    if not pieces:
        raise Unhearable("refused.recording.nothing")
    promised = (container.duration or 0) / av.time_base
    return Sound(np.concatenate(pieces), is_whole=count / RATE >= promised * _WHOLE)


def _resampled(container: InputContainer) -> Iterator[Samples]:
    resampler = av.AudioResampler(format="fltp", rate=RATE)
    for frame in sound.frames(container):
        sound.require_usual(frame)
        for piece in resampler.resample(frame):
            yield _mixed(piece.to_ndarray())
    for piece in resampler.resample(None):
        yield _mixed(piece.to_ndarray())


def _mixed(channels: Samples) -> Samples:
    """Mix all channels into one. If they cancel each other, as with a wrongly wired microphone, take the loudest."""
    mixed: Samples = channels.mean(axis=0)
    powers = (channels**2).mean(axis=1)
    is_put_out = (mixed**2).mean() < _PUT_OUT * powers.mean()
    return channels[powers.argmax()] if is_put_out else mixed


def _too_long(container: InputContainer) -> Unhearable:
    minutes = LONGEST_SECONDS // 60
    seconds = round((container.duration or 0) / av.time_base)
    if seconds <= LONGEST_SECONDS:
        return Unhearable("refused.recording.too_long", n=minutes)
    hours, rest = divmod(seconds, 3600)
    shown = f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
    return Unhearable("refused.recording.lasts", length=shown, n=minutes)
