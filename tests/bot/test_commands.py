"""The commands Telegram lists: in everybody's language, and never in the way."""

from __future__ import annotations

from pydantic import SecretStr

from board.settings import Settings
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from bot.app import assemble
from bot.inbound.bot_api import BotApi
from bot.talk import commands
from sandbox.client import Phone
from tests.bot.conftest import TOKEN
from tests.bot.machinery import until


async def test_commands_are_listed_in_every_language_once_the_bot_starts(
    database: Database, wake: Wake, blobs: Blobs, api: BotApi, telegram: str
) -> None:
    settings = Settings(bot_token=SecretStr(TOKEN), telegram_api=telegram, language="ru")

    russian = [
        ("menu", "Показать кнопки меню"),
        ("start", "Начать"),
        ("mydata", "Получить всё, что о вас хранится"),
    ]

    async def are_listed() -> bool:
        return await _listed(api, "ru") == russian

    async with assemble(settings, database, wake, blobs):
        await until(are_listed)

    english = await _listed(api, "en")
    assert english[:2] == [("menu", "Show the menu's buttons"), ("start", "Begin")]
    assert await _listed(api, "") == await _listed(api, "ru")


async def test_a_server_that_does_not_know_commands_is_no_trouble(api: BotApi, phone: Phone) -> None:
    await phone.fault(method="setMyCommands", code=404, description="Not Found")

    await commands.tell(api, "en")

    assert await _listed(api, "en") == []


async def _listed(api: BotApi, language: str) -> list[tuple[object, object]]:
    found = await api.result("getMyCommands", {"language_code": language} if language else {})
    assert isinstance(found, list)
    return [(one["command"], one["description"]) for one in found if isinstance(one, dict)]
