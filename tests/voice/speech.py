"""Sounds for these tests: recorded sentences in two languages, and sounds that are no speech."""

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

if TYPE_CHECKING:  # numpy comes with an engine; without one these tests are reported as not run
    import numpy as np
    from numpy.typing import NDArray

    from voice.hearing.sound import Samples

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
        from voice.hearing.sound import decode

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
READINGS = (
    *PROMPTS,
    Prompt("en", "conf-noempty", "No empty conferences currently exist."),
    Prompt("en", "tt-weasels", "Weasels have eaten our phone system."),
    Prompt("en", "vm-nobox", "You cannot reply to this message because the sender does not have a mailbox."),
    Prompt(
        "en", "vm-newuser", "Welcome to Comedian Mail. First, I will guide you through a short setup process."
    ),
    Prompt(
        "en",
        "queue-youarenext",
        "Your call is now first in line and will be answered by the next available representative.",
    ),
    Prompt(
        "en",
        "queue-periodic-announce",
        "All of our representatives are currently busy. Please stay on the line and your call will be answered"
        " by the next available representative.",
    ),
    Prompt(
        "en",
        "tt-allbusy",
        "All representatives of the household are currently assisting other telemarketers."
        " Please hold and your call will be answered in the order it was received.",
    ),
    Prompt(
        "en",
        "demo-nogo",
        "I am afraid I was unable to create a connection to the Digium demonstration Asterisk server."
        " You may find some helpful debugging information on the Asterisk console.",
    ),
    Prompt(
        "en",
        "demo-moreinfo",
        "Asterisk is an open source, full-featured PBX and IVR platform that runs on the Linux operating system."
        " For more information, visit www.asterisk.org.",
    ),
    Prompt(
        "en",
        "demo-abouttotry",
        "I am about to attempt an Inter-Asterisk Exchange connection to a demonstration server located at Digium."
        " In order for this to work you must already be connected to the Internet."
        " Please wait a moment while I attempt to make the connection.",
    ),
    Prompt("ru", "conf-noempty", "Пустых конференций не существует."),
    Prompt("ru", "dir-nomatch", "По вашему запросу не найдено ни одной записи в директории."),
    Prompt("ru", "priv-introsaved", "Спасибо, оставайтесь на линии. Происходит соединение с абонентом."),
    Prompt(
        "ru",
        "queue-youarenext",
        "Ваш звонок является первым в очереди и будет обслужен первым доступным оператором.",
    ),
    Prompt(
        "ru",
        "demo-thanks",
        "До свидания. Благодарим за пробную эксплуатацию программы IP-телефонной станции Астериск.",
    ),
    Prompt(
        "ru",
        "demo-enterkeywords",
        "Введите одно или несколько ключевых слов, разделив их между собой звездочкой,"
        " и затем нажмите клавишу решетка.",
    ),
    Prompt(
        "ru",
        "tt-allbusy",
        "В данный момент все операторы заняты. Пожалуйста, оставайтесь на линии."
        " Ваш вызов будет принят в порядке очереди.",
    ),
    Prompt(
        "ru",
        "queue-periodic-announce",
        "Все наши операторы заняты. Пожалуйста, оставайтесь на линии, и ваш звонок будет обслужен"
        " первым доступным оператором.",
    ),
    Prompt(
        "ru",
        "demo-nogo",
        "Подключение к демонстрационному серверу Астериск, расположенному в Дигиум, не осуществилось."
        " Вы можете найти полезную информацию для устранения ошибки в консоли Астериск.",
    ),
    Prompt(
        "ru",
        "demo-abouttotry",
        "Сейчас будет предпринята попытка подключения телефонного узла Интер-Астериск к демонстрационному"
        " серверу, расположенному в Дигиум. Для начала работы вам необходимо подключиться к интернет."
        " Пожалуйста, подождите, осуществляется соединение.",
    ),
)
"""More of the same voices, two to fifteen seconds each, for benchmarks."""


def prompt(language: str, name: str) -> Prompt:
    return next(prompt for prompt in READINGS if (prompt.language, prompt.name) == (language, name))


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


def room(seconds: float, decibels: float, kind: str = "pink") -> Samples:
    """Noise without anybody speaking, `decibels` below full scale: pink, hum, fan or air."""
    import numpy as np

    chance = np.random.default_rng(2)
    time = np.arange(int(seconds * RATE)) / RATE
    pink = _coloured(chance.normal(size=len(time)), 1)
    if kind == "hum":
        mains = sum(np.sin(2 * np.pi * 50 * n * time + n) / n for n in (1, 2, 3, 5, 7, 9))
        pink = mains + 0.05 * pink
    elif kind == "fan":
        blades = 0.4 * np.sin(2 * np.pi * 117 * time) + 0.2 * np.sin(2 * np.pi * 234 * time)
        pink = pink * (1 + 0.1 * np.sin(2 * np.pi * 7 * time)) + blades
    elif kind == "air":
        every = np.arange(0, seconds + 3, 3)
        gusts = np.interp(time, every, chance.normal(size=len(every)))
        pink = _coloured(chance.normal(size=len(time)), 2) * 10 ** (0.15 * gusts)
    loud = pink / np.sqrt((pink**2).mean())
    return (loud * 10 ** (decibels / 20)).astype(np.float32)


def _coloured(white: NDArray[np.float64], slope: float) -> NDArray[np.float64]:
    """Noise whose power falls with frequency: by its first power for pink, its second for the air's."""
    import numpy as np

    hertz = np.maximum(np.fft.rfftfreq(len(white), 1 / RATE), 20)
    coloured: NDArray[np.float64] = np.fft.irfft(np.fft.rfft(white) * hertz ** (-slope / 2), len(white))
    return coloured / coloured.std()


def over(speech: Samples, background: Samples, at: float = 0) -> Samples:
    """Speech from `at` seconds on, with the background around and under it."""
    mixed = background.copy()
    start = int(at * RATE)
    mixed[start : start + len(speech)] += speech
    return mixed


def together(*parts: Samples) -> Samples:
    import numpy as np

    return np.concatenate(parts)


def onset(samples: Samples) -> float:
    """Seconds before somebody speaks, in a recording without noise."""
    import numpy as np

    return float(np.argmax(np.abs(samples) > 0.05 * np.abs(samples).max())) / RATE


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
