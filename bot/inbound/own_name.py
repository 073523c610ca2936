"""The bot's name at Telegram is learned when the bot starts, so that page and commands can print links to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from board.desk import bot_address
from board.store.db import Database
from board.values import DESK
from bot.inbound.bot_api import BotApi, Patience, TelegramRefused, Unreachable


@asynccontextmanager
async def learned(api: BotApi, database: Database) -> AsyncIterator[None]:
    """Ask in the background until Telegram answers; nothing waits for it."""
    learning = asyncio.create_task(_learn(api, database))
    try:
        yield
    finally:
        learning.cancel()
        await asyncio.wait([learning])


async def ask(api: BotApi) -> str | None:
    """The user name of the token's bot (Bot API, getMe). Raises as `BotApi.result` does."""
    me = await api.result("getMe", {})
    name = me.get("username") if isinstance(me, dict) else None
    return name if isinstance(name, str) else None


async def _learn(api: BotApi, database: Database) -> None:
    patience = Patience("learning the bot's name")
    while True:
        try:
            name = await ask(api)
            break
        except (TelegramRefused, Unreachable) as error:
            await patience.wait(error)
    patience.over()
    if name is not None:
        await database.run(DESK, lambda tx: bot_address.remember(tx, api.bot_id, name))
