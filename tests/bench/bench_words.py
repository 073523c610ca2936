"""How well and how fast recordings become words: engines, languages and models on the same clips.

Times depend on the machine; only the ratios beside them, measured in the same run, can be compared.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from board.settings import Settings
from tests.bench.figures import megabytes
from tests.voice.speech import LONG, RATE, READINGS, error_rate, opus, silence
from voice import weights
from voice.transcriber import Transcriber
from voice.weights import Weights

pytestmark = pytest.mark.usefixtures("speech")

_LANGUAGES = ("en", "ru", "id")
_ENGINES = ("openai", "faster")
_ROUNDS = 20
_INDONESIAN = (
    "Selamat pagi, saya ingin bertanya tentang tagihan bulan ini.",
    "Mesin kasir kami tidak bisa mencetak struk sejak kemarin.",
    "Pompa air berhenti dan lampu merah menyala terus.",
    "Tolong kirim teknisi secepatnya karena banyak pelanggan menunggu.",
    "Terima kasih atas bantuannya, semua sudah berjalan dengan baik.",
    "Saya lupa kata sandi dan tidak bisa masuk ke aplikasi.",
)


@dataclass(frozen=True)
class _Note:
    text: str
    opus: bytes
    seconds: float


@dataclass(frozen=True)
class _Figures:
    """Processor seconds for a second of speech, of short notes and of half a minute; memory in megabytes."""

    engine: str
    model: str
    language: str
    notes: int
    error_rate: float
    clock: float
    processor: float
    half_a_minute: float
    loading: float
    idle: int
    peak: int


async def test_words(hearing_models: Path, tmp_path: Path) -> None:
    """Each installed model on each clip of its languages, one voice note a clip."""
    note = tmp_path / "note"
    clips = _clips(tmp_path)
    rows = [
        await _measure(_settings(hearing_models, engine, model), language, notes, note)
        for model in sorted(path.name for path in (hearing_models / "models" / "openai").iterdir())
        for language, notes in clips.items()
        if language == "en" or not model.endswith(".en")
        for engine in _ENGINES
    ]
    _print_table(rows)
    product, decoding = _product(), _decoding(note)
    for row in rows:
        print(
            f"{row.engine} {row.model}, {row.language}: a second of speech costs"
            f" {row.processor / product:.1f} products of two 1000 × 1000 matrices,"
            f" {row.processor / decoding:.0f} times what decoding it costs,"
            f" {row.processor / _of_openai(rows, row).processor:.2f} of what openai takes"
        )


def _clips(folder: Path) -> dict[str, list[_Note]]:
    clips: dict[str, list[_Note]] = {
        language: [
            _Note(one.text, one.opus(), len(one.samples()) / RATE)
            for one in READINGS
            if one.language == language
        ]
        for language in ("en", "ru")
    }
    if shutil.which("espeak-ng"):
        clips["id, a synthetic voice"] = [_spoken(text, folder / "spoken.wav") for text in _INDONESIAN]
    else:
        print("There is no espeak-ng here: nothing is said in Indonesian.")
    return clips


def _spoken(text: str, file: Path) -> _Note:
    from voice.hearing.sound import decode

    subprocess.run(["espeak-ng", "-v", "id", "-w", str(file), text], check=True)
    samples = decode(file).samples
    return _Note(text, opus(samples), len(samples) / RATE)


async def _measure(settings: Settings, language: str, notes: Sequence[_Note], file: Path) -> _Figures:
    found = weights.find(settings)
    languages = sorted(_LANGUAGES, key=lambda code: not language.startswith(code))
    ear = Transcriber()
    began = time.perf_counter()
    _write(file, opus(silence(1)))
    await ear.hear(found, file, languages)
    loading = time.perf_counter() - began
    assert ear.pid is not None
    said = []
    began, used = time.perf_counter(), _cpu_seconds(ear.pid)
    for note in notes:
        _write(file, note.opus)
        said.append((await ear.hear(found, file, languages)).text)
    seconds = sum(note.seconds for note in notes)
    figures = _Figures(
        found.engine,
        found.model,
        language,
        len(notes),
        error_rate([note.text for note in notes], said),
        clock=(time.perf_counter() - began) / seconds,
        processor=(_cpu_seconds(ear.pid) - used) / seconds,
        half_a_minute=await _half_a_minute(ear, found),
        loading=loading,
        idle=megabytes(ear.pid, "VmRSS"),
        peak=megabytes(ear.pid, "VmHWM"),
    )
    await ear.end()
    return figures


async def _half_a_minute(ear: Transcriber, found: Weights) -> float:
    """Processor time by length: a short note costs as much as half a minute."""
    assert ear.pid is not None
    before = _cpu_seconds(ear.pid)
    await ear.hear(found, LONG.path, _LANGUAGES)
    return (_cpu_seconds(ear.pid) - before) / (len(LONG.samples()) / RATE)


def _print_table(rows: Sequence[_Figures]) -> None:
    print(
        "\nReal-time factors: seconds for a second of speech, by the clock, of a processor, of it in half a minute."
    )
    print("engine model   language               notes  WER   clock proc. half  load s  idle MB  peak MB")
    for row in rows:
        print(
            f"{row.engine:6} {row.model:7} {row.language:22} {row.notes:5}  {row.error_rate:.3f}"
            f" {row.clock:5.2f} {row.processor:5.2f} {row.half_a_minute:5.2f} {row.loading:6.1f}"
            f" {row.idle:8} {row.peak:8}"
        )


def _of_openai(rows: Sequence[_Figures], row: _Figures) -> _Figures:
    same = (row.model, row.language)
    return next(one for one in rows if one.engine == "openai" and (one.model, one.language) == same)


def _product() -> float:
    """Processor seconds of one product of two matrices of single precision."""
    import numpy as np

    matrix = np.random.default_rng(1).random((1000, 1000), np.float32)
    began = time.process_time()
    for _ in range(_ROUNDS):
        matrix @ matrix
    return (time.process_time() - began) / _ROUNDS


def _decoding(note: Path) -> float:
    """Processor seconds to decode a second of Opus, which comes before the model."""
    from voice.hearing.sound import decode

    _write(note, LONG.opus())
    began = time.process_time()
    seconds = sum(decode(note).seconds for _ in range(_ROUNDS))
    return (time.process_time() - began) / seconds


def _settings(data_dir: Path, engine: str, model: str) -> Settings:
    return Settings.model_validate({"data_dir": data_dir, "whisper_engine": engine, "whisper_model": model})


def _write(note: Path, data: bytes) -> None:
    note.write_bytes(data)


def _cpu_seconds(pid: int) -> float:
    """User and system time, from proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
