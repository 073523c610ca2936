"""Both engines put real speech into words, and find none where there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING

import pytest

from board.talk.transcripts import Heard, Segment
from tests.voice.speech import (
    RATE,
    error_rate,
    noise,
    onset,
    opus,
    over,
    prompt,
    room,
    silence,
    together,
)
from voice.refusals import Unhearable
from voice.transcriber import Transcriber
from voice.weights import Weights

if TYPE_CHECKING:
    from voice.hearing.sound import Samples

pytestmark = [pytest.mark.usefixtures("speech"), pytest.mark.xdist_group("alone")]

LANGUAGES = ("ru", "en", "id")
SENTENCES = {
    "en": ("conf-invalidpin", "privacy-prompt", "conf-noempty", "vm-nobox", "tt-weasels", "agent-pass"),
    "ru": ("privacy-prompt", "agent-pass", "queue-youarenext", "conf-noempty", "dir-nomatch"),
}


@pytest.mark.parametrize(("language", "pause", "bound"), [("en", 0.3, 0.1), ("ru", 0.6, 0.25)])
async def test_speech_becomes_words_and_each_sentence_begins_where_it_was_said(
    ear: Transcriber, engine: Weights, tmp_path: Path, language: str, pause: float, bound: float
) -> None:
    """One listening for both: the engines cost seconds."""
    read = [prompt(language, name) for name in SENTENCES[language]]
    said = [together(one.samples(), silence(pause)) for one in read]
    samples = together(*said)
    heard = await _hear(ear, engine, tmp_path, opus(samples))

    assert (heard.language, heard.is_clear) == (language, True)
    assert error_rate([" ".join(one.text for one in read)], [heard.text]) <= bound
    ends = [segment.end for segment in heard.segments]
    assert len(ends) >= len(read)
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(len(samples) / RATE - pause, abs=1.5)

    begins = [sum(map(len, said[:index])) / RATE + onset(one) for index, one in enumerate(said)]
    for form, sentences in (("as heard", heard.segments), ("in one stretch", _in_one(heard.text, samples))):
        off = [_start(sentences, one.text) - at for one, at in zip(read, begins, strict=True)]
        print(f"{engine.engine}, {language}, {pause} s between, {form}:", *(f"{error:+.2f}" for error in off))
        assert sum(abs(error) <= 0.7 for error in off) >= 0.8 * len(off), off


@pytest.mark.parametrize("sound", [silence, noise], ids=["silence", "white noise"])
async def test_where_nobody_speaks_there_are_no_words(
    ear: Transcriber, engine: Weights, tmp_path: Path, sound: Callable[[float], Samples]
) -> None:
    heard = await _hear(ear, engine, tmp_path, opus(sound(7)))
    assert (heard.text, heard.language) == ("", None)


async def test_half_a_minute_of_silence_before_the_words_changes_nothing(
    ear: Transcriber, engine: Weights, tmp_path: Path
) -> None:
    """From silence alone, a model makes up captions and a language."""
    read = prompt("ru", "queue-youarenext")
    heard = await _hear(ear, engine, tmp_path, opus(together(silence(35), read.samples())))
    assert (heard.language, heard.is_clear) == ("ru", True)
    assert error_rate([read.text], [heard.text]) <= 0.25
    assert heard.segments[0].start == pytest.approx(35, abs=0.7)


@pytest.mark.parametrize(
    ("language", "place"), [("en", "after"), ("ru", "before"), ("ru", "around"), ("en", "between")]
)
async def test_of_a_rooms_noise_no_words_are_made_up(
    ear: Transcriber, engine: Weights, tmp_path: Path, language: str, place: str
) -> None:
    """Half a minute is what a model hears at once; of a window without speech it makes captions."""
    read = prompt(language, "vm-intro")
    speech, noise = read.samples(), 27
    seconds = len(speech) / RATE
    at = {"after": 0.3, "before": noise - 0.3, "around": noise / 2, "between": 0.3}[place]
    said = over(speech, room(seconds + noise, -65), at)
    if place == "between":
        said = together(said, over(speech, room(seconds + 1, -65), 0.5))

    heard = await _hear(ear, engine, tmp_path, opus(said))

    expected = [read.text] * (2 if place == "between" else 1)
    assert error_rate([" ".join(expected)], [heard.text]) <= (0.1 if language == "en" else 0.25)
    assert heard.is_clear


async def test_what_is_refused_does_not_end_the_listening(
    ear: Transcriber, engine: Weights, tmp_path: Path
) -> None:
    await _hear(ear, engine, tmp_path, opus(silence(1)))
    before = ear.pid
    with pytest.raises(Unhearable, match="empty"):
        await _hear(ear, engine, tmp_path, b"")
    await _hear(ear, engine, tmp_path, opus(silence(1)))
    assert ear.pid == before


_ENCODERS = {"openai": "whisper.model.AudioEncoder.forward", "faster": "faster_whisper.WhisperModel.encode"}


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # whisper leaves the file of its tokens open
def test_a_short_note_is_encoded_once(engine: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for both its language and its words."""
    from voice.hearing import engines
    from voice.hearing.activity import clips, stretches

    encode = resolve_name(_ENCODERS[engine.engine])
    windows = []

    def count(encoder: object, window: object, *rest: object) -> object:
        windows.append(window)
        return encode(encoder, window, *rest)

    monkeypatch.setattr(_ENCODERS[engine.engine], count)
    samples = prompt("ru", "privacy-prompt").samples()
    heard = engines.load(engine).listen(samples, clips(stretches(samples)), LANGUAGES)

    assert heard.language == "ru"
    assert len(windows) == 1


async def _hear(ear: Transcriber, engine: Weights, folder: Path, recording: bytes) -> Heard:
    file = folder / "recording"
    file.write_bytes(recording)
    return await ear.hear(engine, file, LANGUAGES)


def _in_one(text: str, samples: Samples) -> list[Segment]:
    """The same words, as if the model had given no times."""
    from voice.hearing.judging import Guess
    from voice.hearing.sentences import split

    said = split([Guess(0, len(samples) / RATE, text, -0.3, 0.1, 1.0)], samples)
    return [Segment(sentence.start, sentence.end, sentence.text) for sentence in said]


def _start(sentences: Sequence[Segment], text: str) -> float:
    """Where the sentence begins that is nearest to the text read."""
    return min(sentences, key=lambda sentence: error_rate([text], [sentence.text])).start
