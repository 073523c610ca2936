"""Sounds whose length and loudness are known."""

from __future__ import annotations

import io
import math
from array import array

import av
from av.audio.stream import AudioStream

_RATE = 48_000


def opus(*parts: tuple[float, float]) -> bytes:
    """Stretches of a tone, each so many seconds long and so loud."""
    samples = array("h")
    for seconds, level in parts:
        samples.extend(
            round(32_000 * level * math.sin(2 * math.pi * 440 * n / _RATE))
            for n in range(int(seconds * _RATE))
        )
    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=_RATE, layout="mono")
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.sample_rate = _RATE
        frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()
