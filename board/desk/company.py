"""What the company sets: its texts, the picture that shows where to find a number, and what is set once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import (
    bot_face,
    causes,
    changes,
    in_force,
    plans,
    privacy,
    retention,
    seed,
    setting_rows,
    texts,
)
from board.desk.texts import COMPANY_TEXTS, GREETING, REGISTRATION_TEXT, CompanyText
from board.errors import DeskError, Invalid, NotFound
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.files import forget_later
from board.text import clean, is_blank, utf16_length
from board.values import Json, Role, Thing
from board.words.catalog import FALLBACK, LANGUAGES

__all__ = ["GREETING", "REGISTRATION_TEXT"]

REGISTRATION_PICTURE, AGENTS_CHAT = "registration_picture", "agents_chat"
MEGABYTES_A_DAY = "customer_megabytes_a_day"
TELL_CLOSED, TELL_DELAYS = "tell_closed", "tell_delays"
SET_ONCE = (AGENTS_CHAT, MEGABYTES_A_DAY, TELL_CLOSED, TELL_DELAYS, in_force.TIMEZONE, in_force.LANGUAGE)
"""One value each, on one page."""
KEYS = (*COMPANY_TEXTS, REGISTRATION_PICTURE, *SET_ONCE)

FOR_EVERYBODY = FALLBACK
"""Used for languages without a text of their own."""

_SHOWN = {
    AGENTS_CHAT: "id",
    REGISTRATION_PICTURE: "name",
    MEGABYTES_A_DAY: "number",
    TELL_CLOSED: "value",
    TELL_DELAYS: "value",
    in_force.TIMEZONE: "value",
    in_force.LANGUAGE: "value",
}
_RESTORED_ELSEWHERE: Mapping[str, Callable[[Transaction, Json], Awaitable[None]]] = {
    privacy.PRIVACY: privacy.restore,
    retention.RETENTION: retention.restore,
    plans.RULES: plans.restore_rules,
    causes.CAUSES: causes.restore,
    bot_face.FACE: bot_face.restore,
    bot_face.PICTURE: bot_face.restore_picture,
}
_SWITCH = ("on", "off")
_USUAL_MEGABYTES, MOST_MEGABYTES = 500, 1_000_000


@allowed(Role.OWNER)
async def set_texts(
    tx: Transaction, key: str, wanted: Mapping[str, str] | None, version: int | None = None
) -> None:
    """Set a text in all languages at once; one that is not among `wanted` has none. None: as a new desk says it."""
    kind = _kind(key)
    words = {language: clean(text) for language, text in (wanted or {}).items() if not is_blank(text)}
    if wrong := _wrong(kind, words):
        raise Invalid("refused.text.wrong", wrong={f"texts.{code}": why for code, why in wrong.items()})
    await setting_rows.lock(tx, key)
    await changes.check(tx, Thing.SETTING, key, version)
    await _store(tx, key, seed.default_setting(key) if wanted is None else words)


async def set_text(tx: Transaction, key: str, text: str, language: str | None = None) -> None:
    """Set a text for one language; without one, for everybody, and the texts of all languages are replaced."""
    kind = _kind(key)
    if is_blank(clean(text)):
        raise Invalid("refused.setting.empty")
    code = language or FOR_EVERYBODY
    if wrong := _wrong(kind, {code: clean(text)}):
        raise wrong[code]
    others = await setting_rows.read(tx.session, key) if language else {}
    await set_texts(tx, key, {**others, code: text})


@allowed(Role.OWNER)
async def set_picture(tx: Transaction, sha256: str, name: str, mime: str, version: int | None = None) -> None:
    """The blob exists already. The old one is deleted later, when no queued message can need it."""
    await setting_rows.lock(tx, REGISTRATION_PICTURE)
    await changes.check(tx, Thing.SETTING, REGISTRATION_PICTURE, version)
    await _forget_picture(tx, except_for=sha256)
    await _store(tx, REGISTRATION_PICTURE, {"sha256": sha256, "name": clean(name), "mime": mime})


@allowed(Role.OWNER)
async def unset_picture(tx: Transaction, version: int | None = None) -> None:
    """Back to the desk's own; quiet if it is."""
    await setting_rows.lock(tx, REGISTRATION_PICTURE)
    await changes.check(tx, Thing.SETTING, REGISTRATION_PICTURE, version)
    await _clear(tx, REGISTRATION_PICTURE)


