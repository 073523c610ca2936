"""A desk with the default boards, one customer, and the clock listening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import pytest

from board.desk import seed
from board.facts import (
    CommentMovedAway,
    CustomerWrote,
    DeliveryChanged,
    Event,
    TicketUndone,
    TicketUnreachable,
)
from board.models import Agent, Customer, Ticket
from board.store import journal
from board.store.db import Database, advance_clock
from board.talk import conversation
from board.tickets import locking, moving, promises
from board.values import (
    DESK,
    Actor,
    AgentId,
    CommentId,
    CustomerId,
    Delivery,
    TicketNumber,
    Timer,
    agent_actor,
)
from sla import fold
from tests.world import told

TicketFact: TypeAlias = CommentMovedAway | CustomerWrote | DeliveryChanged | TicketUndone | TicketUnreachable


@dataclass
class Desk:
    database: Database
    customer: CustomerId
    agent: Actor

    async def open(self, topic: str = "product") -> TicketNumber:
        async with self.database.transaction(DESK) as tx:
            customer = await tx.session.get_one(Customer, self.customer)
            return TicketNumber((await moving.open_ticket(tx, customer, topic)).number)

    async def answer(self, number: TicketNumber) -> CommentId:
        """A reply that Telegram takes at once."""
        async with self.database.transaction(self.agent) as tx:
            comment = CommentId((await conversation.reply(tx, number, "Looking into it.")).id)
        await self.tell(DeliveryChanged(number, comment, self.customer, Delivery.SENT))
        return comment

    async def tell(self, fact: TicketFact) -> None:
        """Records an event without its verb, which would need a longer story."""
        assert fact.ticket is not None
        async with self.database.transaction(DESK) as tx:
            await locking.lock(tx, fact.ticket)
            await tx.record(fact)

    async def pass_time(self, by: timedelta) -> None:
        async with self.database.transaction(DESK) as tx:
            await advance_clock(tx, by)

    async def ticket(self, number: TicketNumber) -> Ticket:
        async with self.database.transaction(DESK) as tx:
            return await tx.session.get_one(Ticket, number)

    async def timers(self, number: TicketNumber) -> tuple[Timer, ...]:
        async with self.database.transaction(DESK) as tx:
            return await promises.load(tx, number)

    async def events(self, number: TicketNumber) -> list[Event]:
        async with self.database.reading() as session:
            return await journal.of_ticket(session, number)


@pytest.fixture
async def desk(database: Database) -> Desk:
    database = told(database, {"sla": fold.apply})
    async with database.transaction(DESK) as tx:
        await seed.seed(tx)
        agent = Agent(name="Vera", created_at=tx.now)
        customer = Customer(telegram_id=42, name="Anton", language="ru", created_at=tx.now)
        tx.session.add_all([agent, customer])
        await tx.session.flush()
    return Desk(database, CustomerId(customer.id), agent_actor(AgentId(agent.id)))
