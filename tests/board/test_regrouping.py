"""Words taken off a ticket, tickets that an agent opens, and both mixed with merges, writes and kills."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from board.errors import Conflict, DeskError, Invalid, NotFound
from board.models import Comment, Ticket
from board.people import accounts, opening
from board.talk import conversation, regrouping, sending
from board.tickets import marking, merging, moving, promises, snoozing, undoing
from board.values import BY_AGENT, DESK, Metric, State, TicketNumber, Timer, TimerState
from sla import clock, fold
from tests.world import BOT, World, parts_of

FIRST, RESOLUTION = Metric.FIRST_RESPONSE, Metric.RESOLUTION
TODAY = date(2026, 3, 2)


async def test_a_message_gets_a_ticket_of_its_own_and_those_after_it_if_asked(world: World) -> None:
    number = await _open(world)
    invoice = await world.write("And an invoice, please.")
    later = await world.write("For March.")
    alone = await _split(world, number, invoice.comment.id, "billing")
    assert (alone.topic_key, alone.follows, alone.account_id) == ("billing", number, alone.account_id)
    assert await _said(world, number) == ["It stopped.", "For March."]

    await world.write("And April.")
    both = await _split(world, number, later.comment.id, is_with_later=True)
    assert await _said(world, both.number) == ["For March.", "And April."]
    assert both.topic_key == "product"


async def test_an_album_never_parts(world: World) -> None:
    number = await _open(world)
    first = await world.write("", album="7")
    split = await _split(world, number, first.comment.id)
    rest = await world.write("", album="7")

    assert (rest.comment.id, rest.comment.ticket_number) == (first.comment.id, split.number)


async def test_promises_count_from_the_message_but_from_now_if_it_was_answered(world: World) -> None:
    number = await _open(world)
    await world.answer(number)
    asked = await world.write("And an invoice, please.")
    await world.pass_time(timedelta(minutes=3))
    waits = await _split(world, number, asked.comment.id)
    assert await _due_after(world, waits, asked.comment) == timedelta(minutes=5)

    answered = await world.write("And a receipt.")
    await world.pass_time(timedelta(minutes=3))
    await world.answer(number)
    split = await _split(world, number, answered.comment.id)
    assert timedelta(minutes=8) <= await _due_after(world, split, answered.comment) < timedelta(minutes=9)


async def test_a_message_that_ended_the_wait_gives_it_back(world: World) -> None:
    number = await _open(world)
    answer = await world.answer(number)
    async with world.database.transaction(world.agent) as tx:
        await moving.move(tx, number, column="waiting")
    other = await world.write("And an invoice, please.")
    split = await _split(world, number, other.comment.id)

    assert await world.state(number) is State.WAITING
    spoken = [(await world.ticket(each)).last_message_at for each in (number, split.number)]
    assert spoken == [answer.created_at, other.comment.created_at]


async def test_merged_back_it_is_as_before_but_for_a_number_that_leads_there(world: World) -> None:
    number = await _open(world)
    other = await world.write("And an invoice, please.")
    split = await _split(world, number, other.comment.id)
    async with world.database.transaction(world.agent) as tx:
        await merging.merge(tx, split.number, number)

    assert await _said(world, number) == ["It stopped.", "And an invoice, please."]
    assert (await world.ticket(split.number)).merged_into == number


async def test_what_cannot_be_split_off(world: World) -> None:
    number = await _open(world)
    first = (await _comments(world, number))[0]
    answer = await world.answer(number)
    with pytest.raises(Conflict, match="would be left"):
        await _split(world, number, first)
    with pytest.raises(Invalid, match="customer's message"):
        await _split(world, number, answer.id)
    with pytest.raises(NotFound):
        await _split(world, number, 10**9)
    other = await world.write("And an invoice, please.")
    split = await _split(world, number, other.comment.id)
    assert (await _split(world, number, other.comment.id)).number == split.number
    strangers = await world.open()
    with pytest.raises(Conflict, match=f"#{split.number}"):
        await _split(world, strangers, other.comment.id)


async def test_an_agent_writes_first_and_the_answer_comes_to_that_ticket(world: World) -> None:
    await _open(world)
    ticket = await _open_to(world, account="17-203")
    assert (ticket.source, ticket.agent_id, await world.state(ticket.number)) == (
        BY_AGENT,
        (await world.vera()).id,
        State.WORKING,
    )
    (comment,) = await _comments(world, ticket.number)
    await world.deliver(comment, ticket.number)

    assert (await world.write("Yes.")).comment.ticket_number == ticket.number
    assert await _states(world, ticket.number) == {FIRST: TimerState.MET, RESOLUTION: TimerState.RUNNING}


async def test_one_opened_privately_takes_no_words_and_owes_nothing_until_its_customer_knows(
    world: World,
) -> None:
    await world.customer()
    ticket = await _open_to(world, account="17-203", is_private=True)
    assert (await world.write("Hello?")).ticket is None
    await world.pass_time(timedelta(days=2))
    timers = clock.advance(await _all(world, ticket.number), await world.now())
    assert {timer.state for timer in timers} == {TimerState.CANCELLED}

    await world.answer(ticket.number)
    assert (await world.write("Yes.")).comment.ticket_number == ticket.number
    assert (await _states(world, ticket.number))[RESOLUTION] is TimerState.RUNNING


async def test_whom_an_agent_cannot_open_a_ticket_to(world: World) -> None:
    await world.customer()
    await world.customer(43)
    await world.customer(44, account=None)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "Say whom"),
        ({"account": "17-203"}, "Several people"),
        ({"account": "17-204"}, "Nobody has registered"),
        ({"account": "99-999"}, "99-999"),
        ({"telegram_id": 44}, "no account"),
        ({"telegram_id": 45}, "no such person"),
        ({"telegram_id": 42, "account": "17-204"}, "does not hold"),
    ]
    for whom, why in wrong:
        with pytest.raises(DeskError, match=f"(?i){why}"):
            await _open_to(world, **whom)
    with pytest.raises(Conflict) as several:
        await _open_to(world, account="17-203")
    assert [each["telegram_id"] for each in several.value.details["people"]] == [42, 43]  # type: ignore[attr-defined]
    assert (await _open_to(world, account="17-203", telegram_id=43)).source == BY_AGENT

    async with world.database.transaction(world.agent) as tx:
        await accounts.set_status(tx, "17-203", accounts.Standing.SUSPENDED)
    with pytest.raises(Conflict, match="suspended"):
        await _open_to(world, telegram_id=42)


@dataclass
class Model:
    """Where each message must be: with the ticket it was last put on, wherever that leads."""

    on: dict[int, int] = field(default_factory=dict)
    leads: dict[int, int] = field(default_factory=dict)
    queued: list[int] = field(default_factory=list)
    delivered: set[int] = field(default_factory=set)

    def stays(self, number: int) -> int:
        while number in self.leads:
            number = self.leads[number]
        return number


class Mix:
    """A customer and an agent who merge, split, undo, write, answer, move and resolve; some of it cut off midway."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance, self.model = world, chance, Model()
        self.numbers: list[int] = []

    async def step(self) -> None:
        steps = (self._open, self._write, self._write, self._answer, self._deliver, self._merge, self._merge)
        more = (self._split, self._undo, self._move, self._resolve, self._wait, self._other)
        await self.chance.choice((*steps, *more))()
        async with self.world.database.reading() as session:
            assert await fold.differs(session, TicketNumber(1000), TicketNumber(1100)) == []

    async def _open(self) -> None:
        number = await self.world.open(topic=self.chance.choice(("product", "cash_desk", "billing")))
        self.numbers.append(number)

    async def _write(self) -> None:
        """To any number by a Telegram reply to something on it, else to wherever it goes."""
        reply_to = self.chance.choice([None, *sorted(self.model.delivered)])
        received = await self.world.write(
            f"words {len(self.model.on)}", reply_to=reply_to and 10**6 + reply_to
        )
        if received.ticket is not None:
            assert received.ticket.merged_into is None
            if reply_to is not None and received.outcome != "opened":
                assert received.ticket.number == self.model.stays(self.model.on[reply_to])
            self.model.on[received.comment.id] = received.ticket.number
            if received.ticket.number not in self.numbers:
                self.numbers.append(received.ticket.number)

    async def _answer(self) -> None:
        if self.numbers:
            number = self.chance.choice(self.numbers)
            async with self.world.database.transaction(self.world.agent) as tx:
                comment = await conversation.reply(tx, number, "Looking into it.")
            assert comment.ticket_number == self.model.stays(number)
            self.model.on[comment.id] = number
            self.model.queued.append(comment.id)

    async def _deliver(self) -> None:
        if self.model.queued:
            comment = self.model.queued.pop(self.chance.randrange(len(self.model.queued)))
            await _delivered(self.world, comment)
            self.model.delivered.add(comment)

    async def _merge(self) -> None:
        if len(self.numbers) < 2:
            return
        number, into = self.chance.sample(self.numbers, 2)
        goal = self.model.stays(into)
        await self._cut(lambda tx: merging.merge(tx, number, into))
        if (await self.world.ticket(number)).merged_into == goal:
            self.model.leads.setdefault(number, goal)

    async def _undo(self) -> None:
        if not self.numbers:
            return
        number = self.model.stays(self.chance.choice(self.numbers))
        await self._cut(lambda tx: undoing.undo(tx, number))
        for each in [each for each, into in self.model.leads.items() if into == number]:
            if (await self.world.ticket(each)).merged_into is None:
                del self.model.leads[each]

    async def _split(self) -> None:
        said = [
            each
            for each in self.model.on
            if each not in self.model.delivered and each not in self.model.queued
        ]
        if not said:
            return
        comment = self.chance.choice(said)
        number = self.model.stays(self.model.on[comment])
        await self._cut(lambda tx: regrouping.split(tx, number, comment))
        async with self.world.database.reading() as session:
            new = await session.scalar(select(func.max(Ticket.number)).where(Ticket.follows == number))
        if new is not None and new not in self.numbers:
            self.model.on[comment] = new
            self.numbers.append(new)

    async def _move(self) -> None:
        if self.numbers:
            number = self.chance.choice(self.numbers)
            column = self.chance.choice(("inbox", "in_work", "waiting"))
            lane = self.chance.choice((None, "urgent", "two_days"))
            await self._cut(lambda tx: moving.move(tx, number, column=column, lane=lane))

    async def _resolve(self) -> None:
        if self.numbers:
            number = self.chance.choice(self.numbers)
            await self.world.read(number)
            await self._cut(lambda tx: moving.resolve(tx, number))

    async def _other(self) -> None:
        if self.numbers:
            number = self.chance.choice(self.numbers)
            word = str(self.chance.randrange(5))
            await self._cut(lambda tx: marking.label(tx, number, add=[word]))
            await self._cut(lambda tx: snoozing.snooze(tx, number, snoozing.Until.CUSTOMER))

    async def _wait(self) -> None:
        await self.world.pass_time(timedelta(minutes=self.chance.choice((1, 4, 40, 400))))

    async def _cut(self, verb: Any) -> None:
        """One in three is killed somewhere on its way: it is done whole, or not at all."""
        work = asyncio.ensure_future(self.world.database.run(self.world.agent, verb))
        if self.chance.random() < 0.3:
            for _ in range(self.chance.randrange(60)):
                await asyncio.sleep(0)
            work.cancel()
        with suppress(DeskError, asyncio.CancelledError):
            await work


