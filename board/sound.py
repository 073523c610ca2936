"""Sound for those who can't play it as it came: Opus for Telegram's voice notes, AAC for browsers without Ogg.

Recordings are strangers' bytes, so each is converted in a process of its own, which may fall over them.
"""

from __future__ import annotations

import asyncio
import itertools
import resource
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from board.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer

_SECONDS = 60.0
"""An hour of speech takes less than this."""


class Form(StrEnum):
    VOICE_NOTE = "voice_note"
    AAC = "aac"


_OPTIONS = {
    # Playlists and scripts are formats too, and would have other files of this machine opened.
    "format_whitelist": "ogg,mov,matroska,mp3,wav,w64,aac,flac,amr,aiff,caf,asf,au",
    "protocol_whitelist": "file",
}


_SLOWEST = 4000


def opened(path: Path) -> InputContainer:
    """A stranger's recording, to be closed by the caller. Raises ``av.FFmpegError``."""
    import av  # the desk's own process never loads FFmpeg

    return av.open(str(path), metadata_errors="ignore", options=_OPTIONS)


def require_usual(frame: AudioFrame) -> None:
    """Raises ``ValueError`` before a few bytes fill the memory: no recorder takes so few samples a second."""
    if frame.sample_rate < _SLOWEST:
        raise ValueError(f"{frame.sample_rate} samples a second are no recording")


@dataclass(frozen=True)
class _Coding:
    container: str
    codec: str
    rate: int
    bits_per_second: int


# sendVoice shows a waveform only for Opus in Ogg. 44.1 kHz is what every AAC decoder takes.
_CODINGS = {
    Form.VOICE_NOTE: _Coding("ogg", "libopus", 48_000, 32_000),
    Form.AAC: _Coding("mp4", "aac", 44_100, 64_000),
}


async def convert(source: Path, target: Path, form: Form) -> float:
    """Write the sound of one file to another; the answer is its length in seconds.

    Raises ``Invalid`` when there is no sound to be read, ``Unavailable`` when it takes too long.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "board.sound", form, str(source), str(target)),
        cwd=Path(__file__).parents[1],
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            said, _ = await process.communicate()
    except TimeoutError as error:
        raise Unavailable("The recording takes too long to convert.") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    seconds = float(said) if process.returncode == 0 else 0.0
    if seconds == 0:
        raise Invalid("There is no sound in this recording that can be read.")
    return seconds


def _encode(source: Path, target: Path, coding: _Coding) -> float:
    import av

    with opened(source) as read, av.open(str(target), "w", format=coding.container) as written:
        stream = written.add_stream(coding.codec, rate=coding.rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = coding.bits_per_second
        return _copy(read, written, stream) / coding.rate


def _copy(read: InputContainer, written: OutputContainer, stream: AudioStream) -> int:
    """Through the encoder; the answer is how many samples there were."""
    import av

    resampler = av.AudioResampler(format=stream.format, layout="mono", rate=stream.rate)
    samples = 0
    for frame in itertools.chain(read.decode(audio=0), (None,)):
        if frame is not None:
            require_usual(frame)
        for piece in resampler.resample(frame):
            samples += piece.samples
            written.mux(stream.encode(piece))
    written.mux(stream.encode(None))
    return samples


if __name__ == "__main__":
    # It would go on after a desk that was killed.
    resource.setrlimit(resource.RLIMIT_CPU, (int(_SECONDS), int(_SECONDS)))
    _form, _source, _target = sys.argv[1:]
    print(_encode(Path(_source), Path(_target), _CODINGS[Form(_form)]))
