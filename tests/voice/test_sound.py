"""Recordings as they come, whole or not: decoded, or refused with a reason an agent understands."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
import wave
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import pytest

np = pytest.importorskip("numpy", reason="comes with an engine")

from sandbox.drawings import till_screen  # noqa: E402
from tests.voice.speech import RATE, noise, opus, silence  # noqa: E402
from voice.hearing.sound import LONGEST_SECONDS, Sound, decode  # noqa: E402
from voice.refusals import FileUnreadable, Unhearable  # noqa: E402

if TYPE_CHECKING:
    from voice.hearing.sound import Samples

pytestmark = pytest.mark.fast

NOTE = opus(noise(6))
PLAYLIST = b"#EXTM3U\n#EXTINF:5,\n/etc/hostname\n#EXT-X-ENDLIST\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "recording"


def test_a_voice_note_is_one_channel_at_the_rate_of_the_model(file: Path) -> None:
    file.write_bytes(NOTE)
    sound = decode(file)

    assert sound.seconds == pytest.approx(6, abs=0.05)
    assert sound.is_whole
    assert sound.samples.dtype == np.float32
    assert loudest(sound) == pytest.approx(0.1, abs=0.03)


def loudest(sound: Sound) -> float:
    """The greatest root mean square of a tenth of a second."""
    moment = RATE // 10
    moments = sound.samples[: len(sound.samples) // moment * moment].reshape(-1, moment)
    return float((moments**2).mean(axis=1).max(initial=0.0) ** 0.5)


def test_silence_is_quiet(file: Path) -> None:
    file.write_bytes(opus(silence(1)))
    assert loudest(decode(file)) < 0.0001


@pytest.mark.parametrize(
    ("left", "right"),
    [(1.0, 1.0), (0.0, 1.0), (1.0, -1.0)],
    ids=["both", "on one side", "against each other"],
)
def test_of_two_channels_a_voice_on_either_is_heard(file: Path, left: float, right: float) -> None:
    voice = noise(1)
    _write_stereo(file, np.stack([voice * left, voice * right], axis=1))
    assert loudest(decode(file)) > 0.04


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "The recording is empty.", id="no byte"),
        pytest.param(NOTE[:60], "The recording is damaged, or is no recording.", id="a head alone"),
        pytest.param(b"hello", "The recording is damaged, or is no recording.", id="a text"),
        pytest.param(till_screen("Till", []), "damaged, or is no recording", id="a renamed picture"),
        pytest.param(PLAYLIST, "damaged, or is no recording", id="a playlist of our files"),
    ],
)
def test_what_is_no_recording_is_refused(file: Path, data: bytes, sentence: str) -> None:
    file.write_bytes(data)
    with pytest.raises(Unhearable, match=sentence):
        decode(file)


def test_what_is_not_on_the_disk_may_be_there_again(file: Path) -> None:
    with pytest.raises(FileUnreadable, match="No such file"):
        decode(file)


def test_what_the_desk_may_not_read_is_not_called_damaged(file: Path) -> None:
    """A folder in the file's place, which not even root can read."""
    file.mkdir()
    with pytest.raises(FileUnreadable, match="Is a directory"):
        decode(file)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ESTALE, errno.EACCES])
def test_trouble_that_ffmpeg_meets_is_not_called_damage(
    file: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    file.write_bytes(NOTE)

    def fail(path: Path) -> None:
        av.error.err_check(-number)

    monkeypatch.setattr("board.store.sound.opened", fail)
    with pytest.raises(FileUnreadable, match="can't be read"):
        decode(file)


def test_of_one_endless_frame_no_more_is_taken_than_its_bytes(file: Path) -> None:
    """Resampled for the model, they would be sixteen times as many bytes."""
    _write_one_frame(file, 19_000_000)
    decoded = subprocess.run(
        [sys.executable, "-c", _DECODE, str(file)], capture_output=True, text=True, check=True
    )
    sentence, before, peak = decoded.stdout.splitlines()

    assert sentence == "The recording is damaged, or is no recording."
    assert int(peak) - int(before) < 150_000


def test_a_film_without_sound_is_refused(file: Path) -> None:
    file.write_bytes(_silent_film())
    with pytest.raises(Unhearable, match="no sound in this file"):
        decode(file)


def test_of_a_truncated_note_the_rest_is_heard(file: Path) -> None:
    file.write_bytes(NOTE[: len(NOTE) // 2])
    assert 1 < decode(file).seconds < 5


def test_a_note_damaged_in_the_middle_is_not_whole(file: Path) -> None:
    middle = len(NOTE) // 2
    file.write_bytes(NOTE[:middle] + b"\xff" * 3000 + NOTE[middle + 3000 :])
    sound = decode(file)

    assert 1 < sound.seconds < 6
    assert not sound.is_whole


@pytest.mark.parametrize("seconds", [LONGEST_SECONDS + 2, 2 * LONGEST_SECONDS])
def test_what_is_too_long_says_how_long_it_is(file: Path, seconds: int) -> None:
    file.write_bytes(_long(seconds))
    sentence = (
        f"It lasts {seconds // 60}:{seconds % 60:02}; only recordings up to 5 minutes are put into words."
    )
    with pytest.raises(Unhearable, match=sentence):
        decode(file)


def test_tags_in_no_known_encoding_hinder_nobody(file: Path) -> None:
    with av.open(str(file), "w", format="mp4") as container:
        container.metadata["title"] = "from a till"
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        container.mux(stream.encode(_tone(RATE)))
        container.mux(stream.encode(None))
    file.write_bytes(file.read_bytes().replace(b"from a till", b"\xff\xfe a till\xf0"))

    assert decode(file).seconds == pytest.approx(1, abs=0.1)


def test_five_minutes_and_a_breath_are_heard(file: Path) -> None:
    file.write_bytes(_long(LONGEST_SECONDS + 0.5))
    assert decode(file).seconds > LONGEST_SECONDS


def _tone(samples: int) -> av.AudioFrame:
    wave_form = np.sin(np.arange(samples) / 10, dtype=np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(wave_form, format="fltp", layout="mono")
    frame.sample_rate = RATE
    return frame


def _long(seconds: float) -> bytes:
    """A long recording as WAV, which is quick to make."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * int(seconds * 8000))
    return file.getvalue()


def _write_stereo(file: Path, frames: Samples) -> None:
    with wave.open(str(file), "wb") as sound:
        sound.setparams((2, 2, RATE, 0, "NONE", ""))
        sound.writeframes((frames * 32_767).astype("<i2").tobytes())


def _write_one_frame(file: Path, size: int) -> None:
    with av.open(str(file), "w", format="matroska") as container:
        stream = container.add_stream("pcm_u8", rate=4000, layout="mono")
        stream.codec_context.open()
        packet = av.Packet(bytes(size))
        packet.stream, packet.pts, packet.dts, packet.time_base = stream, 0, 0, Fraction(1, 4000)
        container.mux(packet)


_DECODE = """
import resource, sys
from pathlib import Path
from voice.hearing import sound
from voice.refusals import Unhearable

def peak():  # in units of 1024 bytes, as Linux has it
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most

before = peak()
try:
    sound.decode(Path(sys.argv[1]))
except Unhearable as error:
    print(error)
print(before, peak(), sep="\\n")
"""


def _silent_film() -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
        container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return file.getvalue()
