"""A listener that failed is told the event again, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import structlog

from board.queues import Queue
from board.store import jobs, journal
from board.store.db import Database, Listener, Transaction
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.trouble import describe, where
from board.store.wake import Wake
from board.store.workers import work_off
from board.tickets import locking
from board.values import DESK

log = structlog.get_logger()

QUEUE = Queue.REFOLD

_LEASE = timedelta(seconds=60)
_BACK_OFF = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1))


class Refold:
    """`retellers` replace listeners, by name, that cannot simply be told the same event twice."""

    def __init__(self, database: Database, wake: Wake, retellers: Mapping[str, Listener]) -> None:
        self._database = database
        self._wake = wake
        self._listeners = {**database.listeners, **retellers}

    async def run(self, beat: Beat) -> None:
        await work_off(self._database, self._wake, beat, QUEUE, self._tell, workers=1, lease=_LEASE)

    async def _tell(self, claim: Claim) -> None:
        try:
            await self._database.run(DESK, lambda tx: self._tell_in(tx, claim))
        except Exception as error:
            told = describe(error)
            log.error("listener failed again", job=claim.key, error=told, where=where(error))
            await self._database.run(DESK, lambda tx: _failed(tx, claim, told))

    async def _tell_in(self, tx: Transaction, claim: Claim) -> None:
        payload = claim.json()
        listener = self._listeners[str(payload["listener"])]
        event = await journal.by_key(tx.session, UUID(str(payload["event"])))
        if event is not None:
            if event.ticket is not None:
                await locking.lock(tx, event.ticket)
            tx.actor = event.actor
            effect = await listener(tx, event)
            if effect is not None:
                await effect()
        await jobs.finish(tx.session, claim)


async def _failed(tx: Transaction, claim: Claim, error: str) -> None:
    if claim.attempt <= len(_BACK_OFF):
        await jobs.retry(tx.session, claim, _BACK_OFF[claim.attempt - 1], error)
    else:
        await jobs.park(tx.session, claim, error)
