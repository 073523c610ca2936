"""All promises of a desk worked out again from the journal: a ticket whose rows say otherwise is mended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from board.store.db import Database, Transaction
from board.tickets import promises
from board.values import TIMER, TicketNumber
from sla import fold

_AT_ONCE = 500


@dataclass(frozen=True)
class Refolded:
    tickets: int
    mended: int


async def refold_all(database: Database) -> Refolded:
    """Tickets are compared a few hundred at a time, and locked only to be mended; the desk may be at work."""
    tickets = mended = 0
    after = TicketNumber(0)
    while True:
        async with database.reading() as session:
            numbers = await promises.numbers_after(session, after, _AT_ONCE)
            if not numbers:
                return Refolded(tickets, mended)
            different = await fold.differs(session, numbers[0], numbers[-1])
        for number in different:
            mended += await database.run(TIMER, partial(_mend, number=number))
        tickets, after = tickets + len(numbers), numbers[-1]


async def _mend(tx: Transaction, number: TicketNumber) -> bool:
    before = await promises.load(tx, number)
    await fold.refold(tx, number)
    return set(before) != set(await promises.load(tx, number))
