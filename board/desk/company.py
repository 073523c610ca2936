"""What the company sets: its texts, the picture that shows where to find a number, the agents' chat."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from board.desk import seed, texts
from board.errors import Invalid, NotFound
from board.models import Setting
from board.store.db import Transaction
from board.store.files import forget_later
from board.text import MAX_CAPTION, MAX_TEXT, clean, is_blank, utf16_length

GREETING, REGISTRATION_TEXT = "greeting", "registration_text"
REGISTRATION_PICTURE, AGENTS_CHAT = "registration_picture", "agents_chat"
MEGABYTES_A_DAY = "customer_megabytes_a_day"
KEYS = (GREETING, REGISTRATION_TEXT, REGISTRATION_PICTURE, AGENTS_CHAT, MEGABYTES_A_DAY)

FOR_EVERYBODY = "en"
"""Used for languages without a text of their own."""

_LONGEST = {
    GREETING: MAX_TEXT,
    REGISTRATION_TEXT: MAX_CAPTION,
}  # one is a message, the other a picture's caption
_SHOWN = {AGENTS_CHAT: "id", REGISTRATION_PICTURE: "name", MEGABYTES_A_DAY: "number"}
_USUAL_MEGABYTES, _MOST_MEGABYTES = 500, 1_000_000
_PLACEHOLDER = re.compile(r"\{+\w+\}+")
_OLD_PICTURE_KEPT_FOR = timedelta(days=1)


async def set_text(tx: Transaction, key: str, text: str, language: str | None = None) -> None:
    """Set a text for one language; without one, for everybody, and the texts of all languages are replaced."""
    longest = _longest(key)
    if is_blank(text := clean(text)):
        raise Invalid("refused.setting.empty")
    if utf16_length(text) > longest:
        raise Invalid("refused.setting.too_long", name=key, most=longest, length=utf16_length(text))
    if found := _PLACEHOLDER.search(text):
        raise Invalid("refused.setting.blanks", name=key, blank=found[0])
    others = await texts.setting(tx.session, key) if language else {}
    await _store(tx, key, {**others, language or FOR_EVERYBODY: text})


async def set_picture(tx: Transaction, sha256: str, name: str, mime: str) -> None:
    """The blob exists already. The old one is deleted later, when no queued message can need it."""
    await _forget_picture(tx, except_for=sha256)
    await _store(tx, REGISTRATION_PICTURE, {"sha256": sha256, "name": clean(name), "mime": mime})


async def picture_refused(tx: Transaction, sha256: str, why: str) -> None:
    """Telegram does not take the company's picture: until another is set, the desk's own is shown."""
    own = await texts.setting(tx.session, REGISTRATION_PICTURE)
    if own.get("sha256") == sha256:
        await _store(tx, REGISTRATION_PICTURE, {**own, "refused": why})


async def set_agents_chat(tx: Transaction, chat: str) -> None:
    """Set the one group that the bot does not leave."""
    if not (chat.startswith("-") and chat[1:].isascii() and chat[1:].isdigit() and len(chat) < 20):
        raise Invalid("refused.setting.chat", chat=chat)
    await _store(tx, AGENTS_CHAT, {"id": chat})


async def follow_chat(tx: Transaction, old: int, new: int) -> None:
    """A group that became a supergroup has another id; the agents' chat stays what it is."""
    if (await texts.setting(tx.session, AGENTS_CHAT)).get("id") == str(old):
        await _store(tx, AGENTS_CHAT, {"id": str(new)})


async def set_megabytes_a_day(tx: Transaction, number: str) -> None:
    """Set how much of one customer's files is fetched within a day."""
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= _MOST_MEGABYTES):
        raise Invalid("refused.setting.megabytes", number=number, most=_MOST_MEGABYTES)
    await _store(tx, MEGABYTES_A_DAY, {"number": number})


async def megabytes_a_day(tx: Transaction) -> int:
    return int((await texts.setting(tx.session, MEGABYTES_A_DAY)).get("number", _USUAL_MEGABYTES))


async def unset(tx: Transaction, key: str, language: str | None = None) -> None:
    """Back to the default, for that language or for all."""
    if language is not None:
        _longest(key)
    own, default = await texts.setting(tx.session, key), seed.default_setting(key)
    if (own if language is None else own.get(language)) in (None, {}):
        raise NotFound("refused.setting.not_set", name=key if language is None else f"{key}.{language}")
    if key == REGISTRATION_PICTURE:
        await _forget_picture(tx)
    if language is None:
        await _store(tx, key, default)
        return
    others = {name: text for name, text in own.items() if name != language}
    before = {language: default[language]} if language in default else {}
    await _store(tx, key, {**others, **before})


async def everything(tx: Transaction) -> dict[str, str]:
    """The value of each key: one for each language of a text, for the picture its name."""
    found: dict[str, str] = {}
    for key in KEYS:
        value = await texts.setting(tx.session, key)
        if key in _LONGEST:
            found |= {f"{key}.{language}": text for language, text in sorted(value.items())}
        elif value:
            found[key] = value[_SHOWN[key]]
    return found


def _longest(key: str) -> int:
    if key not in _LONGEST:
        raise Invalid("refused.setting.no_languages", name=key, others=", ".join(_LONGEST))
    return _LONGEST[key]


async def _store(tx: Transaction, key: str, value: Mapping[str, Any]) -> None:
    if not value:
        row = await tx.session.get(Setting, key)
        if row is not None:
            await tx.session.delete(row)
        return
    statement = insert(Setting).values(key=key, value=dict(value))
    await tx.session.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_={"value": statement.excluded.value})
    )


async def _forget_picture(tx: Transaction, except_for: str | None = None) -> None:
    before = (await texts.setting(tx.session, REGISTRATION_PICTURE)).get("sha256")
    if before is not None and before != except_for:
        await forget_later(tx, before, after=_OLD_PICTURE_KEPT_FOR)
