"""Voice in a whole desk: how soon words are on the board, how much memory, and whether other work waits for it.

Times depend on the machine; only the ratios beside them, measured in the same run, can be compared.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from board.store.db import Database
from board.tickets import policies
from board.values import DESK, Metric
from board.views.health import health
from sandbox.client import Person
from tests.bench.figures import lateness_ms, megabytes, print_figures, to_bot_api
from tests.bot.machinery import until
from tests.desk.running import Desk, environment, free_port, running, settings_for
from tests.voice.speech import LONG, PROMPTS, RATE, opus, together

pytestmark = pytest.mark.usefixtures("speech")

_PARTS = ("bot", "board", "sla", "voice")
_ROUNDS = 20
_PEOPLE = 10
_NOTES = 50
_PACKAGES = {"openai": ("openai-whisper", "torch"), "faster": ("faster-whisper",)}


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


async def test_everything_else_beside_a_burst_of_notes(database_url: str, folder: Path, engine: str) -> None:
    """Fifty notes of a minute: texts arrive, replies go out and deadlines ring as if nobody had spoken."""
    minute = opus(together(*[LONG.samples()] * 4)[: 60 * RATE])
    async with running(database_url, folder, _PARTS) as desk:
        await _promise_first_words(desk.database)
        bert = await desk.known_customer("Bert")
        noisy = await desk.ticket_of(bert)
        await _print_delays(desk, f"{engine}, nobody speaks")
        await asyncio.gather(*(bert.voice(minute) for _ in range(_NOTES)))
        await desk.until(f"tickets/{noisy}", partial(_has_words, 1), seconds=300)
        await _print_delays(desk, f"{engine}, notes wait")
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
    print(f"a process that turns voice, nothing to hear: {megabytes(desk.pid, 'VmRSS')} MB")
    desk.terminate()
    await desk.wait()


def _closure(names: Sequence[str]) -> Iterator[str]:
    """These packages and the installed ones they need, without those of extras."""
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


async def _promise_first_words(database: Database) -> None:
    """Promise first words within a second on every lane, so that each ticket's alarm is raised."""
    async with database.transaction(DESK) as tx:
        for board, lane in await tx.session.execute(text("SELECT board_key, key FROM lane")):
            await policies.set_policy(tx, board, lane, Metric.FIRST_RESPONSE, timedelta(seconds=1))


async def _print_delays(desk: Desk, name: str) -> None:
    """Uses several customers: Telegram's pace would delay replies to only one."""
    rung = await lateness_ms(desk.database)
    people = [await desk.known_customer(f"{name} {index}") for index in range(_PEOPLE)]
    numbers = [await desk.ticket_of(person) for person in people]
    texts, replies = [], []
    for index in range(_ROUNDS):
        person, number = people[index % _PEOPLE], numbers[index % _PEOPLE]
        texts.append(await _to_board(desk, person, number, f"text-{index};"))
        replies.append(await to_bot_api(desk, number, f"answer-{index};"))
    late = (await lateness_ms(desk.database))[len(rung) :]
    print_figures(f"{name}: text to the board", texts)
    print_figures(f"{name}: reply to the Bot API", replies)
    print_figures(f"{name}: missed deadline to its alarm", late)


async def _to_board(desk: Desk, person: Person, number: int, words: str) -> float:
    """Milliseconds from a message to the ticket that shows it."""
    began = time.perf_counter()
    await person.send(words)
    await desk.until(f"tickets/{number}", partial(_says, words))
    return (time.perf_counter() - began) * 1000


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
