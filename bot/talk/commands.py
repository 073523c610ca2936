"""The list of commands that Telegram shows beside the input field."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import DBAPIError

from board.desk import privacy
from board.desk.privacy import Mode
from board.store.db import Database
from board.store.trouble import describe
from board.store.wake import SETTINGS, Wake, wait
from board.values import Json
from board.words.catalog import LANGUAGES, keys, say
from bot.inbound.bot_api import BotApi, TelegramRefused, Unreachable

log = structlog.get_logger()

_KEY = "bot_command."
_LOOK_SECONDS = 300.0

COMMANDS = tuple(key.removeprefix(_KEY) for key in keys(_KEY))
"""Those that the catalogs describe, in their order."""


async def follow(api: BotApi, database: Database, wake: Wake, language: str) -> None:
    """For ever: tell Telegram the list, anew when the company begins or ends to show a privacy text.

    Telegram leads from the bot's profile to /privacy where that is listed, else to a text of its own.
    """
    told: bool | None = None
    async with wake.on(SETTINGS) as woken:
        while True:
            woken.clear()
            try:
                async with database.reading() as session:
                    has_privacy = (await privacy.rules(session)).mode is not Mode.OFF
                if has_privacy != told:
                    await tell(api, language, has_privacy=has_privacy)
                    told = has_privacy
            except (OSError, DBAPIError) as error:
                log.info("commands not looked at", error=describe(error))
            await wait(woken, _LOOK_SECONDS)


async def tell(api: BotApi, language: str, *, has_privacy: bool = False) -> None:
    """The list in every language we speak, in `language` for everybody else (setMyCommands)."""
    try:
        await api.ask("setMyCommands", {"commands": _in(language, has_privacy=has_privacy)})
        for spoken in LANGUAGES:
            commands = _in(spoken, has_privacy=has_privacy)
            await api.ask("setMyCommands", {"commands": commands, "language_code": spoken})
    except (TelegramRefused, Unreachable) as error:
        log.info("commands not listed", error=str(error))


def _in(language: str, *, has_privacy: bool) -> list[Json]:
    described = {name: _KEY + name for name in COMMANDS} | (
        {"privacy": "privacy.command"} if has_privacy else {}
    )
    return [{"command": name, "description": say(language, key)} for name, key in described.items()]
