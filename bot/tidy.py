"""What was kept only for a while is forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from board import attachments, door
from board.events import DESK
from board.store import jobs
from board.store.db import Database
from board.store.loops import Beat

KEPT_AFTER_HANDLING = timedelta(hours=72)

_SECONDS = 600.0
_IDLE_SECONDS = 5.0


async def tidy(database: Database, beat: Beat) -> None:
    """Turn for ever: keys of handled updates, old words at the door and unsent uploads go."""
    while True:
        beat.turn()
        await _forget_rows(database)
        await _idle(beat)


async def _forget_rows(database: Database) -> None:
    async with database.transaction(DESK) as tx:
        await jobs.forget_done(tx.session, KEPT_AFTER_HANDLING)
    async with database.transaction(DESK) as tx:
        await door.forget_old(tx)
    async with database.transaction(DESK) as tx:
        await attachments.forget_unsent(tx)


async def _idle(beat: Beat) -> None:
    for _ in range(round(_SECONDS / _IDLE_SECONDS)):
        beat.turn()
        await asyncio.sleep(_IDLE_SECONDS)
