"""How the desk's bot shows itself at Telegram: name, description, what stands above an empty chat, picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes, pictures, setting_rows
from board.errors import Invalid
from board.settings import LANGUAGES
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.files import forget_later
from board.store.wake import CHANNEL, SETTINGS
from board.text import clean, is_blank, utf16_length
from board.values import Json, Role, Thing

Part = Literal["name", "short_description", "description"]
Words = Mapping[str, Mapping[str, str]]
"""Of each part, by language."""

LONGEST: Mapping[Part, int] = {"name": 64, "short_description": 120, "description": 512}
"""In characters (Bot API: setMyName, setMyShortDescription, setMyDescription)."""

FACE, PICTURE = "bot_face", "bot_picture"
OLD_PICTURE_KEPT_FOR = timedelta(days=30)
"""As long a new one can be taken back; no queued message needs it as long."""
_TOLD = "bot_face_told"


@allowed(Role.OWNER)
async def set_words(tx: Transaction, words: Words, seen: int | None = None) -> None:
    """The bot's words from now on; a language without words of its own is shown the English ones.

    The bot tells Telegram as soon as it can.
    """
    await setting_rows.lock(tx, FACE)
    await changes.check(tx, Thing.SETTING, FACE, seen)
    before: dict[str, Any] = dict(await setting_rows.read(tx.session, FACE))
    after: dict[str, Json] = {part: own for part in LONGEST if (own := _checked(part, words.get(part, {})))}
    await _store(tx, FACE, after)
    await changes.note(tx, Thing.SETTING, FACE, before or None, after or None)


@allowed(Role.OWNER)
async def set_picture(tx: Transaction, sha256: str, data: bytes, name: str, seen: int | None = None) -> None:
    """The bot's picture, a JPEG whose blob exists already (Bot API: InputProfilePhotoStatic)."""
    if pictures.type_of(data, name) != "image/jpeg":
        raise Invalid("refused.bot.picture_no_jpeg", "picture", name=name)
    await setting_rows.lock(tx, PICTURE)
    await changes.check(tx, Thing.SETTING, PICTURE, seen)
    await _decide_picture(tx, {"sha256": sha256, "name": clean(name)})


async def restore(tx: Transaction, before: Json) -> None:
    await set_words(tx, before if isinstance(before, dict) else {})  # type: ignore[arg-type]  # as it was noted


async def restore_picture(tx: Transaction, before: Json) -> None:
    await setting_rows.lock(tx, PICTURE)
    await _decide_picture(tx, before if isinstance(before, dict) else {})


async def _decide_picture(tx: Transaction, after: Mapping[str, Json]) -> None:
    before: dict[str, Json] = await setting_rows.read(tx.session, PICTURE)
    if before and before["sha256"] != after.get("sha256"):
        await forget_later(tx, str(before["sha256"]), after=OLD_PICTURE_KEPT_FOR)
    await _store(tx, PICTURE, after)
    await changes.note(tx, Thing.SETTING, PICTURE, before or None, dict(after) or None)


async def wanted(session: AsyncSession) -> dict[str, Any]:
    """What Telegram should show: words by part and language, and the picture's hash."""
    picture = await setting_rows.read(session, PICTURE)
    return {**await setting_rows.read(session, FACE), "picture": picture.get("sha256")}


async def told(session: AsyncSession) -> dict[str, Any]:
    """What Telegram was told last, of which bot, and `refused` with its reason if it did not take it."""
    return dict(await setting_rows.read(session, _TOLD))


async def note_told(
    tx: Transaction, bot_id: int, face: Mapping[str, Any], refused: str | None = None
) -> None:
    await setting_rows.put(tx, _TOLD, {"bot": bot_id, "face": dict(face), "refused": refused})


def _checked(part: Part, words: Mapping[str, str]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for language, written in words.items():
        field = f"{part}.{language}"
        if language not in LANGUAGES:
            raise Invalid("refused.language.unknown", field, name=language)
        if utf16_length(text := clean(written).strip()) > LONGEST[part]:
            raise Invalid("refused.text.too_long", field, longest=LONGEST[part], length=utf16_length(text))
        if not is_blank(text):
            found[language] = text
    return found


async def _store(tx: Transaction, key: str, value: Mapping[str, Any]) -> None:
    await setting_rows.put(tx, key, value)
    await tx.session.execute(select(func.pg_notify(CHANNEL, SETTINGS)))
