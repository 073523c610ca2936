"""The list of commands that Telegram shows beside the input field."""

from __future__ import annotations

import structlog

from board.values import Json
from board.words.catalog import LANGUAGES, keys, say
from bot.inbound.bot_api import BotApi, TelegramRefused, Unreachable

log = structlog.get_logger()

_KEY = "bot_command."

COMMANDS = tuple(key.removeprefix(_KEY) for key in keys(_KEY))
"""Those that the catalogs describe, in their order."""


async def tell(api: BotApi, language: str) -> None:
    """The list in every language we speak, in `language` for everybody else (setMyCommands)."""
    try:
        await api.ask("setMyCommands", {"commands": _in(language)})
        for spoken in LANGUAGES:
            await api.ask("setMyCommands", {"commands": _in(spoken), "language_code": spoken})
    except (TelegramRefused, Unreachable) as error:
        log.info("commands not listed", error=str(error))


def _in(language: str) -> list[Json]:
    return [{"command": name, "description": say(language, _KEY + name)} for name in COMMANDS]
