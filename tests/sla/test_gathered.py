"""Answers at the door count for the ticket they come to as what they were, in whichever order things happened."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from board.models import Comment
from board.people import customers, door
from board.store.db import Database, Transaction
from board.talk import conversation, sending
from board.tickets import promises
from board.values import DESK, Author, Delivery, Metric, TicketNumber, Timer, TimerState
from sla import clock, fold
from tests.bot.machinery import until
from tests.racing import is_waiting
from tests.world import World, parts_of, told

ACT_AT_MOST = 14


@pytest.fixture
async def world(database: Database) -> World:
    return await World(told(database, {"sla": fold.apply})).furnish()


class Visit:
    """One person who writes, is answered at the door and on the ticket, at random."""

    def __init__(self, world: World, telegram_id: int, seed: int) -> None:
        self.world, self.telegram_id, self.chance = world, telegram_id, random.Random(seed)
        self.number: TicketNumber | None = None
        self.counts_from: dict[int, datetime] = {}

    async def act(self) -> None:
        kinds = (self._write, self.answer, self._sent, self._refused, self._again, self._wait)
        await self.chance.choice(kinds)()

    async def open(self) -> None:
        self.number = await self.world.open(self.telegram_id)

    async def answers(self) -> list[Comment]:
        async with self.world.database.transaction(DESK) as tx:
            customer = await self.world.meet(tx, self.telegram_id)
            mine = Comment.customer_id == customer.id, Comment.author == Author.AGENT
            return list(await tx.session.scalars(select(Comment).where(*mine).order_by(Comment.id)))

    async def _write(self) -> None:
        await self.world.write(telegram_id=self.telegram_id)

    async def answer(self) -> None:
        said = await self.world.database.run(self.world.agent, self._answered)
        self.counts_from[said.id] = said.created_at

    async def _answered(self, tx: Transaction) -> Comment:
        if self.number is not None:
            return await conversation.reply(tx, self.number, "Looking into it.")
        customer = await customers.by_telegram(tx, self.telegram_id)
        assert customer is not None
        return await door.answer(tx, customer.id, "Looking into it.")

    async def _sent(self) -> None:
        if (comment := await self._one(Delivery.QUEUED)) is not None:
            await self.world.database.run(DESK, partial(_take, comment=comment, chat=self.telegram_id))

    async def _refused(self) -> None:
        if (comment := await self._one(Delivery.QUEUED)) is not None:
            await self.world.database.run(DESK, partial(sending.refused, comment_id=comment, reason="No."))

    async def _again(self) -> None:
        if (comment := await self._one(Delivery.FAILED)) is not None:
            self.counts_from[comment] = await self.world.database.run(
                self.world.agent, partial(_retry, comment=comment)
            )

    async def _wait(self) -> None:
        await self.world.pass_time(timedelta(minutes=self.chance.choice([1, 2, 4])))

    async def _one(self, state: Delivery) -> int | None:
        found = [comment.id for comment in await self.answers() if comment.delivery == state]
        return self.chance.choice(found) if found else None


async def _take(tx: Transaction, comment: int, chat: int) -> None:
    sent = {part.id: 10_000 + part.id for part in await parts_of(tx, comment)}
    await sending.delivered(tx, comment, sent, 1, chat)


async def _retry(tx: Transaction, comment: int) -> datetime:
    await sending.retry(tx, comment)
    return tx.now


async def first_response(world: World, number: TicketNumber) -> tuple[Timer, datetime]:
    async with world.database.transaction(DESK) as tx:
        (found,) = [t for t in await promises.load(tx, number) if t.metric is Metric.FIRST_RESPONSE]
        stands = await promises.load(tx, number)
        await fold.refold(tx, number)
        assert clock.advance(stands, tx.now) == await promises.load(tx, number)
        return clock.advance((found,), tx.now)[0], tx.now


@pytest.mark.parametrize("seed", range(12))
async def test_an_answer_counts_as_what_it_was_in_any_order(world: World, seed: int) -> None:
    visit = Visit(world, await world.customer(), seed)
    await world.write()
    for _ in range(visit.chance.randrange(ACT_AT_MOST)):
        await visit.act()
    await visit.open()
    for _ in range(visit.chance.randrange(ACT_AT_MOST)):
        await visit.act()
    assert visit.number is not None

    timer, now = await first_response(world, visit.number)

    answers = await visit.answers()
    due_at = timer.due_at
    assert due_at is not None
    accepted = [visit.counts_from[each.id] for each in answers if each.delivery == Delivery.SENT]
    if accepted:
        is_kept = min(accepted) <= due_at
        assert (timer.state, timer.ended_at) == (
            TimerState.MET if is_kept else TimerState.MISSED,
            min(accepted),
        )
    elif any(each.delivery == Delivery.QUEUED for each in answers):
        assert (timer.state in (TimerState.HELD, TimerState.MISSED), timer.ended_at) == (True, None)
    else:
        is_late = now > due_at
        assert timer.state is (TimerState.MISSED if is_late else TimerState.RUNNING)


async def test_an_answer_that_arrives_while_its_person_gets_a_ticket_counts(world: World) -> None:
    """The sender has the answer in hand, without a ticket, when another transaction gathers it."""
    await world.customer()
    await world.write()
    visit = Visit(world, 42, 0)
    await visit.answer()
    (answer,) = await visit.answers()
    async with world.database.transaction(DESK) as opening:
        person = await world.meet(opening, 42)
        ticket = await door.open_ticket(opening, person, "product", UTC)
        arriving = asyncio.create_task(world.database.run(DESK, partial(_take, comment=answer.id, chat=42)))
        await until(partial(is_waiting, world.database))
    await arriving

    timer, _ = await first_response(world, TicketNumber(ticket.number))

    assert (timer.state, timer.ended_at) == (TimerState.MET, answer.created_at)
