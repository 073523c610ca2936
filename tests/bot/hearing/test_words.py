"""Both engines put real speech into words, and say honestly where there are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from board.transcripts import Heard
from bot.transcriber import Refused, Transcriber
from bot.weights import Weights
from tests.bot.hearing.speech import PROMPTS, RATE, error_rate, noise, opus, silence, together

if TYPE_CHECKING:
    from bot.hearing.sound import Samples

pytestmark = pytest.mark.usefixtures("speech")

LANGUAGES = ("ru", "en", "id")


@pytest.mark.parametrize(("language", "bound"), [("en", 0.1), ("ru", 0.25)])
async def test_speech_becomes_words_where_it_was_said(
    ear: Transcriber, engine: Weights, tmp_path: Path, language: str, bound: float
) -> None:
    read = [prompt for prompt in PROMPTS if prompt.language == language]
    said = [part for prompt in read for part in (prompt.samples(), silence(1))]
    heard = await _hear(ear, engine, tmp_path, opus(together(*said)))

    assert (heard.language, heard.is_clear) == (language, True)
    assert error_rate([" ".join(prompt.text for prompt in read)], [heard.text]) <= bound
    ends = [segment.end for segment in heard.segments]
    assert len(ends) >= len(read)
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(sum(map(len, said)) / RATE - 1, abs=1.5)


@pytest.mark.parametrize("sound", [silence, noise], ids=["silence", "white noise"])
async def test_where_nobody_speaks_there_are_no_words(
    ear: Transcriber, engine: Weights, tmp_path: Path, sound: Callable[[float], Samples]
) -> None:
    heard = await _hear(ear, engine, tmp_path, opus(sound(7)))
    assert (heard.text, heard.language) == ("", None)


async def test_what_is_refused_does_not_end_the_listening(
    ear: Transcriber, engine: Weights, tmp_path: Path
) -> None:
    await _hear(ear, engine, tmp_path, opus(silence(1)))
    before = ear.pid
    with pytest.raises(Refused, match="empty"):
        await _hear(ear, engine, tmp_path, b"")
    await _hear(ear, engine, tmp_path, opus(silence(1)))
    assert ear.pid == before


async def _hear(ear: Transcriber, engine: Weights, folder: Path, recording: bytes) -> Heard:
    file = folder / "recording"
    file.write_bytes(recording)
    return await ear.hear(engine, file, LANGUAGES)
