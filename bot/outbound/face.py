"""The bot's name, descriptions and picture are told to Telegram whenever they differ from what it was told last."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from board.desk import bot_face
from board.desk.bot_face import LONGEST
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import SETTINGS, Wake, wait
from board.values import DESK, Json
from board.words.catalog import FALLBACK, LANGUAGES
from bot.inbound.bot_api import BotApi, Patience, TelegramRefused, Unreachable

log = structlog.get_logger()

_LOOK_SECONDS = 300.0
_METHOD = {
    "name": "setMyName",
    "short_description": "setMyShortDescription",
    "description": "setMyDescription",
}


async def follow(api: BotApi, database: Database, wake: Wake, blobs: Blobs) -> None:
    """For ever: tell Telegram what the owner changes."""
    patience = Patience("showing the bot's face")
    async with wake.on(SETTINGS) as woken:
        while True:
            woken.clear()
            try:
                await _tell(api, database, blobs)
                patience.over()
            except Unreachable as error:
                await patience.wait(error)
                continue
            except Exception:
                log.exception("the bot's face was not shown")
            await wait(woken, _LOOK_SECONDS)


async def _tell(api: BotApi, database: Database, blobs: Blobs) -> None:
    async with database.reading() as session:
        face, told = await bot_face.wanted(session), await bot_face.told(session)
    before = told.get("face", {}) if told.get("bot") == api.bot_id else {}
    if face == before or not (before or any(face.values())):
        return
    refused = None
    try:
        for part in LONGEST:
            await _tell_words(api, part, face.get(part, {}), before.get(part, {}))
        if face["picture"] is not None and face["picture"] != before.get("picture"):
            data = await asyncio.to_thread(blobs.path(face["picture"]).read_bytes)
            photo: Json = {"type": "static", "photo": "attach://picture"}
            await api.send_file("setMyProfilePhoto", {"photo": photo}, "picture", data)
        elif face["picture"] is None and before.get("picture") is not None:
            await api.ask("removeMyProfilePhoto", {})
    except TelegramRefused as error:
        refused = error.description
        log.info("telegram refuses the bot's face", error=str(error))
    await database.run(DESK, lambda tx: bot_face.note_told(tx, api.bot_id, face, refused))


async def _tell_words(api: BotApi, part: str, words: Mapping[str, str], before: Mapping[str, str]) -> None:
    """Only what changed, since Telegram allows few changes of a name a day. Without a language it is for all others."""
    everybody = {"": words.get(FALLBACK) or next(iter(words.values()), "")}
    of_all = {"": before.get(FALLBACK) or next(iter(before.values()), "")}
    for language, text in {**everybody, **{each: words.get(each, "") for each in LANGUAGES}}.items():
        if text != {**of_all, **before}.get(language, ""):
            params: dict[str, Any] = {part: text} | ({"language_code": language} if language else {})
            await api.ask(_METHOD[part], params)
