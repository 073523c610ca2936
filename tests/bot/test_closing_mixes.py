"""Hours, people away and back, messages and kills in any order: who writes hears it once while nobody is there."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from sqlalchemy import select

from board.desk import away
from board.models import Comment
from board.settings import Settings
from board.store.db import Database, Transaction
from board.store.wake import Wake
from board.tickets import moving
from board.values import DESK, TicketNumber
from bot import handlers, reminder_loop
from bot.dispatch import Dispatch
from bot.inbound.intake import split, store
from composition import listeners
from tests.bot.machinery import cut_short, jobs_of, message
from tests.world import BOT, World, keep_hours

SETTINGS = Settings()
ANNA, BORIS, DORA = 42, 43, 44
TOPICS = {ANNA: "product", BORIS: "product", DORA: "billing"}
"""Products are answered in working hours, bills at any time."""
OPENS, CLOSES = (9 * 60, 13 * 60), (12 * 60, 18 * 60)
TOLD = ("откроемся", "Вернёмся")
_DAY = 24 * 60


@dataclass
class Told:
    """What the test knows, in minutes since the first midnight: who was away, and what each person heard."""

    absences: list[tuple[float, float]] = field(default_factory=list)
    heard: dict[int, tuple[float, float]] = field(default_factory=dict)

    def must_hear(self, person: int, at: float, until: float | None) -> bool:
        """Whether they do, if it has to be said to them now; `until` is when somebody is back, if one is away."""
        opens = self._opens(person, at if until is None else max(at, until))
        if opens <= at:
            return False
        since, told = self.heard.get(person, (0.0, 0.0))
        if told >= opens and not self._was_open(person, since, at):
            return False
        self.heard[person] = at, opens
        return True

    def _opens(self, person: int, at: float) -> float:
        return next(moment for moment in (at, *self._openings(at)) if self._is_open(person, moment))

    def _was_open(self, person: int, since: float, before: float) -> bool:
        ends = [ended for _, ended in self.absences]
        moments = (since, *ends, *(each for each in self._openings(since) if each < before))
        return any(
            since <= moment < before and self._is_open(person, moment) and not self._was_away(moment)
            for moment in moments
        )

    def _was_away(self, at: float) -> bool:
        return any(began <= at < ended for began, ended in self.absences)

    @staticmethod
    def _openings(after: float) -> Iterator[float]:
        days = range(int(after // _DAY), int(after // _DAY) + 30)
        return (day * _DAY + opens for day in days for opens in OPENS if day * _DAY + opens > after)

    @staticmethod
    def _is_open(person: int, at: float) -> bool:
        is_within = any(opens <= at % _DAY < closes for opens, closes in zip(OPENS, CLOSES, strict=True))
        return is_within or TOPICS[person] == "billing"


class Mix:
    def __init__(self, database: Database, dispatch: Dispatch, chance: random.Random) -> None:
        self.database = database
        self.chance = chance
        self.told = Told()
        self.said: list[tuple[int, str]] = []
        self._dispatch = dispatch
        self._world = World(database)
        self._midnight = datetime.min.replace(tzinfo=UTC)
        self._until: float | None = None
        self._waits_for: set[int] = set()
        self._tickets: dict[int, TicketNumber] = {}
        self._numbers = count(1000)

    async def begin(self) -> None:
        """At nine in the morning everybody has a ticket with words."""
        world = await self._world.furnish()

        async def until_nine(tx: Transaction) -> timedelta:
            await keep_hours(tx, "mon-sun 09:00-12:00 13:00-18:00")
            self._midnight = tx.now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            return self._midnight + timedelta(hours=9, seconds=1) - tx.now

        await world.pass_time(await self.database.run(DESK, until_nine))
        for person, topic in TOPICS.items():
            await world.customer(person)
            self._tickets[person] = await world.open(person, topic)
            await self._words(person)

    async def do_something(self) -> Counter[int]:
        """Returns how often each person has to hear it because of that."""
        act = self.chance.choices(
            (self._write, self._leave, self._come_back, self._wait_for_customer, self._time),
            weights=(6, 2, 1, 1, 4),
        )[0]
        return await act(self.chance.choice(list(TOPICS)))

    async def _write(self, person: int) -> Counter[int]:
        await self._words(person)
        self._waits_for.discard(person)
        return Counter([person] if self._must_hear(person, await self._now()) else [])

    async def _leave(self, _: int) -> Counter[int]:
        minutes = self.chance.choice((15, 40, 200, 900))

        async def leave(tx: Transaction) -> None:
            await away.go(tx, tx.now + timedelta(minutes=minutes))

        at = await self._now()
        await self.database.run(DESK, leave)
        self._end_absence(at)
        self.told.absences.append((at, at + minutes))
        self._until = at + minutes
        await self._with_kills(partial(reminder_loop.step, self.database, SETTINGS))
        return Counter(each for each in TOPICS if each not in self._waits_for and self._must_hear(each, at))

    async def _come_back(self, _: int) -> Counter[int]:
        await self.database.run(DESK, away.come_back)
        self._end_absence(await self._now())
        return Counter()

    async def _wait_for_customer(self, person: int) -> Counter[int]:
        await self._world.read(self._tickets[person])
        await self.database.run(
            self._world.agent, partial(moving.move, number=self._tickets[person], column="waiting")
        )
        self._waits_for.add(person)
        return Counter()

    async def _time(self, _: int) -> Counter[int]:
        minutes = self.chance.choice((7, 61, 190, 400, 1300))
        await self._world.pass_time(timedelta(minutes=minutes))
        return Counter()

    def _must_hear(self, person: int, at: float) -> bool:
        return self.told.must_hear(person, at, self._until)

    def _end_absence(self, at: float) -> None:
        if self._until is not None and self._until > at:
            began, _ = self.told.absences.pop()
            self.told.absences.append((began, at))
        self._until = None

    async def _words(self, person: int) -> None:
        number = next(self._numbers)
        words = f"words {number}"
        self.said.append((person, words))
        update = {"update_id": number, "message": message(person, number, words)}
        await store(self.database, BOT, list(split(json.dumps({"ok": True, "result": [update]}).encode())))
        await self._with_kills(self._dispatch.step)

    async def _with_kills(self, step: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        for _ in range(2):
            await cut_short(step(), self.chance, 300)
        while await step():
            pass

    async def _now(self) -> float:
        return (await self._world.now() - self._midnight) / timedelta(minutes=1)

    async def notices(self) -> Counter[int]:
        told: Counter[int] = Counter()
        for job in await jobs_of(self.database, "outbox"):
            call = json.loads(job["payload"])
            if any(words in call["params"].get("text", "") for words in TOLD):
                told[int(call["chat_id"])] += 1
        return told

    async def kept(self) -> list[tuple[int, str]]:
        async with self.database.reading() as session:
            rows = await session.execute(
                select(Comment.chat_id, Comment.text).where(Comment.author == "customer").order_by(Comment.id)
            )
            return [(chat or 0, words) for chat, words in rows]


@pytest.fixture
async def make(database_url: str, wake: Wake, bot: Bot) -> AsyncIterator[Callable[[int], Mix]]:
    database = Database(database_url, listeners(SETTINGS))
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(SETTINGS))
    yield lambda seed: Mix(database, Dispatch(database, wake, dispatcher, bot), random.Random(seed))
    await database.close()


@pytest.mark.parametrize("seed", [1, 2])
async def test_everybody_hears_it_once_while_nobody_is_there(make: Callable[[int], Mix], seed: int) -> None:
    mix = make(seed)
    await mix.begin()
    told = await mix.notices()
    assert not told
    for _ in range(70):
        expected = await mix.do_something()
        before, told = told, await mix.notices()
        assert told - before == expected

    assert min(told[person] for person in TOPICS) > 1
    assert await mix.kept() == mix.said
