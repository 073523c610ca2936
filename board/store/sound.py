"""Converts sound: to Opus for Telegram's voice notes, to AAC for browsers that do not play Ogg.

Recordings come from strangers, so each is converted in a process of its own, which may crash.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from board.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer

_LONGEST = timedelta(hours=2)
_CPU_TIME = timedelta(minutes=4)
"""Two hours of speech take half to two thirds of it."""
_PATIENCE = timedelta(minutes=15)
"""By the clock, which tells more of the machine than of the recording."""
_MOST_BYTES = 128 * 1024 * 1024
"""Twice what two hours come to."""
_MOST_MEMORY_BYTES = 1024 * 1024 * 1024
"""Six times what is usual, code included."""

_NO_SOUND, _TOO_LONG = 3, 4
_UNREADABLE = "refused.sound.unreadable"
_REFUSALS = {
    _NO_SOUND: _UNREADABLE,
    _TOO_LONG: "refused.sound.too_long",
    -signal.SIGXCPU: "refused.sound.too_slow",
    # It made FFmpeg crash, and would again.
    -signal.SIGSEGV: _UNREADABLE,
    -signal.SIGBUS: _UNREADABLE,
    -signal.SIGABRT: _UNREADABLE,
    -signal.SIGFPE: _UNREADABLE,
    -signal.SIGILL: _UNREADABLE,
}
"""By the process's exit code. Any other, as after SIGKILL or on a full disk, is not the recording's fault."""
_NEEDED = (
    *("PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_", "XDG_CACHE_HOME"),
    *("LD_LIBRARY_PATH", "DYLD_", "MALLOC_", "PYTHON"),
    *("OMP_", "KMP_", "MKL_", "OPENBLAS_", "CT2_", "NUMBA_", "TORCH_"),
)
"""Names of variables that Python and its libraries need begin with one of these."""
_PASSING = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS),
    *(errno.ENOENT, errno.EACCES, errno.EMFILE, errno.ENFILE, errno.ESTALE),
}
"""Errors of the machine, or a file deleted meanwhile; those of a recording have other numbers."""


class Form(StrEnum):
    VOICE_NOTE = "voice_note"
    AAC = "aac"


_OPTIONS = {
    # Playlists and scripts are formats too, and could open other files of this machine.
    "format_whitelist": "ogg,mov,matroska,mp3,wav,w64,aac,flac,amr,aiff,caf,asf,au",
    "protocol_whitelist": "file",
}


_SLOWEST = 4000
_MOST_SAMPLES = 2**20
"""In one frame, of which recorders put a few thousand; what resamples it takes it whole."""


def opened(path: Path) -> InputContainer:
    """Open a recording; the caller closes it. Raises ``av.FFmpegError``."""
    import av  # only child processes load FFmpeg

    # av 18, the newest for Python 3.11, fails at tags that aren't UTF-8 unless told to skip them; av 19 reads on
    # by itself and no longer takes the word.
    is_strict = int(av.__version__.partition(".")[0]) < 19
    tags: dict[str, Any] = {"metadata_errors": "ignore"} if is_strict else {}
    container: InputContainer = av.open(str(path), "r", options=_OPTIONS, **tags)
    return container


def require_usual(frame: AudioFrame) -> None:
    """Raises ``ValueError`` before a few bytes fill the memory: no recorder writes so few samples a second, or so
    many at once."""
    if frame.sample_rate < _SLOWEST or frame.samples > _MOST_SAMPLES:
        raise ValueError(f"{frame.samples} samples at {frame.sample_rate} a second are no recording")


def is_passing(error: Exception) -> bool:
    """Whether it is the machine's error and not the recording's; errors of FFmpeg carry the system's numbers too."""
    return getattr(error, "errno", None) in _PASSING


