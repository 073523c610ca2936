"""What every test may ask for: a real PostgreSQL for each worker, emptied between tests, and a Chromium."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from xdist.scheduler.loadgroup import LoadGroupScheduling

from board.store.db import Database
from board.store.embedded import Embedded
from board.store.files import Blobs
from board.store.wake import Wake
from tests.world import World
from tools.setup import SOUNDS, SPEECH, VOICE_DATA, VOICE_MODEL, find_chromium
from voice import weights
from voice.weights import Engine

if TYPE_CHECKING:
    from playwright.async_api import Browser

ROOT = Path(__file__).resolve().parents[1]

# As `lanedesk` logs; structlog's own default draws every traceback with all its locals, for seconds.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
)

_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)

# One statement, so that the order of foreign keys does not matter: the role of a replica skips them.
_EMPTY_ALL = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN
        SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$
"""


_LONGEST = (
    "voice/test_words.py",
    "browser/test_recorder.py",
    "browser/test_everyone.py",
    "board/web/test_repeats.py",
    "browser/test_panel.py",
    "desk/test_backup.py",
    "browser/test_voice.py",
    "browser/test_live.py",
    "board/web/test_generated_clients.py",
    "browser/test_languages.py",
    "desk/test_crashes.py",
    "desk/test_mixes.py",
    "browser/test_cards.py",
    "board/test_embedded.py",
    "board/test_backup.py",
    "desk/test_demo.py",
)
"""Begun first, in this order, so that no worker ends alone with one of them."""


class _ByFile(LoadGroupScheduling):
    """The tests of a file share what is made once for it, so one worker runs them all; so it does with a group."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).partition("::")[0]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests wait for children, a browser and the database a third of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    config.option.loadscopereorder = (
        False  # by how many tests a file has, those with one long test would come last
    )
    return _ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collecting makes a million objects that stay; looking for garbage among them takes seconds in each worker.

    So it does among what each test makes, most of which goes by itself.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 10, 100)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {ROOT / "tests" / file: place for place, file in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server for this worker, in a short path that any user can enter; its URL names the database postgres."""
    folder = Path(tempfile.mkdtemp(prefix="lanedesk-", dir="/tmp"))
    folder.chmod(0o755)
    embedded = Embedded(folder / "pg")
    yield embedded.start()
    embedded.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def migrated_url(postgres: str) -> str:
    """A database with the newest schema. Tests take ``database_url``, which also cleans up."""
    for unsafe in ("fsync", "synchronous_commit", "full_page_writes"):  # no test outlives the machine
        await _execute(postgres, f"ALTER SYSTEM SET {unsafe} = off")
    await _execute(postgres, "SELECT pg_reload_conf()")
    await _execute(postgres, "CREATE DATABASE desk")
    url = make_url(postgres).set(database="desk").render_as_string(hide_password=False)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade)
    return url


@pytest.fixture
async def empty_url(postgres: str) -> AsyncIterator[str]:
    """A database without any table."""
    await _execute(postgres, "CREATE DATABASE empty")
    yield make_url(postgres).set(database="empty").render_as_string(hide_password=False)
    await _execute(postgres, "DROP DATABASE empty WITH (FORCE)")


@pytest.fixture(scope="session")
async def compiled(migrated_url: str) -> AsyncIterator[Database]:
    """Keeps its connections, and what compiling and preparing each statement gave; tests take ``database``."""
    database = Database(migrated_url)
    yield database
    await database.close()


@pytest.fixture
async def database_url(migrated_url: str, compiled: Database) -> AsyncIterator[str]:
    """The desk's database, empty; emptied again afterwards."""
    yield migrated_url
    await empty(compiled)


async def empty(database: Database) -> None:
    """Deletes the rows of all our tables."""
    async with database.engine.begin() as connection:
        await connection.execute(text(_EMPTY_ALL))


@pytest.fixture
async def database(database_url: str, compiled: Database) -> Database:
    """Told to nobody."""
    return compiled


@pytest.fixture
async def wake(database_url: str) -> AsyncIterator[Wake]:
    async with Wake(database_url).listening() as wake:
        yield wake


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user can enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp(prefix="lanedesk-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "files")


@pytest.fixture
async def world(database: Database) -> World:
    return await World(database).furnish()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one browser tests are reported as not run, and in CI they fail."""
    if path := find_chromium():
        return path
    if os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium here, and CI promises browser tests.")
    pytest.skip("not run: there is no Chromium here")


@pytest.fixture(scope="session")
def hearing_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the weights of what hears, of the engine faster at least."""
    require_engine("faster")
    data_dir = tmp_path_factory.mktemp("hearing")
    (data_dir / "models").symlink_to(VOICE_DATA / "models")
    return data_dir


def require_engine(engine: Engine) -> None:
    """Without it what hears by it is reported as not run, and in CI that fails, unless CI said it does without."""
    placed = weights.place(VOICE_DATA, engine, VOICE_MODEL)
    if weights.has_packages(engine) and weights.is_installed(placed):
        return
    if os.environ.get("CI") == "true" and engine not in os.environ.get("CI_WITHOUT", "").split():
        pytest.fail(f"The engine {engine} is not here, and CI promises tests of it.")
    pytest.skip(f"not run: the engine {engine} is not here")


@pytest.fixture(scope="session")
def speech() -> None:
    """Recorded sentences must be here; without them tests of hearing are not run, and in CI that fails."""
    if all((SOUNDS / folder).exists() for folder in SPEECH.values()):
        return
    if os.environ.get("CI") == "true":
        pytest.fail("There is no recorded speech here, and CI promises tests of it.")
    pytest.skip("not run: there is no recorded speech here")


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser for the run; tests open contexts of their own in it."""
    from playwright.async_api import async_playwright  # half a second that most tests don't need

    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=list(_CHROMIUM))
        yield launched
        await launched.close()


@pytest.fixture(autouse=True)
def needs_chromium(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("browser"):
        request.getfixturevalue("chromium")


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))


def _upgrade(connection: Connection) -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
