"""Where the desk's bot is reached: its name at Telegram, as Telegram told it, and links that start it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import setting_rows
from board.errors import Conflict
from board.settings import Settings
from board.store.db import Transaction

_KEY = "bot"
_TELEGRAM = "https://t.me"
_OTHER_NAMES = ("t.me", "telegram.me", "telegram.dog")


async def remember(tx: Transaction, bot_id: int, username: str) -> None:
    """What Telegram says of the bot whose token the desk has (Bot API, getMe)."""
    await setting_rows.put(tx, _KEY, {"id": bot_id, "username": username})


async def username(session: AsyncSession) -> str | None:
    """None until Telegram has told it, which the bot asks when it starts."""
    return (await setting_rows.read(session, _KEY)).get("username")


async def bot_id(session: AsyncSession) -> int | None:
    """Telegram's number for it."""
    return (await setting_rows.read(session, _KEY)).get("id")


async def known_username(session: AsyncSession) -> str:
    name = await username(session)
    if name is None:
        raise Conflict("refused.bot.nameless")
    return name


def leads_to(settings: Settings, username: str, link: str) -> bool:
    """Whether a link opens this bot: one of ours, or one in another form that Telegram takes."""
    address, _, query = link.partition("?")
    if address.lower() == "tg://resolve":
        return f"&{query}&".lower().find(f"&domain={username.lower()}&") >= 0
    bare = address.lower().removeprefix("https://").removeprefix("http://")
    ours = _base(settings).partition("//")[2]
    return bare in {f"{host}/{username}".lower() for host in (ours, *_OTHER_NAMES)}


def link(settings: Settings, username: str, start: str = "") -> str:
    """A link that opens the bot and says `/start START` to it; in practice it opens the sandbox's phone."""
    address = f"{_base(settings)}/{username}"
    return f"{address}?start={start}" if start else address


def _base(settings: Settings) -> str:
    return settings.telegram_api if settings.practice else _TELEGRAM