async def picture_refused(tx: Transaction, sha256: str, why: str) -> None:
    """Telegram does not take the company's picture: until another is set, the desk's own is shown."""
    await setting_rows.lock(tx, REGISTRATION_PICTURE)
    own = await setting_rows.read(tx.session, REGISTRATION_PICTURE)
    if own.get("sha256") == sha256:
        await setting_rows.put(tx, REGISTRATION_PICTURE, {**own, "refused": why})


@allowed(Role.OWNER)
async def set_several(tx: Transaction, wanted: Mapping[str, str], version: int | None = None) -> None:
    """Set some of `SET_ONCE` together, or none of them; the version is that of them all. An empty one is unset."""
    for key in SET_ONCE:
        await setting_rows.lock(tx, key)
    await changes.check(tx, Thing.SETTING, SET_ONCE[0], version, *SET_ONCE[1:])
    for key, value in wanted.items():
        if value:
            await set_one(tx, key, value)
        elif await value_of(tx.session, key) is not None:
            await unset(tx, key)


async def set_one(tx: Transaction, key: str, value: str) -> None:
    """Set one of `SET_ONCE` by the verb that checks it."""
    verbs = {
        AGENTS_CHAT: set_agents_chat,
        MEGABYTES_A_DAY: set_megabytes_a_day,
        TELL_CLOSED: set_tell_closed,
        TELL_DELAYS: set_tell_delays,
        in_force.TIMEZONE: in_force.set_timezone,
        in_force.LANGUAGE: in_force.set_language,
    }
    await verbs[key](tx, value)


@allowed(Role.OWNER)
async def set_agents_chat(tx: Transaction, chat: str) -> None:
    """Set the one group that the bot does not leave."""
    if not (chat.startswith("-") and chat[1:].isascii() and chat[1:].isdigit() and len(chat) < 20):
        raise Invalid("refused.setting.chat", AGENTS_CHAT, chat=chat)
    await setting_rows.lock(tx, AGENTS_CHAT)
    await _store(tx, AGENTS_CHAT, {"id": chat})


async def follow_chat(tx: Transaction, old: int, new: int) -> None:
    """A group that became a supergroup has another id; the agents' chat stays what it is."""
    await setting_rows.lock(tx, AGENTS_CHAT)
    if (await setting_rows.read(tx.session, AGENTS_CHAT)).get("id") == str(old):
        await _store(tx, AGENTS_CHAT, {"id": str(new)})


@allowed(Role.OWNER)
async def set_megabytes_a_day(tx: Transaction, number: str) -> None:
    """Set how much of one customer's files is fetched within a day."""
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_MEGABYTES):
        raise Invalid("refused.setting.megabytes", MEGABYTES_A_DAY, number=number, most=MOST_MEGABYTES)
    await setting_rows.lock(tx, MEGABYTES_A_DAY)
    await _store(tx, MEGABYTES_A_DAY, {"number": number})


async def megabytes_a_day(session: AsyncSession) -> int:
    return int(await value_of(session, MEGABYTES_A_DAY) or _USUAL_MEGABYTES)


@allowed(Role.OWNER)
async def set_tell_closed(tx: Transaction, value: str) -> None:
    """Whether customers hear that nobody is there: on, as at first, or off."""
    await _switch(tx, TELL_CLOSED, value)


@allowed(Role.OWNER)
async def set_tell_delays(tx: Transaction, value: str) -> None:
    """Whether customers hear without an agent that a promise will be broken: on, as at first, or off."""
    await _switch(tx, TELL_DELAYS, value)


async def tells_closed(session: AsyncSession) -> bool:
    return await value_of(session, TELL_CLOSED) != "off"


async def tells_delays(session: AsyncSession) -> bool:
    return await value_of(session, TELL_DELAYS) != "off"


async def value_of(session: AsyncSession, key: str) -> str | None:
    """Of a setting with one value, as the company set it."""
    return (await setting_rows.read(session, key)).get(_SHOWN[key])


