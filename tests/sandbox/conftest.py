"""A sandbox in this process, a phone, and a real aiogram bot of its own for every test."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from playwright.async_api import Browser, Page, expect

from sandbox import serve
from sandbox.client import Person, Phone


class Hands:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


_numbers = itertools.count(1001)


def connect(session: AiohttpSession, url: str, number: int) -> Bot:
    session.api = TelegramAPIServer.from_base(url)
    return Bot(f"{number}:secret", session=session)


@pytest.fixture(scope="session")
async def session() -> AsyncIterator[AiohttpSession]:
    """One for all tests: making its TLS context takes a third of a second."""
    made = AiohttpSession()
    yield made
    await made.close()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def url(tmp_path: Path, hands: Hands) -> AsyncIterator[str]:
    async with serve(tmp_path, clock=hands, first_pause_seconds=0.01) as base:
        yield base


@pytest.fixture
async def bot(session: AiohttpSession, url: str) -> Bot:
    made = connect(session, url, next(_numbers))
    await made.get_me()
    return made


@pytest.fixture
async def phone(url: str) -> AsyncIterator[Phone]:
    async with Phone(url) as made:
        yield made


@pytest.fixture
async def anna(phone: Phone, bot: Bot) -> Person:
    """A customer who has said hello: her first message waits for the bot."""
    person = await phone.person("Anna Petrova", "ru")
    await person.send("Здравствуйте")
    return person


@pytest.fixture
async def page(browser: Browser, url: str, anna: Person) -> AsyncIterator[Page]:
    """The page with Anna's chat open; it must not complain."""
    context = await browser.new_context(permissions=["microphone"])
    made = await context.new_page()
    complaints: list[str] = []
    made.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    await made.goto(url)
    await expect(made.get_by_text("Здравствуйте").last).to_be_visible()
    yield made
    await context.close()
    assert complaints == []
