"""Cards of removed columns go where the owner said, each in a transaction of its own."""

from __future__ import annotations

from datetime import timedelta

from board.desk import clearing
from board.queues import Queue
from board.store.db import Database
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.wake import Wake
from board.store.workers import work_off
from board.tickets import moving
from board.values import DESK, Actor, ActorKind, TicketNumber

AT_ONCE = 100
_LEASE = timedelta(seconds=60)


async def lead_on(database: Database, actor: Actor, *, most: int = AT_ONCE) -> int:
    """Move this many cards out of removed columns; returns how many there were. Any number may do it at once."""
    async with database.reading() as session:
        numbers = await clearing.left_behind(session, most)
    for number in numbers:
        await _one(database, actor, number)
    return len(numbers)


async def lead_on_all(database: Database) -> None:
    """All there are, for a desk that may not be running."""
    while await lead_on(database, DESK):
        pass


class Clearing:
    """The loop that does it for whoever removed the column."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database = database
        self._wake = wake

    async def run(self, beat: Beat) -> None:
        await work_off(
            self._database, self._wake, beat, Queue.CLEARING, self._lead_on, workers=1, lease=_LEASE
        )

    async def _lead_on(self, claim: Claim) -> bool:
        """A part of the cards; the rest is a job of its own, so that no lease is too short for its work."""
        agent = claim.json()["agent"]
        actor = Actor(ActorKind.AGENT, agent) if isinstance(agent, int) else DESK
        if await lead_on(self._database, actor) == AT_ONCE:
            await self._database.run(actor, lambda tx: clearing.begin(tx, {"more": 1}))
        return True


async def _one(database: Database, actor: Actor, number: TicketNumber) -> None:
    await database.run(actor, lambda tx: moving.move_on(tx, number))
