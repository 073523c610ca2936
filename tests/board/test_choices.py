"""What a customer chooses lasts: fragments, replies, taps and agents' answers in any order, against a list."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import pytest

from board.models import Comment
from board.people import customers, door
from board.talk import regrouping
from board.talk.receiving import Outcome
from board.values import TIMER, State, TicketNumber
from tests.world import World

_STEPS = 40
_TALK_AFTER_DONE = timedelta(hours=72)


async def test_new_ticket_is_a_choice_whatever_else_is_open(world: World) -> None:
    await world.customer()
    old = await world.open()
    await world.answer(old)
    await world.choose(None)

    received = await world.write("The gate does not open.")
    assert received.outcome is Outcome.AT_DOOR
    fresh = await world.open(topic="cash_desk")

    assert (await world.write("It is bay 2.")).comment.ticket_number == fresh
    assert await _ticket_of(world, received.comment.id) == fresh


async def test_a_telegram_reply_goes_to_its_ticket_also_after_new_ticket(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.", message_id=900)
    await world.choose(None)

    assert (await world.write("Still.", reply_to=900)).comment.ticket_number == number
    assert (await world.write("And hot.")).comment.ticket_number == number


async def test_an_answer_after_new_ticket_makes_its_ticket_current(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.choose(None)
    await world.answer(number)

    assert (await world.write("Yes.")).comment.ticket_number == number


async def test_a_telegram_reply_lasts(world: World) -> None:
    await world.customer()
    first = await world.open()
    await world.write("It stopped.", message_id=900)
    await world.open(topic="billing")

    await world.write("It is on.", reply_to=900)

    assert (await world.write("And it blinks.")).comment.ticket_number == first


async def test_words_that_reopened_last(world: World) -> None:
    await world.customer()
    first, second = await world.open(), await world.open(topic="billing")
    await world.write("The act, please.", message_id=900)
    await world.resolve(second)
    await world.answer(first)
    await world.write("It is missing a page.", reply_to=900)

    assert (await world.write("Page 3.")).comment.ticket_number == second


async def test_a_ticket_opened_by_the_timer_takes_nothing_from_what_was_chosen_since(world: World) -> None:
    await world.customer()
    first = await world.open()
    await world.choose(None)
    await world.write("About something else.")
    await world.choose(first)

    fresh = await _ten_minutes_later(world)

    assert (await world.write("It is on.")).comment.ticket_number == first
    await world.choose(fresh)
    assert (await world.write("That other thing.")).comment.ticket_number == fresh


async def test_a_ticket_opened_by_the_timer_takes_what_is_written_next(world: World) -> None:
    await world.customer()
    await world.open()
    await world.choose(None)
    await world.write("About something else.")

    fresh = await _ten_minutes_later(world)

    assert (await world.write("More of it.")).comment.ticket_number == fresh


@dataclass
class Model:
    """All that happened, in order: the current ticket is the last one named in the list that takes words."""

    named: list[int | None] = field(default_factory=list)
    """Opened, chosen or answered; None for *New ticket*."""
    done: dict[int, timedelta] = field(default_factory=dict)
    was_done: dict[int, timedelta] = field(default_factory=dict)
    answered: list[int] = field(default_factory=list)
    """Since the customer last wrote or chose."""
    now: timedelta = timedelta(0)

    def takes_words(self, ticket: int) -> bool:
        return ticket not in self.done or self.now - self.done[ticket] < _TALK_AFTER_DONE

    @property
    def current(self) -> int | None:
        return next((n for n in reversed(self.named) if n is None or self.takes_words(n)), None)

    @property
    def which(self) -> set[int]:
        found = {ticket for ticket in self.answered if ticket not in self.done}
        return found if len(found) > 1 else set()

    def chose(self, ticket: int | None) -> None:
        self.named.append(ticket)
        self.answered.clear()

    def wrote(self, ticket: int) -> None:
        """On a done ticket, words reopen it, and so choose it."""
        if ticket in self.done:
            self.was_done[ticket] = self.done.pop(ticket)
            self.named.append(ticket)
        self.answered.clear()


class Walk:
    """A customer and an agent who do what comes to their minds; the desk must agree with the model."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world = world
        self.chance = chance
        self.model = Model()
        self.tickets: list[int] = []
        self.said: dict[int, int | None] = {}
        """By message: where it must be; None at the door."""
        self.comments: dict[int, int] = {}
        self.asked: tuple[int, list[int]] | None = None
        """The message and the tickets of the question which one was meant."""
        self._message = 10**6

    async def step(self) -> None:
        steps: dict[Callable[[], Awaitable[None]], int] = {
            self._write: 8,
            self._reply: 3,
            self._choose: 2,
            self._press_new: 2,
            self._open: 2,
            self._tap_which: 3,
            self._answer: 8,
            self._resolve: 2,
            self._wait: 1,
        }
        (chosen,) = self.chance.choices(list(steps), weights=list(steps.values()))
        await chosen()

    async def _write(self) -> None:
        await self._say(self.model.current, which=self.model.which)

    async def _reply(self) -> None:
        """Only to what is on a ticket that takes words: other replies open tickets, which have tests of their own."""
        on_tickets = [m for m, ticket in self.said.items() if ticket and self.model.takes_words(ticket)]
        if on_tickets:
            message = self.chance.choice(on_tickets)
            ticket = self.said[message]
            await self._say(ticket, reply_to=message)
            self.model.named.append(ticket)

    async def _say(
        self, goal: int | None, reply_to: int | None = None, which: set[int] | None = None
    ) -> None:
        self._message += 1
        which = which if which and goal is not None else set()
        received = await self.world.write(message_id=self._message, reply_to=reply_to)
        assert (received.comment.ticket_number, set(received.which)) == (goal, which)
        self.said[self._message], self.comments[self._message] = goal, received.comment.id
        self.asked = (self._message, list(received.which)) if which else self.asked
        if goal is None:
            self.model.answered.clear()
        else:
            self.model.wrote(goal)

    async def _choose(self) -> None:
        if live := [ticket for ticket in self.tickets if self.model.takes_words(ticket)]:
            ticket = self.chance.choice(live)
            await self.world.choose(ticket)
            self.model.chose(ticket)
            self.asked = None

    async def _press_new(self) -> None:
        await self.world.choose(None)
        self.model.chose(None)

    async def _open(self) -> None:
        number = await self.world.open()
        self.tickets.append(number)
        self.model.chose(number)
        self.said.update({message: number for message, ticket in self.said.items() if ticket is None})
        self.asked = None

    async def _tap_which(self) -> None:
        """Moves that message and the plain ones after it; a Telegram reply stays where it is."""
        if self.asked is None:
            return
        (message, tickets), self.asked = self.asked, None
        goal, source = self.chance.choice(tickets), self.said[message]
        await self._move(message, goal)
        if source != goal:
            for later in [m for m in self.said if m >= message and await self._is_on(m, goal)]:
                assert self.said[later] in (source, goal)
                self.said[later] = goal
            self.model.done.pop(goal, None)
        self.model.chose(goal)
        assert source is not None
        if source not in self.model.done and await self.world.state(source) is State.DONE:
            # The words that reopened it were meant for another: it is done as it was.
            self.model.done[source] = self.model.was_done[source]

    async def _move(self, message: int, goal: int) -> None:
        async with self.world.database.transaction(self.world.agent) as tx:
            customer = await self.world.meet(tx, 42)
            await regrouping.move_comments(tx, self.comments[message], goal)
            await customers.choose(tx, customer, TicketNumber(goal))

    async def _is_on(self, message: int, ticket: int) -> bool:
        return await _ticket_of(self.world, self.comments[message]) == ticket

    async def _answer(self) -> None:
        if self.tickets:
            ticket = self.chance.choice(self.tickets)
            await self.world.answer(ticket)
            self.model.named.append(ticket)
            self.model.answered.append(ticket)
            self.asked = None

    async def _resolve(self) -> None:
        if self.tickets:
            ticket = self.chance.choice(self.tickets)
            await self.world.resolve(ticket)
            self.model.done.setdefault(ticket, self.model.now)

    async def _wait(self) -> None:
        by = timedelta(hours=self.chance.choice((1, 30, 50)))
        await self.world.pass_time(by)
        self.model.now += by


@pytest.mark.parametrize("seed", range(12))
async def test_in_any_order_words_go_where_the_list_says(world: World, seed: int) -> None:
    await world.customer()
    walk = Walk(world, random.Random(seed))
    for _ in range(_STEPS):
        await walk.step()
    for message, ticket in walk.said.items():
        assert await _ticket_of(world, walk.comments[message]) == ticket


async def _ticket_of(world: World, comment: int) -> int | None:
    async with world.database.reading() as session:
        return (await session.get_one(Comment, comment)).ticket_number


async def _ten_minutes_later(world: World) -> int:
    """They picked no topic, so the timer opens a ticket."""
    async with world.database.transaction(TIMER) as tx:
        customer = await customers.by_telegram(tx, 42)
        assert customer is not None
        return (await door.open_without_topic(tx, customer, UTC)).number