@allowed(Role.OWNER)
async def unset(tx: Transaction, key: str, language: str | None = None) -> None:
    """Back to the default, for that language or for all."""
    if language is not None:
        _kind(key)
    await setting_rows.lock(tx, key)
    own, default = await setting_rows.read(tx.session, key), seed.default_setting(key)
    if (own if language is None else own.get(language)) in (None, {}):
        raise NotFound("refused.setting.not_set", name=key if language is None else f"{key}.{language}")
    if key == REGISTRATION_PICTURE:
        await unset_picture(tx)
    elif key in in_force.KEYS:
        await in_force.restore(tx, key, None)
    elif language is None:
        await _store(tx, key, default)
    else:
        await _unset_language(tx, key, language, own, default)


async def _unset_language(
    tx: Transaction, key: str, language: str, own: Mapping[str, str], default: Mapping[str, str]
) -> None:
    others = {name: text for name, text in own.items() if name != language}
    before = {language: default[language]} if language in default else {}
    await _store(tx, key, {**others, **before})


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """Make a setting what it was, by the verb that sets it."""
    words = {name: str(value) for name, value in before.items()} if isinstance(before, dict) else {}
    if key in in_force.KEYS:
        await in_force.restore(tx, key, before)
    elif key in _RESTORED_ELSEWHERE:
        await _RESTORED_ELSEWHERE[key](tx, before)
    elif key in COMPANY_TEXTS:
        await set_texts(tx, key, words)
    elif not words:
        await _clear(tx, key)
    elif key == REGISTRATION_PICTURE:
        await set_picture(tx, words["sha256"], words["name"], words["mime"])
    else:
        await set_one(tx, key, words[_SHOWN[key]])


async def everything(tx: Transaction) -> dict[str, str]:
    """The value of each key: one for each language of a text, for the picture its name."""
    found: dict[str, str] = {}
    for key in KEYS:
        if key in COMPANY_TEXTS:
            own = await setting_rows.read(tx.session, key)
            found |= {f"{key}.{language}": text for language, text in sorted(own.items())}
        elif (value := await value_of(tx.session, key)) is not None:
            found[key] = value
    return found


def _kind(key: str) -> CompanyText:
    if key not in COMPANY_TEXTS:
        raise Invalid("refused.setting.no_languages", name=key, others=", ".join(COMPANY_TEXTS))
    return COMPANY_TEXTS[key]


def _wrong(kind: CompanyText, words: Mapping[str, str]) -> dict[str, DeskError]:
    found = {language: _why_wrong(kind, language, text) for language, text in words.items()}
    return {language: why for language, why in found.items() if why is not None}


def _why_wrong(kind: CompanyText, language: str, text: str) -> DeskError | None:
    if language not in LANGUAGES:
        return Invalid("refused.language.unknown", name=language)
    if (length := utf16_length(text)) > kind.longest:
        return Invalid("refused.text.too_long", longest=kind.longest, length=length)
    strange = next((blank[0] for blank in texts.BLANK.finditer(text) if blank[1] not in kind.blanks), None)
    if strange is None:
        return None
    known = ", ".join(f"{{{name}}}" for name in kind.blanks)
    key = "refused.text.blank" if known else "refused.text.no_blanks"
    return Invalid(key, blank=strange, known=known)


async def _switch(tx: Transaction, key: str, value: str) -> None:
    if value not in _SWITCH:
        raise Invalid("refused.setting.switch", key, value=value)
    await setting_rows.lock(tx, key)
    await _store(tx, key, {"value": value})


async def _clear(tx: Transaction, key: str) -> None:
    await setting_rows.lock(tx, key)
    if key == REGISTRATION_PICTURE:
        await _forget_picture(tx)
    await _store(tx, key, {})


async def _store(tx: Transaction, key: str, value: Mapping[str, Any]) -> None:
    """Under its lock: store it, and note the change."""
    before = {
        name: part for name, part in (await setting_rows.read(tx.session, key)).items() if name != "refused"
    }
    await (setting_rows.put(tx, key, value) if value else setting_rows.remove(tx, key))
    await changes.note(tx, Thing.SETTING, key, dict(before) or None, dict(value) or None)


async def _forget_picture(tx: Transaction, except_for: str | None = None) -> None:
    before = (await setting_rows.read(tx.session, REGISTRATION_PICTURE)).get("sha256")
    if before is not None and before != except_for:
        await forget_later(tx, before, after=bot_face.OLD_PICTURE_KEPT_FOR)
