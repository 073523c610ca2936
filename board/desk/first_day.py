"""The steps of a desk's first day, and which of them the owner has put aside."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import texts
from board.errors import NotFound
from board.models import Setting
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import Role

_ASIDE = "first_day_aside"


class Step(StrEnum):
    """In the order in which the first day goes through them."""

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
    kept = [each for each in await aside(tx.session) if each != step] + ([step] if is_aside else [])
    row = insert(Setting).values(key=_ASIDE, value={"steps": " ".join(kept)})
    await tx.session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )


async def aside(session: AsyncSession) -> list[str]:
    return (await texts.setting(session, _ASIDE)).get("steps", "").split()
