"""A bot between a real database and the sandbox, without its handlers."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot

from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from bot.inbound.bot_api import BotApi
from bot.outbound.pace import Pace
from bot.outbound.sender import Sender
from bot.telegram import make_bot
from sandbox.client import Person, Phone
from sandbox.server import serve
from tests.bot.machinery import turning
from tests.world import BOT

TOKEN = f"{BOT}:machinery"


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
async def anna(phone: Phone, bot: Bot) -> Person:
    """A customer who has written to the bot, as people must before it may write to them."""
    anna = await phone.person("Anna")
    await anna.send("hello")
    return anna


@pytest.fixture
def sender(database: Database, wake: Wake, bot: Bot, blobs: Blobs) -> Sender:
    return hurried_sender(database, wake, bot, blobs)


def hurried_sender(database: Database, wake: Wake, bot: Bot, blobs: Blobs) -> Sender:
    """A sender at a hundred times Telegram's pace."""
    hurry = Pace(lambda: time.monotonic() * 100)
    return Sender(database, wake, bot, blobs, pace=hurry, try_seconds=1)


@pytest.fixture
async def sending(sender: Sender) -> AsyncIterator[None]:
    async with turning(sender.run):
        yield
