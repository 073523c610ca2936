"""Delivery to a webhook: the secret, order within a chat, redelivery, what getWebhookInfo tells."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.client import Person, Phone

pytestmark = pytest.mark.fast


@dataclass
class Hook:
    """A webhook that notes what it is given and answers as told."""

    url: str = ""
    status: Callable[[str], int] = lambda _text: 200
    calls: list[tuple[str, int]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    open: int = 0
    most_open: int = 0
    gate: asyncio.Event | None = None

    async def receive(self, request: web.Request) -> web.Response:
        update: dict[str, Any] = await request.json()
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        if self.gate:
            await self.gate.wait()
        text = update["message"]["text"]
        status = self.status(text)
        self.calls.append((text, status))
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.open -= 1
        self.news.set()
        return web.Response(status=status)

    async def until(self, is_enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not is_enough():
                self.news.clear()
                await self.news.wait()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    app = web.Application()
    app.router.add_post("/hook", made.receive)
    server = TestServer(app)
    await server.start_server()
    made.url = str(server.make_url("/hook"))
    yield made
    await server.close()


async def test_updates_are_posted_with_the_secret(bot: Bot, anna: Person, hook: Hook) -> None:
    await bot.set_webhook(hook.url, secret_token="s3cret")
    await anna.send("второе")
    await hook.until(lambda: len(hook.calls) == 2)

    assert [text for text, _ in hook.calls] == ["Здравствуйте", "второе"]
    assert hook.secrets == {"s3cret"}


async def test_a_refused_update_comes_again_before_later_ones(bot: Bot, anna: Person, hook: Hook) -> None:
    refusals = iter([500, 503])
    hook.status = lambda text: next(refusals, 200) if text == "Здравствуйте" else 200
    await anna.send("второе")
    await bot.set_webhook(hook.url)
    await hook.until(lambda: ("второе", 200) in hook.calls)

    assert hook.calls == [
        ("Здравствуйте", 500),
        ("Здравствуйте", 503),
        ("Здравствуйте", 200),
        ("второе", 200),
    ]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_one_chat_does_not_wait_for_another(bot: Bot, phone: Phone, anna: Person, hook: Hook) -> None:
    hook.status = lambda text: 500 if text == "Здравствуйте" else 200
    boris = await phone.person("Boris")
    await boris.send("мимо")
    await bot.set_webhook(hook.url)

    await hook.until(lambda: ("мимо", 200) in hook.calls and ("Здравствуйте", 500) in hook.calls)
    assert (await bot.get_webhook_info()).pending_update_count == 1


async def test_no_more_connections_than_allowed(bot: Bot, phone: Phone, hook: Hook) -> None:
    hook.gate = asyncio.Event()
    for name in ("a", "b", "c", "d"):
        await (await phone.person(name)).send(name)
    await bot.set_webhook(hook.url, max_connections=2)
    async with asyncio.timeout(10):
        while hook.open < 2:
            await phone.info()
    hook.gate.set()
    await hook.until(lambda: len(hook.calls) == 4)

    assert hook.most_open == 2


async def test_webhook_and_polling_exclude_each_other(bot: Bot, hook: Hook) -> None:
    await bot.set_webhook(hook.url, allowed_updates=["message"])
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == (hook.url, ["message"])

    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_only_this_machine_is_called(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="bad webhook"):
        await bot.set_webhook("https://desk.example/hook")
    with pytest.raises(TelegramBadRequest, match="secret token contains unallowed characters"):
        await bot.set_webhook("http://127.0.0.1:1/hook", secret_token="no spaces")
