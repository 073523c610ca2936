"""The whole desk as its users meet it: sandbox phone on one side, HTTP API on the other, real parts between."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

import composition
from board.desk import seed
from board.people import accounts, customers, team
from board.settings import Settings
from board.store.db import Database
from board.values import DESK
from sandbox.client import Message, Person, Phone
from sandbox.server import serve
from tests.desk import forked

TOKEN = "7000:sandbox"
ACCOUNT = "17-203"


class Desk:
    """A running desk. `get` and `post` speak its API as an agent; `phone` makes customers."""

    def __init__(self, url: str, phone: Phone, database: Database, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.phone = phone
        self.database = database
        self._session = session

    async def get(self, path: str) -> Any:
        async with self._session.get(f"{self.url}/api/v1/{path}") as response:
            response.raise_for_status()
            return await response.json()

    async def post(self, path: str, body: Mapping[str, object] | None = None) -> Any:
        async with self._session.post(f"{self.url}/api/v1/{path}", json=dict(body or {})) as response:
            answer = await response.json(content_type=None)
            assert response.ok, answer
            return answer

    async def customer(self, name: str = "Anna", language: str = "en", account: str = ACCOUNT) -> Person:
        """Somebody who has registered with an account."""
        person = await self.phone.person(name, language)
        await person.send("/start")
        await person.expect("")
        await person.send(account)
        question = await person.expect(account)
        await person.tap(question, index=0)
        return person

    async def known_customer(
        self, name: str = "Anna", language: str = "en", account: str = ACCOUNT
    ) -> Person:
        """Somebody who registered long ago, so that the bot has nothing to ask."""
        person = await self.phone.person(name, language)
        async with self.database.transaction(DESK) as tx:
            known = await customers.meet(tx, person.id, name, None, language)
            known.greeted_at = tx.now
            await accounts.register(tx, known, await accounts.by_number(tx, account))
        return person

    async def ticket_of(self, person: Person, topic: int = 0) -> int:
        """The person picks the n-th topic of a new ticket's keyboard; returns its number."""
        before = {item["number"] for item in (await self.get("tickets"))["items"]}
        await person.send("New ticket")
        await person.tap(await asked(person, 3), index=topic)
        after = await self.until("tickets", lambda page: len(page["items"]) > len(before))
        return int(next(item["number"] for item in after["items"] if item["number"] not in before))

    async def until(self, path: str, fits: Any, seconds: float = 15) -> Any:
        """Read again until it fits, each time the desk reports an event."""
        async with asyncio.timeout(seconds):
            async with self._session.get(f"{self.url}/api/v1/events") as stream:
                while not fits(found := await self.get(path)):
                    await stream.content.readuntil(b"\n\n")
                return found

    async def login_address(self) -> str:
        async with self.database.transaction(DESK) as tx:
            return f"{self.url}/login/{await team.login_secret(tx, 'Vera')}"

    @asynccontextmanager
    async def spoken_to_by(self, name: str) -> AsyncIterator[Desk]:
        """The same desk, used by another agent."""
        async with self.database.transaction(DESK) as tx:
            token = await team.add_token(tx, name)
        async with _session(token) as session:
            yield Desk(self.url, self.phone, self.database, session)

    async def advance(self, seconds: float) -> None:
        await self.post("clock", {"advance_seconds": seconds})


async def asked(person: Person, buttons: int) -> Message:
    """The next message of the bot with that many buttons under it."""
    while True:
        said = await person.expect("")
        if len([button for button in said.buttons if button.data]) == buttons:
            return said


@asynccontextmanager
async def running(
    database_url: str, folder: Path, parts: Sequence[str] = ("bot", "board", "sla")
) -> AsyncIterator[Desk]:
    """Sandbox and desk in this process."""
    async with AsyncExitStack() as stack:
        sandbox_url = await stack.enter_async_context(serve(folder / "sandbox", port=0))
        phone = await stack.enter_async_context(Phone(sandbox_url))
        settings = settings_for(database_url, sandbox_url, folder, free_port())
        ground = await stack.enter_async_context(composition.ground(settings))
        token = await furnish(ground.database)
        await stack.enter_async_context(turning(ground, parts))
        session = await stack.enter_async_context(_session(token))
        yield Desk(settings.public_url, phone, ground.database, session)


