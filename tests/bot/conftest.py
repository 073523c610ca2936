"""A bot between a real database and the sandbox, without its conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot

from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from bot.bot_api import BotApi
from bot.sandbox.client import Phone
from bot.sandbox.server import serve
from bot.telegram import make_bot
from tests.world import BOT

TOKEN = f"{BOT}:machinery"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def wake(database_url: str) -> AsyncIterator[Wake]:
    async with Wake(database_url).listening() as wake:
        yield wake


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[str]:
    """The base address of a Bot API."""
    async with serve(tmp_path / "telegram") as url:
        yield url


@pytest.fixture
async def phone(telegram: str) -> AsyncIterator[Phone]:
    async with Phone(telegram) as phone:
        yield phone


@pytest.fixture
async def api(telegram: str) -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, telegram) as api:
        await api.ask("getMe", {})  # the sandbox's bot exists from its first call on
        yield api


@pytest.fixture
async def bot(api: BotApi, telegram: str) -> AsyncIterator[Bot]:
    async with make_bot(TOKEN, telegram).context(auto_close=True) as bot:
        yield bot


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "files")
