"""The layout changes in every way while customers write and tap old keyboards: nothing is lost, clocks are right."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from board.desk import boards, changes, columns, lanes, topics
from board.errors import DeskError
from board.models import Board, Change, Column, Comment, Ticket, Topic
from board.people import door
from board.store.db import Transaction
from board.tickets import locking, moving, places, promises, undoing
from board.upkeep import clearing, taking_back
from board.values import DESK, Author, Metric, State, Thing, TicketNumber
from board.views.desk import desk as whole_desk
from board.views.tickets import full_ticket
from sla import clock, fold
from tests.world import World, told

Work = Callable[[Transaction], Awaitable[object]]

_PEOPLE = (42, 43, 44, 45)
_STEPS = 150


@dataclass
class Days:
    """One thing after the other, at random; what a refusal would not let happen did not happen."""

    world: World
    chance: random.Random
    said: dict[str, int] = field(default_factory=dict)
    """What was written, and by whom."""
    offered: set[str] = field(default_factory=set)
    """Every topic that a keyboard ever showed."""

    async def go_on(self) -> None:
        happenings = (
            self._write,
            self._tap,
            self._agent,
            self._owner,
            self._owner,
            self._lead_on,
            self._wait,
        )
        for _ in range(_STEPS):
            await self.chance.choice(happenings)()
        while await clearing.lead_on(self.world.database, self.world.agent, most=5):
            pass

    async def _do(self, work: Work) -> None:
        with suppress(DeskError):
            await self.world.database.run(self.world.agent, work)

    async def _write(self) -> None:
        person = self.chance.choice(_PEOPLE)
        words = f"words {len(self.said)}"
        self.said[words] = person
        await self.world.write(words, telegram_id=person)

    async def _tap(self) -> None:
        """On any button there ever was, as `bot/handlers/topics.py` takes it."""
        person = self.chance.choice(_PEOPLE)
        async with self.world.database.transaction(DESK) as tx:
            self.offered |= {topic.key for topic in await places.topics(tx.session)}
            customer = await self.world.meet(tx, person)
            topic = await places.topic_offered(tx.session, self.chance.choice(sorted(self.offered)))
            if topic is not None:
                await door.open_ticket(tx, customer, topic.key, zone=UTC)

    async def _agent(self) -> None:
        tickets = await self._read(select(Ticket.number))
        if not tickets:
            return
        number = TicketNumber(int(self.chance.choice(tickets)))
        board, column = self.chance.choice(await self._read_rows(select(Column.board_key, Column.key)))
        lane = self.chance.choice(list(lanes.USUAL_GOALS))
        await self._do(
            self.chance.choice(
                (
                    partial(moving.move, number=number, board=board, lane=lane, column=column),
                    partial(moving.move, number=number, board=board),
                    partial(moving.resolve, number=number),
                    partial(moving.reopen, number=number),
                    partial(undoing.undo, number=number),
                )
            )
        )

    async def _owner(self) -> None:
        """Mostly on what stands, and where cards are."""
        standing = Board.removed_at.is_(None) if self.chance.random() < 0.9 else Board.key != ""
        everything = await self._read(select(Board.key).where(standing))
        in_use = await self._read(
            select(Ticket.board_key).join(Board, Board.key == Ticket.board_key).where(standing)
        )
        board, other = self.chance.choice(in_use or everything), self.chance.choice(everything)
        of_board = await self._read(select(Column.key).where(Column.board_key == board))
        with_cards = await self._read(select(Ticket.column_key).where(Ticket.board_key == board))
        column, goal = self.chance.choice([*of_board, *with_cards]), self.chance.choice(of_board)
        topic = self.chance.choice(await self._read(select(Topic.key)))
        successor = self.chance.choice((None, *await self._read(select(Topic.key))))
        lane = self.chance.choice(list(lanes.USUAL_GOALS))
        name = f"Name {self.chance.randrange(10**6)}"
        goals = {
            metric: self.chance.choice((None, timedelta(minutes=7), timedelta(hours=3))) for metric in Metric
        }
        kind = self.chance.choice(list(State))
        route = topics.Wish(names={"en": name}, board=other, lane=lane, is_on=self.chance.random() < 0.7)
        await self._do(
            self.chance.choice(
                (
                    partial(boards.add, name=name),
                    partial(boards.remove, key=board, to=other),
                    partial(boards.arrange, keys=[other]),
                    partial(columns.add, board=board, name=name, kind=kind),
                    partial(columns.edit, board=board, key=column, name=name, kind=kind),
                    partial(columns.remove, board=board, key=column, to=goal),
                    partial(columns.remove, board=board, key=column, to=goal),
                    partial(columns.arrange, board=board, keys=[goal]),
                    partial(lanes.edit, board=board, key=lane, wish=lanes.Wish(goals=goals)),
                    partial(topics.add, names={"en": name}, board=board, lane=lane),
                    partial(topics.edit, key=topic, wish=route),
                    partial(topics.remove, key=topic, successor=successor),
                    partial(topics.make_default, key=topic),
                    self._take_back,
                    self._take_back,
                )
            )
        )

    async def _take_back(self, tx: Transaction) -> None:
        kinds = (Thing.TOPIC, Thing.BOARD, Thing.COLUMN, Thing.LANE)
        things = (
            await tx.session.execute(select(Change.thing, Change.key).where(Change.thing.in_(kinds)))
        ).all()
        if things:
            thing, key = self.chance.choice(things)
            await taking_back.take_back(tx, await changes.version(tx.session, Thing(thing), key))

    async def _lead_on(self) -> None:
        await clearing.lead_on(self.world.database, self.world.agent, most=self.chance.randrange(4))

    async def _wait(self) -> None:
        await self.world.pass_time(timedelta(minutes=self.chance.choice((1, 6, 200))))

    async def _read(self, statement: object) -> list[str]:
        async with self.world.database.reading() as session:
            return list(await session.scalars(statement))  # type: ignore[call-overload]  # any select

    async def _read_rows(self, statement: object) -> list[tuple[str, str]]:
        async with self.world.database.reading() as session:
            rows = await session.execute(statement)  # type: ignore[call-overload]  # any select
            return [(board, key) for board, key in rows]


@pytest.mark.parametrize("seed", range(2))
async def test_nothing_is_lost_and_every_promise_is_right_while_the_layout_changes(
    world: World, seed: int
) -> None:
    days = Days(World(told(world.database, {"sla": fold.apply})), random.Random(seed))
    days.world.agent = world.agent
    for person in _PEOPLE:
        await days.world.customer(person)
    await days.go_on()

    await _every_word_is_there_once(days)
    await _the_layout_is_whole(days.world)
    await _clocks_fold_to_what_they_are(days.world)


async def _every_word_is_there_once(days: Days) -> None:
    async with days.world.database.reading() as session:
        rows = await session.execute(
            select(Comment.text, Comment.chat_id).where(Comment.author == Author.CUSTOMER)
        )
        assert sorted((words, person) for words, person in rows) == sorted(days.said.items())


async def _the_layout_is_whole(world: World) -> None:
    """A default topic that is on; of each standing board a column of each kind; no card in a removed column."""
    async with world.database.transaction(DESK) as tx:
        assert (await places.default_topic(tx.session)).is_on
        for board in await boards.all_standing(tx):
            assert {column.kind for column in await columns.standing_in(tx, board.key)} == {*State}
        for topic in await places.topics(tx.session):
            assert (await places.entrance(tx.session, topic)).state is State.INBOX
        assert await clearing_left(tx) == 0


async def clearing_left(tx: Transaction) -> int:
    removed = (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key)
    counted = (
        select(func.count()).select_from(Ticket).join(Column, removed).where(Column.removed_at.is_not(None))
    )
    return (await tx.session.execute(counted)).scalar_one()


async def _clocks_fold_to_what_they_are(world: World) -> None:
    """Also the trail of each ticket reads on, with keys that nothing has any more."""
    async with world.database.reading() as session:
        numbers = list(await session.scalars(select(Ticket.number)))
        await whole_desk(session, "ru", timezone="UTC", practice=False)
        for number in numbers:
            assert (await full_ticket(session, number, "ru"))["trail"]
    for number in numbers:
        async with world.database.transaction(DESK) as tx:
            await locking.lock(tx, number)
            before = clock.advance(await promises.load(tx, number), tx.now)
            await fold.refold(tx, number)
            after = await promises.load(tx, number)
        assert sorted(after, key=repr) == sorted(before, key=repr)
