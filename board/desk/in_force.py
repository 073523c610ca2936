"""What the owner decided that every process is built with: the bot's token, the desk's zone and language.

The environment's token goes before the owner's; zone and language of the environment are only what a desk begins with.
"""

from __future__ import annotations

from typing import get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import bot_address, changes, seed, setting_rows
from board.errors import Conflict, Invalid
from board.models import Setting
from board.settings import Language, Settings
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.wake import CHANNEL, SETTINGS
from board.values import Json, Role, Thing

TIMEZONE, LANGUAGE, BOT_TOKEN = "timezone", "language", "bot_token"
KEYS = (TIMEZONE, LANGUAGE, BOT_TOKEN)
_BEGAN = "began"
"""In which language the default names stood before any was decided, so that they can go back to it."""


async def settings_in_force(session: AsyncSession, environment: Settings) -> Settings:
    """The environment's settings with what the owner decided instead."""
    rows = await session.execute(select(Setting.key, Setting.value).where(Setting.key.in_(KEYS)))
    decided = {key: value["value"] for key, value in rows}
    update: dict[str, object] = {}
    if TIMEZONE in decided:
        update["timezone"] = ZoneInfo(decided[TIMEZONE])
    if LANGUAGE in decided:
        update["language"] = decided[LANGUAGE]
    if BOT_TOKEN in decided and environment.bot_token is None:
        update["bot_token"] = SecretStr(decided[BOT_TOKEN])
    return environment.model_copy(update=update) if update else environment


async def has_bot_token(session: AsyncSession) -> bool:
    """Whether the owner has given one."""
    return await session.get(Setting, BOT_TOKEN) is not None


async def token_is_of_environment(session: AsyncSession, settings: Settings) -> bool:
    """Whether the settings in force have another token than the owner gave."""
    own, token = await session.get(Setting, BOT_TOKEN), settings.bot_token
    return token is not None and (own is None or own.value["value"] != token.get_secret_value())


@allowed(Role.OWNER)
async def set_timezone(tx: Transaction, name: str, seen: int | None = None) -> None:
    """The zone of whoever told us none, as the zone database names it."""
    if name not in available_timezones():
        raise Invalid("refused.timezone.unknown", "timezone", name=name)
    await _decide(tx, TIMEZONE, name, seen)


@allowed(Role.OWNER)
async def set_language(tx: Transaction, name: str, seen: int | None = None) -> None:
    """In which the desk speaks to whoever told us nothing, and names what nobody has named."""
    if name not in get_args(Language):
        raise Invalid("refused.language.unknown", "language", name=name)
    row = await setting_rows.read(tx.session, LANGUAGE)
    began = row.get(_BEGAN) if row else await seed.language_of_names(tx.session)
    await _decide(tx, LANGUAGE, name, seen, **({_BEGAN: began} if began else {}))
    await seed.rename(tx, name)


@allowed(Role.OWNER)
async def set_bot_token(tx: Transaction, token: str, username: str, seen: int | None = None) -> None:
    """The token of the bot that customers write to; the caller has asked Telegram whose it is."""
    await setting_rows.lock(tx, BOT_TOKEN)
    await changes.check(tx, Thing.SETTING, BOT_TOKEN, seen)
    before = await _value(tx.session, BOT_TOKEN)
    await _store(tx, BOT_TOKEN, token)
    if before != token:
        await changes.note(tx, Thing.SETTING, BOT_TOKEN, _hidden(before), {"bot": username})
    await bot_address.remember(tx, int(_bot_of(token)), username)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """Take a change back. A token is kept nowhere, so it can only be given again."""
    if key == BOT_TOKEN:
        raise Conflict("refused.bot.token_not_kept")
    if isinstance(before, str):
        await (set_timezone if key == TIMEZONE else set_language)(tx, before)
    else:
        began = (await setting_rows.read(tx.session, key)).get(_BEGAN)
        await _decide(tx, key, None, None)
        if began is not None:
            await seed.rename(tx, began)


async def _decide(tx: Transaction, key: str, value: str | None, seen: int | None, **more: str) -> None:
    await changes.check(tx, Thing.SETTING, key, seen)
    before = await _value(tx.session, key)
    if value is None:
        await setting_rows.remove(tx, key)
    else:
        await _store(tx, key, value, **more)
    await changes.note(tx, Thing.SETTING, key, before, value)
    await _tell_processes(tx)


async def _store(tx: Transaction, key: str, value: str, **more: str) -> None:
    await setting_rows.put(tx, key, {"value": value, **more})
    await _tell_processes(tx)


async def _tell_processes(tx: Transaction) -> None:
    await tx.session.execute(select(func.pg_notify(CHANNEL, SETTINGS)))


async def _value(session: AsyncSession, key: str) -> str | None:
    row = await session.get(Setting, key, populate_existing=True)
    return row.value["value"] if row is not None else None


def _hidden(token: str | None) -> Json:
    return None if token is None else {"bot": _bot_of(token)}


def _bot_of(token: str) -> str:
    """A token's bot, whose number is its first part; the rest is a secret."""
    return token.partition(":")[0]
