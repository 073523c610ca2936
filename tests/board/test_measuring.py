"""A sound's length and shape are measured by the desk, whatever its sender says."""

from __future__ import annotations

import io
from pathlib import Path

import av
import pytest

from board.errors import Invalid
from board.store.measuring import PARTS, measure
from tests.tones import opus

_RATE = 48_000


def days(hours: float) -> bytes:
    """Silence of many hours in a small file: the same packet again and again."""
    once, file = opus((1, 0.0)), io.BytesIO()
    with av.open(io.BytesIO(once), "r") as read, av.open(file, "w", format="ogg") as written:
        stream = written.add_stream_from_template(read.streams.audio[0])
        packet = [packet for packet in read.demux(audio=0) if packet.duration][3]
        data, length = bytes(packet), packet.duration or 960
        for place in range(int(hours * 3600 * _RATE / length)):
            copy = av.Packet(data)
            copy.stream, copy.pts, copy.dts, copy.duration = stream, place * length, place * length, length
            copy.time_base = packet.time_base
            written.mux(copy)
    return file.getvalue()


async def test_length_and_shape_are_those_of_the_sound(tmp_path: Path) -> None:
    file = tmp_path / "note"
    file.write_bytes(opus((2, 0.0), (2, 0.8)))

    told = await measure(file)

    assert told.seconds == 4
    assert told.shape is not None
    assert len(told.shape) == PARTS
    assert max(told.shape[: PARTS // 2 - 2]) <= 2
    assert min(told.shape[PARTS // 2 + 2 :]) >= 90


async def test_a_quiet_voice_has_a_shape_and_silence_has_none(tmp_path: Path) -> None:
    file = tmp_path / "note"
    file.write_bytes(opus((1, 0.02), (1, 0.01)))
    quiet = await measure(file)
    file.write_bytes(opus((1, 0.0)))
    silent = await measure(file)

    assert quiet.shape is not None
    assert max(quiet.shape) == 100
    assert silent.shape == (0,) * PARTS


async def test_days_in_a_small_file_are_measured_and_not_drawn(tmp_path: Path) -> None:
    file = tmp_path / "note"
    file.write_bytes(days(1.5))

    told = await measure(file)

    assert told.seconds == pytest.approx(1.5 * 3600, rel=0.01)
    assert told.shape is None


@pytest.mark.parametrize("data", [b"", b"no sound", b"#EXTM3U\n#EXTINF:9,\n/etc/hostname\n"])
async def test_what_is_no_sound_has_no_length(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "note"
    file.write_bytes(data)
    with pytest.raises(Invalid):
        await measure(file)
