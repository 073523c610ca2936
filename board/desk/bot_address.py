"""Where the desk's bot is reached: its name at Telegram, as Telegram told it, and links that start it."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import texts
from board.errors import Conflict
from board.models import Setting
from board.settings import Settings
from board.store.db import Transaction

_KEY = "bot"
_TELEGRAM = "https://t.me"
_OTHER_NAMES = ("t.me", "telegram.me", "telegram.dog")


async def remember(tx: Transaction, bot_id: int, username: str) -> None:
    """What Telegram says of the bot whose token the desk has (Bot API, getMe)."""
    row = insert(Setting).values(key=_KEY, value={"id": bot_id, "username": username})
    await tx.session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )


async def username(session: AsyncSession) -> str | None:
    """None until Telegram has told it, which the bot asks when it starts."""
    return (await texts.setting(session, _KEY)).get("username")


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
