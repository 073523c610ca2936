"""How well and how fast words come of recordings: engines, languages and models on the same clips, and a whole desk."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from functools import partial
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
from tests.bot.hearing.speech import LONG, PROMPTS, RATE, error_rate, opus, silence, together
from tests.bot.machinery import until
from tests.desk.running import Desk, environment, free_port, running, settings_for

pytestmark = pytest.mark.usefixtures("speech")

_LANGUAGES = ("en", "ru", "id")
_PARTS = ("bot", "board", "sla", "voice")
_ROUNDS = 20
_NOTES = 50


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


async def test_words(hearing_models: Path, engine: str, tmp_path: Path) -> None:
    """Every model that is there, on every prompt of the languages it knows, each as a note of its own."""
    for model in sorted(path.name for path in (hearing_models / "models" / engine).iterdir()):
        for language in ("en",) if model.endswith(".en") else ("en", "ru"):
            await _measure(_settings(hearing_models, engine, model), language, tmp_path / "note")


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


async def _measure(settings: Settings, language: str, note: Path) -> None:
    found = weights.find(settings)
    ear = Transcriber()
    began = time.perf_counter()
    _write(note, opus(silence(1)))
    await ear.hear(found, note, _LANGUAGES)
    loaded = time.perf_counter() - began
    assert ear.pid is not None
    read = [prompt for prompt in PROMPTS if prompt.language == language]
    said = []
    began, used = time.perf_counter(), _cpu_seconds(ear.pid)
    for prompt in read:
        _write(note, prompt.opus())
        said.append((await ear.hear(found, note, _LANGUAGES)).text)
    seconds = sum(len(prompt.samples()) for prompt in read) / RATE
    took, used = time.perf_counter() - began, _cpu_seconds(ear.pid) - used
    print(
        f"{found.engine} {found.model}, {language}: {len(read)} notes of {seconds / len(read):.1f} s,"
        f" word error rate {error_rate([prompt.text for prompt in read], said):.2f},"
        f" {used / len(read):.1f} s of processor each ({took / len(read):.1f} s by the clock);"
        f" {await _half_a_minute(ear, found):.2f} of the length of half a minute;"
        f" loaded in {loaded:.1f} s, {_megabytes(ear.pid, 'VmHWM')} MB at most"
    )
    await ear.end()


async def _half_a_minute(ear: Transcriber, found: Weights) -> float:
    """Processor time by length: short notes cost as much as half a minute does."""
    assert ear.pid is not None
    before = _cpu_seconds(ear.pid)
    await ear.hear(found, LONG.path, _LANGUAGES)
    return (_cpu_seconds(ear.pid) - before) / (len(LONG.samples()) / RATE)


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