@asynccontextmanager
async def in_processes(
    database_url: str, folder: Path, sandbox_url: str, *commands: Sequence[str]
) -> AsyncIterator[tuple[Settings, list[Process]]]:
    """`lanedesk run …` once per command, as an operator starts them; killed at the end if still alive."""
    settings = settings_for(database_url, sandbox_url, folder, free_port())
    processes = [Process(settings, command) for command in commands]
    try:
        for process in processes:
            await process.start()
        yield settings, processes
    finally:
        for process in processes:
            await process.kill(signal.SIGKILL)


class Process:
    """A `lanedesk run` of its own."""

    def __init__(self, settings: Settings, parts: Sequence[str]) -> None:
        self._settings = settings
        self._parts = parts
        self._process: ForkServerProcess | None = None

    async def start(self) -> None:
        arguments = ("run", *self._parts)
        self._process = await asyncio.to_thread(forked.lanedesk, arguments, environment(self._settings))

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    async def kill(self, number: signal.Signals) -> int:
        """Send the signal, wait for the end; returns the exit code."""
        assert self._process is not None
        assert self._process.pid is not None
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, number)
        await asyncio.to_thread(self._process.join)
        code = self._process.exitcode
        assert code is not None
        return code


@asynccontextmanager
async def connected(
    settings: Settings, phone: Phone, database: Database, token: str, processes: Sequence[Process]
) -> AsyncIterator[Desk]:
    """A Desk over parts that run elsewhere, once the board answers."""
    async with _session(token) as session:
        desk = Desk(settings.public_url, phone, database, session)
        async with asyncio.timeout(90):
            while True:
                with suppress(aiohttp.ClientError):
                    await desk.get("me")
                    break
                assert all(process.is_alive for process in processes), "a part of the desk ended"
                await asyncio.sleep(0.1)  # nothing can wake us before the board listens
        yield desk


def settings_for(database_url: str, sandbox_url: str, folder: Path, port: int) -> Settings:
    return Settings(
        bot_token=SecretStr(TOKEN),
        telegram_api=sandbox_url,
        database_url=database_url,
        data_dir=folder / "data",
        board_port=port,
        public_url=f"http://127.0.0.1:{port}",
        webhook_secret=SecretStr(""),
        practice=True,
    )


def environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "LANEDESK_BOT_TOKEN": TOKEN,
        "LANEDESK_TELEGRAM_API": settings.telegram_api,
        "LANEDESK_DATABASE_URL": settings.database_url,
        "LANEDESK_DATA_DIR": str(settings.data_dir),
        "LANEDESK_BOARD_PORT": str(settings.board_port),
        "LANEDESK_PRACTICE": "1",
    }


async def furnish(database: Database) -> str:
    """Default boards, two accounts, an agent; returns the agent's API token."""
    async with database.transaction(DESK) as tx:
        await seed.seed(tx)
        for number in (ACCOUNT, "17-204"):
            await accounts.add(tx, number)
        return await team.add_token(tx, "Vera")


def python_for(user: str) -> str:
    """This Python, or the same version where that user can reach it."""
    if user == "root" or os.geteuid() != 0 or not Path(sys.executable).resolve().is_relative_to("/root"):
        return sys.executable
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if other := shutil.which(version, path="/usr/bin:/usr/local/bin"):
        return other
    pytest.skip(f"no {version} that another user can run")


def free_port() -> int:
    """Below those the kernel gives to whoever asks for any: a killed desk finds it still free when it comes back."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@asynccontextmanager
async def turning(ground: composition.Ground, parts: Sequence[str]) -> AsyncIterator[None]:
    stop, started = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(composition.turn(ground, parts, stop, started))
    starting = asyncio.create_task(started.wait())
    await asyncio.wait((task, starting), return_when=asyncio.FIRST_COMPLETED)
    starting.cancel()
    try:
        if task.done():
            await task
        yield
    finally:
        stop.set()
        await task


@asynccontextmanager
async def _session(token: str) -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=5)
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        yield session