@pytest.mark.parametrize("seed", range(4))
async def test_in_any_mix_nothing_is_lost_and_the_journal_tells_the_same(world: World, seed: int) -> None:
    await world.customer()
    mix = Mix(world, random.Random(seed))
    for _ in range(45):
        await mix.step()

    async with world.database.reading() as session:
        rows = await session.execute(select(Comment.id, Comment.ticket_number))
        found: dict[int, int | None] = {row.id: row.ticket_number for row in rows}
        strays = text(
            "SELECT count(*) FROM alarm JOIN timer ON timer.key = alarm.timer_key"
            " WHERE alarm.ticket_number <> timer.ticket_number"
        )
        assert await session.scalar(strays) == 0
        sent = await session.scalars(select(Comment.id).where(Comment.delivery == "sent"))
        assert set(sent) == mix.model.delivered
        leads = select(Ticket.number, Ticket.merged_into).where(Ticket.merged_into.is_not(None))
        assert dict((await session.execute(leads)).all()) == {
            each: mix.model.stays(each) for each in mix.model.leads
        }
    assert {comment: found[comment] for comment in mix.model.on} == {
        comment: mix.model.stays(number) for comment, number in mix.model.on.items()
    }


async def _delivered(world: World, comment: int) -> None:
    """Telegram takes it, under a message id of its own."""
    async with world.database.transaction(DESK) as tx:
        sent = {part.id: 10**6 + comment for part in await parts_of(tx, comment)}
        await sending.delivered(tx, comment, sent, BOT, 42)


