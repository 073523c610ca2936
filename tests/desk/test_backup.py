"""`lanedesk backup` of a desk at work, and `lanedesk restore` into another folder, as root and as a user."""

from __future__ import annotations

import asyncio
import hashlib
import os
import pwd
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

import composition
from board.settings import PREFIX, Settings
from board.store import schema
from sandbox.client import Person
from tests.desk.running import Desk, python_for, running
from tests.sandbox.pictures import png

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(folder: Path) -> Iterator[Path]:
    """PostgreSQL of a desk that its user can't reach here lies elsewhere."""
    yield folder
    for elsewhere in folder.rglob("elsewhere"):
        shutil.rmtree(elsewhere.readlink())


@pytest.mark.parametrize("user", ["root", "nobody"])
async def test_a_desk_at_work_is_backed_up_and_comes_back_elsewhere(folder: Path, user: str) -> None:
    if os.geteuid() != 0:
        user = pwd.getpwuid(os.geteuid()).pw_name
    async with _embedded(folder / "here") as desk:
        person = await desk.customer()
        number = await desk.ticket_of(person)
        async with _writing(desk, person, number):
            code, said = await _lanedesk(folder / "here" / "data", "root", "backup", folder / "copy")
        assert (code, "and was read back." in said) == (0, True), said

    there = folder / "there"
    there.mkdir(mode=0o700)  # so that root's PostgreSQL, which another user runs, has to live elsewhere
    if user == "nobody":
        for path in (there, folder / "copy", *(folder / "copy").rglob("*")):
            shutil.chown(path, user)
    code, said = await _lanedesk(there / "data", user, "restore", folder / "copy")
    assert code == 0, said

    await _assert_is_whole(there / "data", number)
    code, said = await _lanedesk(there / "data", user, "restore", folder / "copy")
    assert (code, "The desk isn't empty" in said.splitlines()[-1]) == (1, True), said


async def test_a_disk_that_is_full_costs_one_sentence_and_leaves_nothing(folder: Path) -> None:
    async with _embedded(folder / "here"):
        code, said = await _lanedesk(
            folder / "here" / "data", "root", "backup", folder / "copy", file_kilobytes=1
        )
    assert (code, len(said.splitlines()), (folder / "copy").exists()) == (1, 1, False), said


async def test_a_folder_that_is_no_backup_makes_no_desk(folder: Path) -> None:
    code, said = await _lanedesk(folder / "there", "root", "restore", folder / "nowhere")
    assert (code, said, (folder / "there").exists()) == (1, f"There is no folder {folder}/nowhere.", False)


@asynccontextmanager
async def _embedded(folder: Path) -> AsyncIterator[Desk]:
    """A desk whose PostgreSQL is its own."""
    async with composition.ground(Settings(data_dir=folder / "data", database_url="")) as ground:
        await schema.migrate(ground.database)
        async with running("", folder) as desk:
            yield desk


@asynccontextmanager
async def _writing(desk: Desk, person: Person, number: int) -> AsyncIterator[None]:
    """Messages and pictures come in all the time; the block begins once some are stored."""
    said = 0

    async def write() -> None:
        nonlocal said
        while True:
            said += 1
            await person.send(f"word {said}")
            await person.photo(png(said % 250 + 1, 3), f"word {said}, seen")

    task = asyncio.create_task(write())
    try:
        await desk.until(f"tickets/{number}", lambda ticket: _stored(ticket) > 5)
        yield
        before = _stored(await desk.get(f"tickets/{number}"))
        await desk.until(f"tickets/{number}", lambda ticket: _stored(ticket) > before)
    finally:
        task.cancel()


def _stored(ticket: dict[str, list[dict[str, list[dict[str, str]]]]]) -> int:
    files = [file for comment in ticket["comments"] for file in comment["files"]]
    return sum(file["state"] == "stored" for file in files)


async def _assert_is_whole(data_dir: Path, number: int) -> None:
    """Words without a gap from the first on, and each stored file is there, byte for byte."""
    settings = Settings(data_dir=data_dir, database_url="")
    async with composition.ground(settings) as desk:
        async with desk.database.reading() as session:
            said = await session.scalars(
                text(
                    "SELECT text FROM comment WHERE ticket_number = :number AND text LIKE 'word %' ORDER BY id"
                ),
                {"number": number},
            )
            words = [words for words in said if not words.endswith("seen")]
            stored = (await session.scalars(text("SELECT sha256 FROM file WHERE state = 'stored'"))).all()
        assert words == [f"word {n}" for n in range(1, len(words) + 1)]
        assert len(stored) > 5
        for sha256 in stored:
            assert hashlib.sha256(desk.blobs.path(sha256).read_bytes()).hexdigest() == sha256


async def _lanedesk(
    data_dir: Path, user: str, *command: str | Path, file_kilobytes: int | None = None
) -> tuple[int, str]:
    """The command in a process of that user's; its exit code, and all it printed but where PostgreSQL is."""
    limit = f"ulimit -f {file_kilobytes}; " if file_kilobytes else ""
    line = [python_for(user), "-m", "lanedesk", *map(str, command)]
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", f'{limit}exec "$@"', "-", *line),
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(
                [str(ROOT), *(path for path in sys.path if "site-packages" in path)]
            ),
            f"{PREFIX}DATA_DIR": str(data_dir),
        },
        user=user if os.geteuid() == 0 else None,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode().strip()
