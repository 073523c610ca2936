"""Voice in a whole desk: words survive a kill, and nobody who writes waits for those who speak."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import lanedesk
from board.errors import Invalid
from board.settings import Settings
from board.store.files import Blobs
from board.values import TranscriptState
from cli import doctor
from tests.desk.running import in_processes, running
from tests.voice.recordings import awaiting_words, reaches, receive
from tests.voice.speech import prompt
from tests.world import World
from voice import weights

pytestmark = pytest.mark.xdist_group("alone")

NOTES = 50


@pytest.fixture
def folder(hearing_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory of a desk with the engine that loads faster."""
    monkeypatch.setenv("LANEDESK_WHISPER_ENGINE", "faster")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(hearing_models / "models")
    return tmp_path


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with awaiting_words(database_url) as world:
        yield world


@pytest.mark.usefixtures("speech")
async def test_a_desk_killed_in_the_middle_of_a_recording_has_its_words_after(
    world: World, database_url: str, folder: Path
) -> None:
    nowhere = "http://127.0.0.1:9"
    async with in_processes(database_url, folder, nowhere, ["voice"]) as (settings, (process,)):
        spoken = prompt("ru", "privacy-prompt").opus()
        note = await receive(world, Blobs(settings.data_dir / "files"), spoken)
        await reaches(world.database, note, TranscriptState.WORKING)
        await process.kill(signal.SIGKILL)
        await process.start()
        heard = await reaches(world.database, note, TranscriptState.WORDS)

    assert "номер телефона" in heard.text


async def test_a_burst_of_voice_notes_delays_no_text(database_url: str, folder: Path) -> None:
    async with running(database_url, folder, ("bot", "board", "sla", "voice")) as desk:
        bert, anna = await desk.known_customer("Bert"), await desk.known_customer("Anna")
        noisy, number = await desk.ticket_of(bert), await desk.ticket_of(anna)
        note = prompt("ru", "vm-intro").opus()
        await asyncio.gather(*(bert.voice(note) for _ in range(NOTES)))
        await desk.until(f"tickets/{noisy}", lambda ticket: _stored(ticket) == NOTES, seconds=60)
        await anna.send("Hello?")
        await desk.until(f"tickets/{number}", lambda ticket: ticket["unread"] == 1)

        states = _states(await desk.get(f"tickets/{noisy}"))
        assert states.count("waiting") > NOTES / 2


@pytest.mark.parametrize(
    ("engine", "line"),
    [
        ("off", "ok  voice: off"),
        ("faster", "ok  voice: faster base"),
        ("faster", "ok  recordings: 1 waiting, 0 being transcribed, 0 done, 0 without words"),
    ],
)
async def test_doctor_says_how_voice_stands(
    world: World, database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, engine: str, line: str
) -> None:
    await world.speak()
    monkeypatch.setenv("LANEDESK_WHISPER_ENGINE", engine)
    assert line in await _findings(database_url, folder / "data")


async def test_doctor_notices_that_nobody_listens(world: World, database_url: str, folder: Path) -> None:
    await world.speak()
    async with world.database.engine.begin() as connection:
        await connection.execute(text("INSERT INTO heartbeat VALUES ('sla', 'here:1', now(), 0)"))

    findings = await _findings(database_url, folder / "data")

    assert any("BAD recordings: 1 waiting" in line and "lanedesk run voice" in line for line in findings)


async def test_doctor_says_how_weights_are_got(
    world: World, database_url: str, folder: Path, tmp_path: Path
) -> None:
    findings = await _findings(database_url, tmp_path)
    assert any(
        "BAD voice: There are no weights for the model base: run `lanedesk voice install`." in line
        for line in findings
    )


async def test_doctor_notices_weights_that_were_damaged(
    world: World, database_url: str, hearing_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANEDESK_WHISPER_ENGINE", "faster")
    placed = weights.place(hearing_models, "faster", "base").path
    shutil.copytree(placed, tmp_path / "models" / "faster" / "base")
    with (tmp_path / "models" / "faster" / "base" / "model.bin").open("r+b") as model:
        model.write(b"flipped")

    findings = await _findings(database_url, tmp_path)

    assert any(
        "BAD voice: The weights of the model base are damaged: run `lanedesk voice install`." in line
        for line in findings
    )


async def test_a_part_that_is_off_cannot_be_run_alone(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANEDESK_WHISPER_ENGINE", "off")
    with pytest.raises(Invalid, match="LANEDESK_WHISPER_ENGINE is off"):
        await lanedesk._run(argparse.Namespace(parts=["voice"]))


def test_listening_imports_no_telegram() -> None:
    loaded = "import lanedesk, sys; sys.exit('aiogram' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


async def _findings(database_url: str, data_dir: Path) -> list[str]:
    settings = Settings(database_url=database_url, data_dir=data_dir, bot_token=None)
    return [str(finding) for finding in await doctor.examine(settings)]


def _stored(ticket: Any) -> int:
    return [file["state"] for comment in ticket["comments"] for file in comment["files"]].count("stored")


def _states(ticket: Any) -> list[str]:
    files = [file for comment in ticket["comments"] for file in comment["files"]]
    return [file["transcript"]["state"] for file in files]
