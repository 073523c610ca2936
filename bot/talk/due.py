"""Before something that was scheduled is said: what its customer wrote meanwhile comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from board.store.db import Transaction
from board.talk import scheduling
from board.values import Json
from bot.reminders import Reminder, remind

_LATE = timedelta(minutes=1)
"""Nobody was there at its time: what was written meanwhile may still be at Telegram."""
_PATIENCE = timedelta(seconds=3)


async def say(tx: Transaction, what: Mapping[str, Json]) -> None:
    """Say it, or come back to it once what is on its way in has been taken in."""
    scheduled, until = int(str(what["scheduled"])), datetime.fromisoformat(str(what["until"]))
    was_away = tx.now - until > _LATE and "again" not in what
    if was_away or await scheduling.is_writing(tx, scheduled):
        key, at = f"{scheduled}:{tx.now.isoformat()}", tx.now + _PATIENCE
        again = {**what, "again": True}
        again.pop("kind")
        await remind(tx, Reminder.SCHEDULED, key, f"scheduled:{scheduled}", at, **again)
        return
    await scheduling.fall_due(tx, scheduled)
