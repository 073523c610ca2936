"""The demo as its user meets it: stopped in the middle without a word, and complete the next time."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

import composition
from board.errors import Conflict
from board.settings import Settings
from cli import demo
from tests.desk.running import free_port

ROOT = Path(__file__).resolve().parents[2]


async def test_a_demo_that_is_stopped_in_its_first_seconds_is_complete_the_next_time(folder: Path) -> None:
    code, said = await _demo(folder, until="phone", number=signal.SIGINT)
    assert (code, len(said.splitlines())) == (0, 2), said

    # A terminal that is closed: nothing of it stays behind.
    code, said = await _demo(folder, until="ready", number=signal.SIGHUP)
    assert (code, said.splitlines()[2]) == (0, "ready"), said
    assert not (folder / "demo" / "postgres" / "cluster" / "postmaster.pid").exists()

    settings = Settings(data_dir=folder / "demo", database_url="")
    async with composition.ground(settings) as desk, desk.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM ticket")) == 12


@pytest.mark.fast
def test_port_zero_is_any_free_one() -> None:
    board = demo._free_port(0)
    phone = demo._free_port(0, besides=board)

    assert min(board, phone) > 1023
    assert board != phone


@pytest.mark.fast
def test_a_port_that_is_taken_gives_way_to_the_next_one_there_is() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < demo._free_port(port) < port + demo._PORTS_TRIED
    assert demo._free_port(port, besides=port) > port
    with pytest.raises(Conflict, match=r"^No port from 65535 to 65535 is free\.$"):
        demo._free_port(65535, besides=65535)


async def _demo(folder: Path, *, until: str, number: signal.Signals) -> tuple[int, str]:
    """Start it, send all its processes this signal at that line, as a terminal does; what it printed, and its code."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lanedesk", "demo", "--data-dir", str(folder / "demo")),
        cwd=ROOT,
        env={**os.environ, "LANEDESK_WHISPER_ENGINE": "off", "PYTHONFAULTHANDLER": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_take_up_signals,
    )
    assert process.stdout is not None
    said = b""
    try:
        async with asyncio.timeout(120):
            while line := await process.stdout.readline():
                said += line
                if line.startswith(until.encode()):
                    os.killpg(process.pid, number)
            return await process.wait(), said.decode()
    except TimeoutError:
        process.send_signal(signal.SIGABRT)
        pytest.fail(f"It went on after: {said.decode()}{(await process.stdout.read(100_000)).decode()}")
    finally:
        if process.returncode is None:
            process.kill()


def _take_up_signals() -> None:
    """As at a terminal: a shell's background ignores Ctrl-C, nohup a hang-up, and so does what they start."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
