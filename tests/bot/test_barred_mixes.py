"""Somebody writes, edits and taps while agents block and unblock them, with kills: nothing is lost, told once."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from aiogram import Bot, Dispatcher
from sqlalchemy import func, select

from board.models import Comment, CommentPart, Customer, Ticket, Timer
from board.people import bars
from board.settings import Settings
from board.store.db import Database, Transaction
from board.store.wake import Wake
from board.talk import waiting
from board.tickets.reach import is_barred
from bot import handlers
from bot.dispatch import Dispatch
from bot.inbound.intake import split, store
from composition import listeners
from tests.bot.machinery import cut_short, jobs_of, message
from tests.world import BOT, World

SETTINGS = Settings()
ANNA = 42
TOLD = "не можете сюда писать"


class Mix:
    """Anna, with an open ticket. `kept` and `shown` are what must be on no screen, and on the ticket, by number."""

    def __init__(self, database: Database, dispatch: Dispatch, chance: random.Random) -> None:
        self.database = database
        self.chance = chance
        self.world = World(database)
        self.kept: dict[int, str] = {}
        self.shown: dict[int, str] = {}
        self.unsure: set[str] = set()
        self.told = 0
        self.may_be_told = 0
        self._dispatch = dispatch
        self._customer = 0
        self._is_told = False
        self._numbers = count(1000)

    async def begin(self) -> None:
        await self.world.furnish()
        await self.world.customer(ANNA)
        number = await self.world.open(ANNA)
        async with self.database.reading() as session:
            self._customer = (await session.get_one(Ticket, number)).customer_id
        await self._write()

    async def do_something(self) -> None:
        acts = (self._write, self._edit, self._tap, self._bar, self._unbar, self._time, self._both)
        await self.chance.choices(acts, weights=(5, 3, 1, 3, 2, 1, 3))[0]()

    async def _write(self) -> None:
        number = next(self._numbers)
        held = await self._holds()
        (self.kept if held else self.shown)[number] = f"words {number}"
        self._hears(held)
        await self._put(message=message(ANNA, number, f"words {number}"))

    async def _edit(self) -> None:
        """Of what is known; a message that was kept unseen is heard once they may write."""
        number = abs(self.chance.choice([*self.kept, *self.shown]))
        said, held = f"words {number} {next(self._numbers)}", await self._holds()
        if number in self.shown:
            (self.kept if held else self.shown)[-number if held else number] = said
        elif held:
            self.kept[number] = said
        else:
            del self.kept[number]
            self.shown[number] = said
        self._hears(held)
        await self._put(edited_message=message(ANNA, number, said))

    async def _tap(self) -> None:
        self._hears(await self._holds(), by_tap=True)
        sender = message(ANNA, 1, "")["from"]
        tap = {"id": str(next(self._numbers)), "from": sender, "chat_instance": "1", "data": "profile:1:add"}
        await self._put(callback_query=tap)

    async def _bar(self) -> None:
        hours = self.chance.choice((None, 1, 30))
        before = await self._holds()
        await self.database.run(self.world.agent, partial(self._barred, hours=hours))
        if hours is not None or not before or not self._is_good:
            self._is_told = False
        self._is_good = hours is None

    _is_good = False

    async def _barred(self, tx: Transaction, hours: int | None = None) -> None:
        until = None if hours is None else tx.now + timedelta(hours=hours)
        await bars.bar(tx, self._customer, f"Rude {next(self._numbers)}", until)

    async def _unbar(self) -> None:
        await self.database.run(self.world.agent, self._unbarred)
        self._is_told = False
        self._is_good = False

    async def _unbarred(self, tx: Transaction) -> None:
        await bars.unbar(tx, self._customer)

    async def _time(self) -> None:
        await self.world.pass_time(timedelta(hours=self.chance.choice((1, 2, 31))))

    async def _both(self) -> None:
        """At once: the message is kept or shown, whichever was first."""
        number = next(self._numbers)
        self.unsure.add(f"words {number}")
        update = {"update_id": number, "message": message(ANNA, number, f"words {number}")}
        await self._store(update)
        judge = self._barred if self.chance.random() < 0.6 else self._unbarred
        await asyncio.gather(self._drain(), self.database.run(self.world.agent, judge))
        self.may_be_told += 1
        # What they have heard of the block that holds now is asked of the desk.
        async with self.database.reading() as session:
            person = await session.get_one(Customer, self._customer)
            self._is_told, self._is_good = person.bar_told_at is not None, person.bar_id is not None

    def _hears(self, held: bool, *, by_tap: bool = False) -> None:
        if held and not self._is_told:
            self._is_told = True
            self.told += not by_tap

    async def _holds(self) -> bool:
        async with self.database.transaction(self.world.agent) as tx:
            person = await tx.session.get_one(Customer, self._customer)
            await tx.read_clock()
            return is_barred(person, tx.now)

    async def _put(self, **content: object) -> None:
        await self._store({"update_id": next(self._numbers), **content})
        await self._drain()

    async def _store(self, update: dict[str, object]) -> None:
        await store(self.database, BOT, list(split(json.dumps({"ok": True, "result": [update]}).encode())))

    async def _drain(self) -> None:
        for _ in range(2):
            await cut_short(self._dispatch.step(), self.chance, 300)
        while await self._dispatch.step():
            pass

    async def said(self, *, barred: bool) -> dict[int, str]:
        asked = (
            select(CommentPart.message_id, Comment.text)
            .join(Comment, Comment.id == CommentPart.comment_id)
            .where(Comment.author == "customer", waiting.was_barred() == barred)
        )
        async with self.database.reading() as session:
            rows = (await session.execute(asked)).all()
        found = {number or 0: words for number, words in rows}
        assert len(found) == len(rows), "each message is one comment"
        return found

    async def notices(self) -> int:
        jobs = [json.loads(job["payload"]) for job in await jobs_of(self.database, "outbox")]
        return sum(TOLD in call["params"].get("text", "") for call in jobs)

    async def tickets(self) -> tuple[int, int]:
        async with self.database.reading() as session:
            counts = [select(func.count()).select_from(each) for each in (Ticket, Timer)]
            tickets, timers = [(await session.execute(each)).scalar_one() for each in counts]
        return tickets, timers


@pytest.fixture
async def make(database_url: str, wake: Wake, bot: Bot) -> AsyncIterator[Callable[[int], Mix]]:
    database = Database(database_url, listeners(SETTINGS))
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(SETTINGS))
    yield lambda seed: Mix(database, Dispatch(database, wake, dispatcher, bot), random.Random(seed))
    await database.close()


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_of_a_blocked_customer_is_lost_or_shown_and_they_hear_it_once(
    make: Callable[[int], Mix], seed: int
) -> None:
    mix = make(seed)
    await mix.begin()
    before = await mix.tickets()
    for _ in range(45):
        await mix.do_something()
        kept, shown = await mix.said(barred=True), await mix.said(barred=False)
        for known, found in ((mix.kept, kept), (mix.shown, shown)):
            # An edit of what either was, or was not, shown is left aside with it.
            assert {n: text for n, text in known.items() if found.get(n) != text} == {}
        everything = {*kept.values(), *shown.values()}
        assert mix.unsure <= everything
        assert len(kept) + len(shown) == len(mix.kept) + len(mix.shown) + len(mix.unsure)
        assert mix.told <= await mix.notices() <= mix.told + mix.may_be_told

    assert mix.told > 1
    assert await mix.tickets() == before
    assert len(mix.kept) > 2
