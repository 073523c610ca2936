"""The bot's name and descriptions at Telegram are what the owner decided, in each language."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pydantic import SecretStr

from board.desk import bot_face
from board.settings import Settings
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from board.values import DESK
from bot.app import assemble
from bot.inbound.bot_api import BotApi
from sandbox.client import Phone
from tests.bot.conftest import TOKEN
from tests.bot.machinery import until
from tests.sandbox.pictures import jpeg
from tests.world import BOT


async def test_telegram_is_told_what_changed_and_what_it_refused_is_kept(
    database: Database, wake: Wake, blobs: Blobs, api: BotApi, phone: Phone, telegram: str
) -> None:
    settings = Settings(bot_token=SecretStr(TOKEN), telegram_api=telegram)
    words = {"name": {"en": "Wash desk", "ru": "Мойка"}, "description": {"ru": "Поможем."}}

    async def name_is_told() -> bool:
        return await _name(api, "ru") == "Мойка"

    async def is_refused() -> bool:
        async with database.reading() as session:
            return (await bot_face.told(session)).get("refused") == "Bad Request: no"

    async with assemble(settings, database, wake, blobs):
        async with database.transaction(DESK) as tx:
            await bot_face.set_words(tx, words)
        await until(name_is_told)
        assert await _name(api, "id") == "Wash desk"
        assert await _description(api, "") == "Поможем."

        picture = jpeg()
        sha256, _ = await blobs.save(_pieces(picture))
        await phone.fault(method="setMyProfilePhoto", code=400, description="Bad Request: no")
        async with database.transaction(DESK) as tx:
            await bot_face.set_picture(tx, sha256, picture, "face.jpg")
        await until(is_refused)

    other = f"{BOT + 1}:other"
    async with (
        BotApi(other, telegram) as others,
        assemble(Settings(bot_token=SecretStr(other), telegram_api=telegram), database, wake, blobs),
    ):

        async def other_is_told() -> bool:
            return await _name(others, "ru") == "Мойка"

        await others.ask("getMe", {})
        await until(other_is_told)


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _name(api: BotApi, language: str) -> object:
    found = await api.result("getMyName", {"language_code": language} if language else {})
    return found["name"] if isinstance(found, dict) else None


async def _description(api: BotApi, language: str) -> object:
    found = await api.result("getMyDescription", {"language_code": language} if language else {})
    return found["description"] if isinstance(found, dict) else None
