"""What the owner decided about many tickets is done one by one, each in a transaction of its own.

Cards of removed columns go where they were sent; promises are given anew.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from board.desk import clearing
from board.queues import Queue
from board.store import jobs
from board.store.db import Database
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.wake import Wake
from board.store.workers import work_off
from board.tickets import moving, renewing
from board.tickets.renewing import Scope
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


async def renew_on(
    database: Database, actor: Actor, scope: Scope, after: TicketNumber, *, most: int = AT_ONCE
) -> TicketNumber | None:
    """Promise anew on this many tickets; returns the last one if there may be more."""
    async with database.reading() as session:
        numbers = await renewing.waiting(session, scope, after, most)
    for number in numbers:
        await database.run(actor, partial(renewing.renew, number=number))
    return numbers[-1] if len(numbers) == most else None


async def renew_begun(database: Database) -> None:
    """All that somebody wants promised anew, for a desk that may not be running."""
    async with database.reading() as session:
        claims = await jobs.waiting(session, Queue.CLEARING, renewing.ORDER_KEY)
    for claim in claims:
        actor, scope, after = _wanted(claim)
        while (last := await renew_on(database, actor, scope, after)) is not None:
            after = last


async def lead_on_all(database: Database) -> None:
    """All there are, for a desk that may not be running."""
    while await lead_on(database, DESK):
        pass


class Clearing:
    """The loop that does it for whoever decided it."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database = database
        self._wake = wake

    async def run(self, beat: Beat) -> None:
        await work_off(self._database, self._wake, beat, Queue.CLEARING, self._go_on, workers=1, lease=_LEASE)

    async def _go_on(self, claim: Claim) -> bool:
        """A part of the tickets; the rest is a job of its own, so that no lease is too short for its work."""
        if claim.order_key == renewing.ORDER_KEY:
            await self._renew(claim)
        elif await lead_on(self._database, _actor(claim)) == AT_ONCE:
            await self._database.run(_actor(claim), partial(clearing.begin, cards={"more": 1}))
        return True

    async def _renew(self, claim: Claim) -> None:
        actor, scope, after = _wanted(claim)
        last = await renew_on(self._database, actor, scope, after)
        if last is not None:
            await self._database.run(actor, partial(renewing.go_on, scope=scope, after=last))


def _actor(claim: Claim) -> Actor:
    agent = claim.json()["agent"]
    return Actor(ActorKind.AGENT, agent) if isinstance(agent, int) else DESK


def _wanted(claim: Claim) -> tuple[Actor, Scope, TicketNumber]:
    told = claim.json()
    return _actor(claim), Scope.of_json(told["renew"]), TicketNumber(int(str(told["after"])))


async def _one(database: Database, actor: Actor, number: TicketNumber) -> None:
    await database.run(actor, lambda tx: moving.move_on(tx, number))
