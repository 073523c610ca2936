"""How well and how fast words come of recordings: engines, languages and models on the same clips, and a whole desk.

Times are of this machine; what can be compared with another's are the ratios beside them, measured in the same run.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from board.settings import Settings
from board.store.db import Database
from board.views.health import health
from bot import weights
from bot.sandbox.client import Person
from bot.transcriber import Transcriber
from bot.weights import Weights
from tests.bot.hearing.speech import LONG, PROMPTS, RATE, READINGS, error_rate, opus, silence, together
from tests.bot.machinery import until
from tests.desk.running import Desk, environment, free_port, running, settings_for

pytestmark = pytest.mark.usefixtures("speech")

_LANGUAGES = ("en", "ru", "id")
_PARTS = ("bot", "board", "sla", "voice")
_ROUNDS = 20
_NOTES = 50
_PACKAGES = {"openai": ("openai-whisper", "torch"), "faster": ("faster-whisper",)}
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


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture(params=["openai", "faster"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(hearing_models: Path, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LANEDESK_WHISPER_ENGINE", engine)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(hearing_models / "models")
    return tmp_path


async def test_words(hearing_models: Path, tmp_path: Path) -> None:
    """Every model that is there, on every clip of the languages it knows, each as a note of its own."""
    note = tmp_path / "note"
    clips = _clips(tmp_path)
    rows = [
        await _measure(_settings(hearing_models, engine, model), language, notes, note)
        for model in sorted(path.name for path in (hearing_models / "models" / "openai").iterdir())
        for language, notes in clips.items()
        if language == "en" or not model.endswith(".en")
        for engine in _PACKAGES
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


def test_install_size(hearing_models: Path) -> None:
    desk = set(_closure(["lanedesk"]))
    for engine, packages in _PACKAGES.items():
        own = set(_closure(packages)) - desk
        size = sum(map(_package_size, own))
        models = sorted((hearing_models / "models" / engine).iterdir())
        weighed = ", ".join(f"{model.name} {_folder_size(model)} MB" for model in models)
        print(f"{engine}: {size / 1e6:.0f} MB of {len(own)} packages beside the desk's; weights: {weighed}")


async def test_a_note_on_its_way_to_the_board(database_url: str, folder: Path, engine: str) -> None:
    async with running(database_url, folder, _PARTS) as desk:
        anna = await desk.known_customer()
        number = await desk.ticket_of(anna)
        for heard, name in enumerate(("which starts what listens", "the next", "and the next")):
            began = time.perf_counter()
            await anna.voice(_ten_seconds())
            await desk.until(f"tickets/{number}", partial(_has_words, heard + 1), seconds=300)
            took = time.perf_counter() - began
            print(f"{engine}: a ten-second note to words on the board, {name}: {took:.1f} s")


async def test_texts_beside_a_burst_of_notes(database_url: str, folder: Path, engine: str) -> None:
    async with running(database_url, folder, _PARTS) as desk:
        anna, bert = await desk.known_customer("Anna"), await desk.known_customer("Bert")
        number, noisy = await desk.ticket_of(anna), await desk.ticket_of(bert)
        _print(f"{engine}: text to the board, nobody speaks", await _texts(desk, anna, number, "calm"))
        await asyncio.gather(*(bert.voice(_ten_seconds()) for _ in range(_NOTES)))
        await desk.until(f"tickets/{noisy}", partial(_has_words, 1), seconds=300)
        _print(f"{engine}: text to the board, notes wait", await _texts(desk, anna, number, "busy"))
        left = _NOTES - _heard(await desk.get(f"tickets/{noisy}"))
        print(f"{engine}: {left} of {_NOTES} notes still waited at the end")


@pytest.mark.parametrize("engine", ["openai"])
async def test_memory_with_nothing_to_hear(database: Database, database_url: str, folder: Path) -> None:
    settings = settings_for(database_url, "http://127.0.0.1:9", folder, free_port())
    desk = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lanedesk", "run", "voice"), env=environment(settings)
    )

    async def beats() -> bool:
        async with database.reading() as session:
            return "voice" in (await health(session, expected=()))["loops"]

    await until(beats, 60)
    print(f"a process that turns voice, nothing to hear: {_megabytes(desk.pid, 'VmRSS')} MB")
    desk.terminate()
    await desk.wait()


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
    from bot.hearing.sound import decode

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
        idle=_megabytes(ear.pid, "VmRSS"),
        peak=_megabytes(ear.pid, "VmHWM"),
    )
    await ear.end()
    return figures


async def _half_a_minute(ear: Transcriber, found: Weights) -> float:
    """Processor time by length: short notes cost as much as half a minute does."""
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
    """Processor seconds to decode a second of Opus, as every recording is before it is listened to."""
    from bot.hearing.sound import decode

    _write(note, LONG.opus())
    began = time.process_time()
    seconds = sum(decode(note).seconds for _ in range(_ROUNDS))
    return (time.process_time() - began) / seconds


def _closure(names: Sequence[str]) -> Iterator[str]:
    """Installed packages that these need, themselves among them; what an extra brings is not needed."""
    waiting, seen = list(names), set[str]()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        try:
            needed = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # for another system
            continue
        if name not in seen:
            seen.add(name)
            waiting += [re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in needed if "extra ==" not in one]
            yield name


def _package_size(name: str) -> int:
    files = metadata.files(name) or []
    return sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file())


def _folder_size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir()) // 1_000_000


async def _texts(desk: Desk, person: Person, number: int, name: str) -> list[float]:
    """Milliseconds from a message to the ticket that shows it."""
    took = []
    for index in range(_ROUNDS):
        words = f"{name}-{index}"
        began = time.perf_counter()
        await person.send(words)
        await desk.until(f"tickets/{number}", partial(_says, words))
        took.append((time.perf_counter() - began) * 1000)
    return took


def _says(words: str, ticket: Any) -> bool:
    return any(comment["text"] == words for comment in ticket["comments"])


def _has_words(count: int, ticket: Any) -> bool:
    return _heard(ticket) >= count


def _heard(ticket: Any) -> int:
    files = [file for comment in ticket["comments"] for file in comment["files"]]
    return sum((file["transcript"] or {}).get("state") == "words" for file in files)


def _ten_seconds() -> bytes:
    said = [prompt.samples() for prompt in PROMPTS if prompt.language == "ru"]
    return opus(together(*said)[: 10 * RATE])


def _settings(data_dir: Path, engine: str, model: str) -> Settings:
    return Settings.model_validate({"data_dir": data_dir, "whisper_engine": engine, "whisper_model": model})


def _write(note: Path, data: bytes) -> None:
    note.write_bytes(data)


def _cpu_seconds(pid: int) -> float:
    """User and system time, from proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int, figure: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(figure)) // 1024


def _print(name: str, milliseconds: Sequence[float]) -> None:
    p95 = statistics.quantiles(milliseconds, n=20)[18]
    print(f"{name}: median {statistics.median(milliseconds):.0f} ms, p95 {p95:.0f} ms of {len(milliseconds)}")
