"""The steps of a desk's first day, and which of them the owner has put aside."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import setting_rows
from board.errors import NotFound
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import Role

_ASIDE = "first_day_aside"


class Step(StrEnum):
    """In the order in which the first day goes through them."""

    OWNER = "owner"
    """What whoever set the desk up is called."""
    PLACE = "place"
    """Language and time zone."""
    TOPICS = "topics"
    BOT = "bot"
    FACE = "face"
    """The bot's name and description at Telegram."""
    ACCOUNTS = "accounts"
    AGENT = "agent"
    """Somebody who answers beside the owner."""
    CUSTOMER = "customer"
    """Somebody who has written to the bot."""


@allowed(Role.OWNER)
async def put_aside(tx: Transaction, step: str, *, is_aside: bool) -> None:
    """Put a step aside, or take it up again."""
    if step not in tuple(Step):
        raise NotFound("refused.step.unknown", step=step)
    await setting_rows.lock(tx, _ASIDE)
    kept = [each for each in await aside(tx.session) if each != step] + ([step] if is_aside else [])
    await setting_rows.put(tx, _ASIDE, {"steps": " ".join(kept)})


async def aside(session: AsyncSession) -> list[str]:
    return str((await setting_rows.read(session, _ASIDE)).get("steps", "")).split()