async def _open(world: World) -> TicketNumber:
    await world.customer()
    number = await world.open()
    await world.write()
    return number


async def _split(
    world: World, number: int, comment: int, topic: str | None = None, *, is_with_later: bool = False
) -> Ticket:
    async with world.database.transaction(world.agent) as tx:
        split = await regrouping.split(tx, number, comment, topic, is_with_later=is_with_later)
    async with world.database.reading() as session:
        assert await fold.differs(session, TicketNumber(1000), TicketNumber(1020)) == []
    return split


async def _open_to(world: World, **whom: Any) -> Ticket:
    async with world.database.transaction(world.agent) as tx:
        return await opening.open_to(tx, "billing", "Your invoice is due.", TODAY, **whom)


async def _due_after(world: World, ticket: Ticket, comment: Comment) -> timedelta:
    async with world.database.transaction(world.agent) as tx:
        (first,) = [each for each in await promises.load(tx, ticket.number) if each.metric is FIRST]
    assert first.due_at is not None
    return first.due_at - comment.created_at


async def _all(world: World, number: TicketNumber) -> tuple[Timer, ...]:
    async with world.database.transaction(world.agent) as tx:
        return await promises.load(tx, number)


async def _states(world: World, number: TicketNumber) -> dict[Metric, TimerState]:
    return {timer.metric: timer.state for timer in await _all(world, number)}


async def _comments(world: World, number: int) -> list[int]:
    async with world.database.reading() as session:
        theirs = select(Comment.id).where(Comment.ticket_number == number).order_by(Comment.id)
        return list(await session.scalars(theirs))


async def _said(world: World, number: int) -> list[str]:
    theirs = select(Comment.text).where(Comment.ticket_number == number, Comment.author == "customer")
    async with world.database.reading() as session:
        return list(await session.scalars(theirs.order_by(Comment.id)))
