"""What people say in these tests: recorded sentences of two languages, and sounds that are no speech."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.audio.stream import AudioStream

from tools.setup import SOUNDS, SPEECH

if TYPE_CHECKING:  # numpy comes with an engine; without one these tests say so, and are not run
    from bot.hearing.sound import Samples

RATE = 16_000

_FOLDERS = dict(zip(("en", "ru"), SPEECH.values(), strict=True))


@dataclass(frozen=True)
class Prompt:
    """A sentence read by a person."""

    language: str
    name: str
    text: str

    @property
    def path(self) -> Path:
        return SOUNDS / _FOLDERS[self.language] / f"{self.name}.wav"

    def samples(self) -> Samples:
        from bot.hearing.sound import decode

        return decode(self.path).samples

    def opus(self) -> bytes:
        return opus(self.samples())


PROMPTS = (
    Prompt("en", "agent-pass", "Please enter your password followed by the pound key."),
    Prompt("en", "conf-invalidpin", "That pin is invalid for this conference."),
    Prompt("en", "privacy-prompt", "Please enter your phone number starting with the area code."),
    Prompt(
        "en",
        "vm-intro",
        "Please leave your message after the tone. When done, hang up or press the pound key.",
    ),
    Prompt("ru", "agent-pass", "Введите пароль и нажмите решетку."),
    Prompt("ru", "one-moment-please", "Секундочку, пожалуйста."),
    Prompt("ru", "privacy-prompt", "Введите ваш номер телефона, начиная с кода территории."),
    Prompt(
        "ru",
        "vm-intro",
        "Оставьте сообщение после сигнала. После этого нажмите решетку или повесьте трубку.",
    ),
)
LONG = Prompt("en", "demo-congrats", "Congratulations!")


def prompt(language: str, name: str) -> Prompt:
    return next(prompt for prompt in PROMPTS if (prompt.language, prompt.name) == (language, name))


def opus(samples: Samples) -> bytes:
    """As a phone sends it: Opus in Ogg."""
    import numpy as np

    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray((samples[None, :] * 32_767).astype(np.int16), "s16", "mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def silence(seconds: float) -> Samples:
    import numpy as np

    return np.zeros(int(seconds * RATE), np.float32)


def noise(seconds: float) -> Samples:
    import numpy as np

    return (np.random.default_rng(1).normal(size=int(seconds * RATE)) * 0.1).astype(np.float32)


def together(*parts: Samples) -> Samples:
    import numpy as np

    return np.concatenate(parts)


def error_rate(expected: Sequence[str], said: Sequence[str]) -> float:
    """Words that are wrong, missing or too many, for each word that was expected (Levenshtein's distance)."""
    distance = total = 0
    for one, other in zip(expected, said, strict=True):
        wanted, got = _words(one), _words(other)
        distance += _distance(wanted, got)
        total += len(wanted)
    return distance / total


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("ё", "е"))


def _distance(wanted: Sequence[str], got: Sequence[str]) -> int:
    row = list(range(len(got) + 1))
    for i, word in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]
