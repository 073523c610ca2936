"""The desk's practice time on the phone, whoever moves it."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, expect

from sandbox import serve
from sandbox.client import Phone
from sandbox.world import Desk
from tests.sandbox.conftest import Hands


class PracticeDesk:
    """A stand-in for the desk that has only its clock."""

    def __init__(self) -> None:
        self.ahead = 0
        self.moves: list[tuple[str | None, int]] = []
        self.listening = asyncio.Event()
        self.leaving = asyncio.Event()
        self._readers: set[web.StreamResponse] = set()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/v1/desk", self._tell)
        app.router.add_post("/api/v1/clock", self._move)
        app.router.add_get("/api/v1/events", self._stream)
        return app

    async def pass_time(self, seconds: int) -> None:
        """Moves time, as somebody at the board does."""
        self.ahead += seconds
        for reader in self._readers:
            await reader.write(b'id: 7\nevent: clock\ndata: {"now": "2027-01-15T08:00:00Z"}\n\n')

    async def _tell(self, _request: web.Request) -> web.Response:
        return web.json_response({"practice_offset_seconds": float(self.ahead)})

    async def _move(self, request: web.Request) -> web.Response:
        seconds = (await request.json())["advance_seconds"]
        self.moves.append((request.headers.get("Authorization"), seconds))
        await self.pass_time(seconds)
        return await self._tell(request)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b": the desk is here\n\n")
        self._readers.add(response)
        self.listening.set()
        await self.leaving.wait()
        return response


@pytest.fixture
async def desk() -> PracticeDesk:
    return PracticeDesk()


@pytest.fixture
async def desk_url(desk: PracticeDesk) -> AsyncIterator[str]:
    async with TestServer(desk.app()) as server:
        yield str(server.make_url("")).rstrip("/")
        desk.leaving.set()


@pytest.fixture
async def url(tmp_path: Path, hands: Hands, desk: PracticeDesk, desk_url: str) -> AsyncIterator[str]:
    async with serve(tmp_path, clock=hands, desk=Desk(desk_url, "token")) as base:
        await desk.listening.wait()
        yield base


async def test_time_moved_at_the_board_is_told_to_open_pages(url: str, desk: PracticeDesk) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/phone/api/stream") as stream:
        assert await stream.content.readline() == b": hello\n"
        await desk.pass_time(3600)
        async with asyncio.timeout(5):
            while b'"practice_offset_seconds":3600' not in await stream.content.readline():
                pass


async def test_a_message_shows_the_desks_time_and_tells_bots_the_real_one(
    phone: Phone, desk: PracticeDesk, hands: Hands
) -> None:
    anna = await phone.person("Anna")
    before = await anna.send("до")
    await phone.advance(3600)
    after = await anna.send("после")

    shown = [message.raw["shown_at"] - hands.now for message in await anna.messages()]
    assert shown == [0, 3600]
    assert before.raw["date"] == after.raw["date"] == hands.now
    assert (await phone.ask_all("GET", "people"))[0]["last_date"] == hands.now + 3600


async def test_the_offset_outlives_the_sandbox(tmp_path: Path, desk: PracticeDesk, desk_url: str) -> None:
    async with serve(tmp_path, desk=Desk(desk_url, "token")) as url, Phone(url) as phone:
        await phone.advance(300)
    async with serve(tmp_path, desk=Desk("http://127.0.0.1:9", "token")) as url, Phone(url) as phone:
        said = await (await phone.person("Anna")).send("раньше стола")
        assert said.raw["shown_at"] - said.raw["date"] == 300


async def test_a_folder_made_before_practice_times_is_opened(tmp_path: Path) -> None:
    async with serve(tmp_path) as url, Phone(url) as phone:
        await (await phone.person("Anna")).send("давно")
    with closing(sqlite3.connect(tmp_path / "sandbox.sqlite3")) as database:
        database.execute("ALTER TABLE messages DROP COLUMN desk_ahead")
    async with serve(tmp_path) as url, Phone(url) as phone:
        assert (await phone.ask_all("GET", "people"))[0]["last_text"] == "давно"


@pytest.mark.browser
async def test_the_page_moves_the_desks_clock_and_follows_it(
    browser: Browser, url: str, phone: Phone, desk: PracticeDesk, desk_url: str, hands: Hands
) -> None:
    hands.now = time.time()
    anna = await phone.person("Anna")
    await anna.send("до")
    page = await browser.new_page(timezone_id="UTC")
    await page.clock.set_fixed_time("2026-03-05T09:00:00Z")
    await page.goto(url)
    await expect(page.locator(".desk-time")).to_have_text("09:00")

    await page.get_by_role("button", name="+1 h").click()
    await expect(page.locator(".desk-time")).to_have_text("10:00")
    await desk.pass_time(86_400)
    await expect(page.locator(".desk-time")).to_have_text("Fri 10:00")
    await expect(page.get_by_role("link", name="Board")).to_have_attribute("href", desk_url)
    await page.close()

    assert desk.moves == [("Bearer token", 3600)]
