"""What the company has set, as its settings pages read it."""

from __future__ import annotations

from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import changes, company, in_force, seed, setting_rows, texts
from board.desk.texts import COMPANY_TEXTS, CompanyText
from board.settings import Settings
from board.values import Thing


class CompanyTextJson(TypedDict):
    """`texts` by language as the company set them, `defaults` what the desk says itself; `blanks` may stand in it."""

    key: str
    texts: dict[str, str]
    defaults: dict[str, str]
    is_default: bool
    longest: int
    blanks: list[str]
    version: int
    changed_by: str | None


class CompanyJson(TypedDict):
    """`agents_chat` is empty where the bot leaves every group; language and time zone are those in force."""

    agents_chat: str
    customer_megabytes_a_day: int
    tell_closed: Literal["on", "off"]
    tell_delays: Literal["on", "off"]
    language: str
    timezone: str
    version: int
    changed_by: str | None


class CompanyTextsJson(TypedDict):
    items: list[CompanyTextJson]


class HintPictureJson(TypedDict):
    """`refused` is what Telegram said of the company's own; then the desk's is shown."""

    is_own: bool
    name: str | None
    refused: str | None
    version: int


async def company_texts(session: AsyncSession) -> CompanyTextsJson:
    return {"items": [await company_text(session, text) for text in COMPANY_TEXTS.values()]}


async def company_settings(session: AsyncSession, environment: Settings) -> CompanyJson:
    now = await in_force.settings_in_force(session, environment)
    version = await changes.version(session, Thing.SETTING, *company.SET_ONCE)
    return {
        "agents_chat": await company.value_of(session, company.AGENTS_CHAT) or "",
        "customer_megabytes_a_day": await company.megabytes_a_day(session),
        "tell_closed": "on" if await company.tells_closed(session) else "off",
        "tell_delays": "on" if await company.tells_delays(session) else "off",
        "language": now.language,
        "timezone": now.timezone.key,
        "version": version,
        "changed_by": await changes.changed_by(session, version),
    }


async def company_text(session: AsyncSession, text: CompanyText) -> CompanyTextJson:
    own = await setting_rows.read(session, text.key)
    version = await changes.version(session, Thing.SETTING, text.key)
    return {
        "key": text.key,
        "texts": own,
        "defaults": texts.defaults(text),
        "is_default": own == seed.default_setting(text.key),
        "longest": text.longest,
        "blanks": list(text.blanks),
        "version": version,
        "changed_by": await changes.changed_by(session, version),
    }


async def hint_picture(session: AsyncSession) -> HintPictureJson:
    own = await setting_rows.read(session, company.REGISTRATION_PICTURE)
    return {
        "is_own": bool(own),
        "name": own.get("name"),
        "refused": own.get("refused"),
        "version": await changes.version(session, Thing.SETTING, company.REGISTRATION_PICTURE),
    }