def frames(container: InputContainer) -> Iterator[AudioFrame]:
    """The sound of its first track, without what is damaged, as players do."""
    import av

    for packet in container.demux(audio=0):
        try:
            decoded = packet.decode()
        except av.error.InvalidDataError:
            continue  # packets after a damaged one may be good
        yield from decoded


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
    """Convert one file to another; returns its length in seconds.

    Raises ``Invalid`` when this recording never can be converted, ``Unavailable`` when it can't just now.
    """
    limits = (f"{each.total_seconds():.0f}" for each in (_CPU_TIME, _LONGEST))
    return float(await in_child("board.store.sound", form, str(source), str(target), *limits))


async def in_child(module: str, *arguments: str) -> bytes:
    """What this module, run as a program on a stranger's recording, prints; refusals are raised as `convert` does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        cwd=Path(__file__).parents[2],
        env=bare_environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            said, _ = await process.communicate()
    except TimeoutError as error:
        raise Unavailable("refused.sound.busy") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode in _REFUSALS:
        raise Invalid(_REFUSALS[process.returncode])
    if process.returncode != 0:
        import structlog  # takes half a second, and only the child needs it

        structlog.get_logger().warning("sound not read", program=module, returncode=process.returncode)
        raise Unavailable("refused.sound.busy")
    return said


def bare_environment() -> dict[str, str]:
    """The environment for processes that read strangers' files: what they need to run, without the desk's secrets."""
    return {name: value for name, value in os.environ.items() if name.startswith(_NEEDED)}


class _TooLong(Exception):
    """The recording is too long to be converted."""


def _encode(source: Path, target: Path, coding: _Coding, longest: float) -> float:
    import av

    _require_short(source, longest)
    with opened(source) as read, av.open(str(target), "w", format=coding.container) as written:
        stream = written.add_stream(coding.codec, rate=coding.rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = coding.bits_per_second
        return _copy(read, written, stream, longest) / coding.rate


def _require_short(source: Path, longest: float) -> None:
    """Raises ``_TooLong`` by the lengths that its packets state, which are read quickly."""
    if told_seconds(source) > longest:
        raise _TooLong


def told_seconds(source: Path) -> float:
    """Its length by what its packets state, without decoding them."""
    with opened(source) as read:
        stream = read.streams.audio[0]
        told = sum(packet.duration or 0 for packet in read.demux(stream))
        return float(told * (stream.time_base or 0))


def _copy(read: InputContainer, written: OutputContainer, stream: AudioStream, longest: float) -> int:
    """Encode the sound; returns the number of samples. They are counted, since packets may state a wrong length."""
    import av

    resampler = av.AudioResampler(format=stream.format, layout="mono", rate=stream.rate)
    samples = 0
    for frame in itertools.chain(frames(read), (None,)):
        if frame is not None:
            require_usual(frame)
        for piece in resampler.resample(frame):
            samples += piece.samples
            if samples > longest * stream.rate:
                raise _TooLong
            written.mux(stream.encode(piece))
    written.mux(stream.encode(None))
    return samples


def _main(form: str, source: str, target: str, cpu_seconds: str, longest: str) -> int:
    def encode() -> float:
        return _encode(Path(source), Path(target), _CODINGS[Form(form)], float(longest))

    return answer_as_child(int(cpu_seconds), encode)


def answer_as_child(cpu_seconds: int, work: Callable[[], object]) -> int:
    """Print what `work` returns, within limits; the exit code tells the parent what was wrong."""
    import av

    _limit(cpu_seconds)
    try:
        answer = work()
    except _TooLong:
        return _TOO_LONG
    except (av.FFmpegError, ValueError, LookupError, ArithmeticError, MemoryError) as error:
        if is_passing(error):
            raise
        return _NO_SOUND
    print(answer)
    return 0 if answer else _NO_SOUND


def _limit(cpu_seconds: int) -> None:
    """Limit this process: it would outlive a killed desk, and a bad recording could fill disk or memory."""
    limits = {
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: _MOST_BYTES,
        resource.RLIMIT_AS: _MOST_MEMORY_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        limit(what, most)


def limit(what: int, most: int) -> None:
    """Limit a resource of this process (one of ``resource.RLIMIT_*``); a lower limit of the operator stays."""
    _, hard = resource.getrlimit(what)
    with suppress(ValueError):  # macOS does not limit memory
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
