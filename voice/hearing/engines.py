"""Two implementations of Whisper behind one small protocol: OpenAI's, and the one on CTranslate2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, assert_never

import numpy as np

from voice.hearing.activity import Stretch
from voice.hearing.judging import Guess, choose_language
from voice.hearing.sound import RATE, Samples
from voice.weights import Weights

_THREADS = 1
"""So the desk stays quick; with two threads, each waits for the other as soon as something else runs."""
_FRAMES = 100
"""Of a spectrum, in a second."""
_NEXT_TO_NOTHING = 0.1
_GREEDY: dict[str, Any] = {
    # No ladder of temperatures: on bad sound it takes five times as long and returns nonsense.
    "temperature": 0.0,
    "condition_on_previous_text": False,
    # Whether it is speech is judged elsewhere, in the same way for both engines.
    "no_speech_threshold": None,
}


@dataclass(frozen=True)
class Guesses:
    """What a model heard in a recording; `probability` is that of the language, among all that it knows."""

    guesses: Sequence[Guess]
    language: str
    probability: float


class Engine(Protocol):
    """A loaded model."""

    def listen(self, samples: Samples, clips: Sequence[Stretch], languages: Sequence[str]) -> Guesses:
        """Turn these clips, at least one, of up to a few minutes of sound into words.

        In one of `languages`, of which the first is the speaker's. Times are those of the whole recording.
        """
        ...


def load(weights: Weights) -> Engine:
    """Load the engine. Takes seconds and hundreds of megabytes; downloads nothing."""
    match weights.engine:
        case "openai":
            return _OpenAI(weights.path)
        case "faster":
            return _Faster(weights.path)
        case _:
            assert_never(weights.engine)


class _OpenAI:
    """The package openai-whisper, on torch."""

    def __init__(self, path: Path) -> None:
        import torch
        import whisper

        torch.set_num_threads(_THREADS)
        self._whisper = whisper
        # An absolute path: whisper would try to download a model of a bare name.
        self._model = whisper.load_model(str(path.absolute()), device="cpu")
        encoder = self._model.encoder
        encoder.forward = _remembering(encoder.forward, torch.equal)

    def listen(self, samples: Samples, clips: Sequence[Stretch], languages: Sequence[str]) -> Guesses:
        language, probability = self._language(samples, clips, languages)
        result = self._whisper.transcribe(
            self._model,
            samples,
            language=language,
            clip_timestamps=_times(clips),
            fp16=False,
            verbose=None,
            **_GREEDY,
        )
        figures = ("start", "end", "text", "avg_logprob", "no_speech_prob", "compression_ratio")
        guesses = [Guess(*(segment[name] for name in figures)) for segment in result["segments"]]
        return Guesses(guesses, language, probability)

    def _language(
        self, samples: Samples, clips: Sequence[Stretch], languages: Sequence[str]
    ) -> tuple[str, float]:
        if not self._model.is_multilingual:
            return "en", 1.0
        audio = self._whisper.audio
        # As `transcribe` cuts its windows, so that it finds this one encoded.
        spectrum = audio.log_mel_spectrogram(samples, self._model.dims.n_mels, padding=audio.N_SAMPLES)
        start, end = _first_loud(samples, clips, spectrum.shape[-1] - audio.N_FRAMES)
        window = audio.pad_or_trim(spectrum[:, start : min(end, start + audio.N_FRAMES)], audio.N_FRAMES)
        _, probabilities = self._model.detect_language(window)
        language = choose_language(probabilities, languages)
        return language, probabilities[language]


class _Faster:
    """The package faster-whisper: eight-bit weights, no torch, a third of the memory."""

    def __init__(self, path: Path) -> None:
        from faster_whisper import WhisperModel

        self._model = WhisperModel(
            str(path), device="cpu", compute_type="int8", cpu_threads=_THREADS, local_files_only=True
        )
        self._model.encode = _remembering(self._model.encode, np.array_equal)

    def listen(self, samples: Samples, clips: Sequence[Stretch], languages: Sequence[str]) -> Guesses:
        language, probability = self._language(samples, clips, languages)
        segments, _ = self._model.transcribe(
            samples, language=language, clip_timestamps=_times(clips), beam_size=1, **_GREEDY
        )
        guesses = [
            Guess(s.start, s.end, s.text, s.avg_logprob, s.no_speech_prob, s.compression_ratio)
            for s in segments
        ]
        return Guesses(guesses, language, probability)

    def _language(
        self, samples: Samples, clips: Sequence[Stretch], languages: Sequence[str]
    ) -> tuple[str, float]:
        if not self._model.model.is_multilingual:
            return "en", 1.0
        # As `transcribe` cuts its windows, so that it finds this one encoded.
        spectrum = self._model.feature_extractor(samples)
        start, end = _first_loud(samples, clips, spectrum.shape[-1] - 1)
        _, _, pairs = self._model.detect_language(features=spectrum[:, start:end])
        probabilities = dict(pairs)
        language = choose_language(probabilities, languages)
        return language, probabilities[language]


def _times(clips: Sequence[Stretch]) -> list[float]:
    """Ends are rounded down: openai-whisper 20250625 never comes to an end after the last frame."""
    return [time for clip in clips for time in (clip.start, int(clip.end * _FRAMES) / _FRAMES)]


def _first_loud(samples: Samples, clips: Sequence[Stretch], frames: int) -> tuple[int, int]:
    """Where the language is taken from, in frames of the spectrum: the first clip that is not nearly silent."""
    loudest = [float(np.abs(samples[int(c.start * RATE) : int(c.end * RATE)]).max(initial=0)) for c in clips]
    enough = _NEXT_TO_NOTHING * max(loudest)
    clip = next(clip for clip, loud in zip(clips, loudest, strict=True) if loud >= enough)
    return round(clip.start * _FRAMES), min(int(clip.end * _FRAMES), frames)


def _remembering(encode: Callable[[Any], Any], is_same: Callable[[Any, Any], bool]) -> Callable[[Any], Any]:
    """Remember the last window, so that the same one is not encoded twice.

    Encoding is most of the work for a short note, and detecting its language would double it.
    """
    last: list[Any] = []

    def remembered(window: Any) -> Any:
        if not last or not is_same(last[0], window):
            last[:] = window, encode(window)
        return last[1]

    return remembered
