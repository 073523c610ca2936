"""The bot's name at Telegram is learned when the bot starts, so that page and commands can print links to it."""

from __future__ import annotations

import re

from board.desk import bot_address
from board.errors import Invalid, Unavailable
from board.store.db import Database
from board.values import DESK
from bot.inbound.bot_api import BotApi, Patience, TelegramRefused, Unreachable

_TOKEN = re.compile(r"[0-9]{1,19}:[A-Za-z0-9_-]{1,100}")
"""BotFather's are `123456:ABC-DEF`; nothing else may become a part of an address."""


async def ask(api: BotApi) -> str | None:
    """The user name of the token's bot (Bot API, getMe). Raises as `BotApi.result` does."""
    me = await api.result("getMe", {})
    name = me.get("username") if isinstance(me, dict) else None
    return name if isinstance(name, str) else None


async def whose(token: str, telegram: str) -> str:
    """The user name of the bot that this token is for, as Telegram says now."""
    if not _TOKEN.fullmatch(token):
        raise Invalid("refused.bot.token_form", "token")
    try:
        async with BotApi(token, telegram) as api:
            name = await ask(api)
    except TelegramRefused as error:
        if error.is_about_token:
            raise Invalid("refused.bot.token_wrong", "token") from None
        raise Unavailable("refused.bot.telegram_refuses", why=error.description) from None
    except Unreachable:
        raise Unavailable("refused.bot.telegram_silent") from None
    if name is None:
        raise Invalid("refused.bot.token_wrong", "token")
    return name


async def learn(api: BotApi, database: Database) -> None:
    """Ask until Telegram answers."""
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
