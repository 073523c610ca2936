"""Strangers' sound: converted, refused for good, or put off."""

from __future__ import annotations

import asyncio
import os
import struct
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from board.errors import Invalid, Unavailable
from board.store import sound
from board.store.files import Blobs
from board.store.sound import Form


@pytest.mark.parametrize("form", Form)
async def test_a_recording_is_converted_and_measured(tmp_path: Path, form: Form) -> None:
    seconds = await sound.convert(_silence(tmp_path, 2), tmp_path / "converted", form)

    assert seconds == pytest.approx(2, abs=0.1)
    assert (tmp_path / "converted").stat().st_size > 0


async def test_what_is_too_long_is_refused_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="more than two hours"):
        await sound.convert(_silence(tmp_path, 7201), tmp_path / "converted", Form.AAC)


async def test_what_hides_its_length_is_refused_when_it_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / "long.m4a"
    await sound.convert(_silence(tmp_path, 4), long, Form.AAC)
    told = bytearray(long.read_bytes())
    start = told.index(b"stts") + 12  # then the table of packet lengths
    assert int.from_bytes(told[start + 4 : start + 8]) == 1024
    told[start + 4 : start + 8] = (1).to_bytes(4)
    long.write_bytes(told.replace(b"edts", b"free"))  # the edit list, which names the part to play

    monkeypatch.setattr(sound, "_LONGEST", timedelta(seconds=2))
    with pytest.raises(Invalid, match="more than two hours"):
        await sound.convert(long, tmp_path / "converted", Form.AAC)


async def test_what_takes_too_much_of_the_processor_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "_CPU_TIME", timedelta(seconds=1))
    with pytest.raises(Invalid, match="takes too long"):
        await sound.convert(_silence(tmp_path, 7000), tmp_path / "converted", Form.VOICE_NOTE)


async def test_a_slow_machine_is_no_fault_of_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "_PATIENCE", timedelta(seconds=0.01))
    with pytest.raises(Unavailable, match="just now"):
        await sound.convert(_silence(tmp_path, 2), tmp_path / "converted", Form.AAC)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="not run: no disk here is always full")
async def test_a_full_disk_is_no_fault_of_the_recording(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="just now"):
        await sound.convert(_silence(tmp_path, 2), Path("/dev/full"), Form.AAC)


async def test_a_conversion_nobody_waits_for_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = "ab" * 32
    blobs.path(sha256).parent.mkdir(parents=True)
    os.mkfifo(blobs.path(sha256))  # the process reads it until the other end closes
    waiting = asyncio.create_task(blobs.derived(sha256, ".m4a", partial(sound.convert, form=Form.AAC)))
    pipe = await _read_by_somebody(blobs.path(sha256))

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    with pytest.raises(BrokenPipeError):
        os.write(pipe, b"RIFF")
    os.close(pipe)
    assert os.listdir(tmp_path) == ["ab"]


async def test_what_converts_knows_no_secret_of_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for Python writes down the environment it gets."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\nenv > {tmp_path}/known\necho 1\n")
    python.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(python))
    for name in ("LANEDESK_BOT_TOKEN", "LANEDESK_DATABASE_URL", "PGPASSWORD"):
        monkeypatch.setenv(name, "secret")

    await sound.convert(_silence(tmp_path, 1), tmp_path / "converted", Form.AAC)

    known = (tmp_path / "known").read_text()
    assert "PATH=" in known
    assert "secret" not in known


async def _read_by_somebody(path: Path) -> int:
    async with asyncio.timeout(10):
        while True:
            with suppress(OSError):
                return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            await asyncio.sleep(0.01)


def _silence(folder: Path, seconds: int) -> Path:
    """A WAV file, 8000 samples of one byte a second; sparse, so the disk holds only its header."""
    path, size = folder / "silence.wav", 8000 * seconds
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    path.write_bytes(
        b"RIFF" + struct.pack("<I", 36 + size) + b"WAVE" + form + b"data" + struct.pack("<I", size)
    )
    os.truncate(path, 44 + size)
    return path
