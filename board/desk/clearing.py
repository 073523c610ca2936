"""Cards that stand in removed columns: which they are, and the work of leading each on."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Column, Ticket
from board.queues import Queue
from board.store.db import Transaction
from board.store.jobs import Job
from board.values import TicketNumber

ORDER_KEY = "layout"


async def begin(tx: Transaction, cards: Mapping[str, int]) -> None:
    """Have the cards led on once this transaction has ended, if there are any."""
    if any(cards.values()):
        await tx.later(
            Job(
                queue=Queue.CLEARING, key=str(uuid4()), order_key=ORDER_KEY, payload={"agent": tx.actor.agent}
            )
        )


async def left_behind(session: AsyncSession, most: int) -> list[TicketNumber]:
    """Tickets in removed columns."""
    found = await session.scalars(
        select(Ticket.number)
        .join(Column, (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key))
        .where(Column.removed_at.is_not(None))
        .order_by(Ticket.number)
        .limit(most)
    )
    return list(found)
