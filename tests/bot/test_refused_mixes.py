"""Whatever order it comes in while accounts get support and lose it: no message is lost, nobody is told twice."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from sqlalchemy import func, select

from board.desk import plans
from board.desk.plans import After, AfterExpiry, NewPeople, Rules
from board.models import Claim, Comment, CommentPart, Customer, Question, Ticket
from board.people import accounts, claims, door
from board.people.accounts import Standing
from board.settings import Settings
from board.store.db import Database, Transaction, advance_clock
from board.store.wake import Wake
from board.talk import questions, waiting
from board.tickets import moving
from board.values import DESK
from bot import handlers, reminder_loop
from bot.dispatch import Dispatch
from bot.inbound.intake import split, store
from composition import listeners
from tests.bot.machinery import jobs_of, message
from tests.world import BOT, World

SETTINGS = Settings()
ANNA, BORIS, DORA, STRANGER = 42, 43, 44, 45
ACCOUNTS = {ANNA: "17-203", BORIS: "17-203", DORA: "17-204"}
REFUSALS = ("сейчас не открыть", "исчерпаны")


@pytest.fixture
async def mix(database_url: str, wake: Wake, bot: Bot) -> AsyncIterator[Mix]:
    database = Database(database_url, listeners(SETTINGS))
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(SETTINGS))
    mix = Mix(database, Dispatch(database, wake, dispatcher, bot))
    await mix.begin()
    yield mix
    await database.close()


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_message_is_lost_and_nobody_is_told_twice(mix: Mix, seed: int) -> None:
    chance = random.Random(seed)
    told_since = dict.fromkeys(mix.people, 0)
    told: Counter[int] = Counter()
    tickets = 0
    for _ in range(60):
        person, before, tickets_before = chance.choice(mix.people), told, tickets
        is_words = await mix.do_something(chance, person)
        told, tickets = await mix.refusals(), await mix.tickets()
        if not is_words or tickets != tickets_before:
            told_since = dict.fromkeys(mix.people, 0)
        for each in mix.people:
            told_since[each] += told[each] - before[each]
            assert told[each] - before[each] <= 1
        assert told_since[person] <= 1 or not is_words

    await mix.let_everybody_in()

    assert told.total() > 2
    assert await mix.kept() == mix.said
    assert await mix.at_door() == 0


class Mix:
    """Three who hold accounts and one who would like to, what they do, and what the company decides meanwhile."""

    people = (*ACCOUNTS, STRANGER)

    def __init__(self, database: Database, dispatch: Dispatch) -> None:
        self.database = database
        self.dispatch = dispatch
        self.said: dict[tuple[int, int], str] = {}
        """By person and first message."""
        self._texts: list[tuple[int, int]] = []
        self._numbers = count(1)
        self._plan = 0

    async def begin(self) -> None:
        world = await World(self.database).furnish()
        for person, account in ACCOUNTS.items():
            await world.customer(person, account)
        await world.customer(STRANGER, None)

        async def plan(tx: Transaction) -> None:
            self._plan = (await plans.add(tx, "Basic", 1)).id
            for number in set(ACCOUNTS.values()):
                (await accounts.by_number(tx, number)).plan = "Basic"

        await self.database.run(DESK, plan)

    async def do_something(self, chance: random.Random, person: int) -> bool:
        """Whether it was words of this person, which ask for nothing."""
        words = (self._words, self._caption, self._album, self._edit)
        asks = (self._press_new, self._tap_topic, self._name_account)
        decides = (self._suspend, self._resume, self._plan_gives, self._rules, self._door, self._time)
        kind = chance.choices((words, asks, decides), weights=(6, 2, 3))[0]
        await chance.choice(kind)(chance, person)
        await self._settle()
        return kind is words

    async def let_everybody_in(self) -> None:
        for number in set(ACCOUNTS.values()):
            await self._set_status(number, Standing.ACTIVE)
        await self._run(partial(plans.change, plan_id=self._plan, name="Basic", tickets=None))
        await self._run(self._decide_claims)
        await self._settle()
        for _ in range(2):
            await self._run(partial(advance_clock, by=timedelta(minutes=11)))
            await self._settle()

    async def _words(self, _: random.Random, person: int) -> None:
        await self._say(person)

    async def _caption(self, _: random.Random, person: int) -> None:
        await self._say(person, photo=_PHOTO)

    async def _album(self, _: random.Random, person: int) -> None:
        group = f"album-{next(self._numbers)}"
        first = await self._say(person, photo=_PHOTO, media_group_id=group)
        second = next(self._numbers)
        raw = message(person, second, "", photo=_PHOTO, media_group_id=group)
        await self._put(message={name: value for name, value in raw.items() if name != "text"})
        assert (person, first) in self.said

    async def _edit(self, chance: random.Random, person: int) -> None:
        own = [number for who, number in self._texts if who == person]
        if own:
            number = chance.choice(own)
            self.said[person, number] = f"other {number}"
            edited = message(person, number, f"other {number}", edit_date=1_700_000_100)
            await self._put(edited_message=edited)

    async def _press_new(self, _: random.Random, person: int) -> None:
        await self._put(message=message(person, next(self._numbers), "Новое обращение"))

    async def _tap_topic(self, chance: random.Random, person: int) -> None:
        asked = await self._latest(person, questions.TOPIC)
        if asked is not None:
            await self._tap(person, f"topic:{asked}:{chance.choice(('cash_desk', 'billing'))}")

    async def _name_account(self, _: random.Random, person: int) -> None:
        """Only somebody without one: to others it may be words."""
        async with self.database.reading() as session:
            known = await session.scalar(select(Customer.account_id).where(Customer.telegram_id == person))
        if known is not None:
            return
        await self._put(message=message(person, next(self._numbers), "17-203"))
        asked = await self._latest(person, questions.CONFIRM_ACCOUNT)
        if asked is not None:
            await self._tap(person, f"confirm:{asked}:1")

    async def _suspend(self, chance: random.Random, _: int) -> None:
        await self._set_status(chance.choice(list(ACCOUNTS.values())), Standing.SUSPENDED)

    async def _resume(self, chance: random.Random, _: int) -> None:
        await self._set_status(chance.choice(list(ACCOUNTS.values())), Standing.ACTIVE)

    async def _plan_gives(self, chance: random.Random, _: int) -> None:
        tickets = chance.choice((0, 1, 2, None))
        await self._run(partial(plans.change, plan_id=self._plan, name="Basic", tickets=tickets))

    async def _rules(self, chance: random.Random, _: int) -> None:
        rules = Rules(
            chance.choice(list(AfterExpiry)), chance.choice(list(After)), chance.choice(list(NewPeople))
        )
        await self._run(partial(plans.set_rules, rules=rules))

    async def _door(self, chance: random.Random, person: int) -> None:
        await self._run(self._decide_claims if person == STRANGER else partial(self._let_in, person=person))

    async def _time(self, chance: random.Random, _: int) -> None:
        """Most often tickets are solved, and so long ago that words need another."""
        long_ago = chance.random() < 0.7
        if long_ago:
            await self._run(self._resolve_all)
        minutes = 60 * 24 * 4 if long_ago else chance.choice((1, 5, 11, 60))
        await self._run(partial(advance_clock, by=timedelta(minutes=minutes)))

    async def _let_in(self, tx: Transaction, person: int) -> None:
        customer = await tx.session.scalar(select(Customer.id).where(Customer.telegram_id == person))
        assert customer is not None
        await door.let_in(tx, customer, UTC)

    @staticmethod
    async def _resolve_all(tx: Transaction) -> None:
        for number in (await tx.session.scalars(select(Ticket.number).order_by(Ticket.number))).all():
            await moving.resolve(tx, number)

    @staticmethod
    async def _decide_claims(tx: Transaction) -> None:
        for customer in (
            await tx.session.scalars(select(Claim.customer_id).where(Claim.decided_at.is_(None)))
        ).all():
            await claims.approve(tx, customer, "17-203")

    async def _set_status(self, number: str, status: Standing) -> None:
        await self._run(partial(accounts.set_status, number=number, status=status))

    async def _say(self, person: int, **fields: object) -> int:
        number = next(self._numbers)
        raw = message(person, number, f"words {number}", **fields)
        if "photo" in fields:
            raw["caption"] = raw.pop("text")
        else:
            self._texts.append((person, number))
        self.said[person, number] = f"words {number}"
        await self._put(message=raw)
        return number

    async def _tap(self, person: int, data: str) -> None:
        sender = message(person, 1, "")["from"]
        tap = {"id": str(next(self._numbers)), "from": sender, "chat_instance": "1", "data": data}
        await self._put(callback_query=tap)

    async def _put(self, **content: object) -> None:
        update = {"update_id": next(self._numbers), **content}
        await store(self.database, BOT, list(split(json.dumps({"ok": True, "result": [update]}).encode())))
        while await self.dispatch.step():
            pass

    async def _settle(self) -> None:
        while await reminder_loop.step(self.database, SETTINGS):
            pass

    async def _run(self, work: Callable[[Transaction], Awaitable[Any]]) -> None:
        await self.database.run(DESK, work)

    async def _latest(self, person: int, kind: str) -> int | None:
        async with self.database.reading() as session:
            found: int | None = await session.scalar(
                select(func.max(Question.id))
                .join(Customer, Customer.id == Question.customer_id)
                .where(Customer.telegram_id == person, Question.kind == kind, Question.answered_at.is_(None))
            )
            return found

    async def refusals(self) -> Counter[int]:
        """How often each was told why they get no ticket."""
        told: Counter[int] = Counter()
        for job in await jobs_of(self.database, "outbox"):
            call = json.loads(job["payload"])
            if any(words in call["params"].get("text", "") for words in REFUSALS):
                told[int(call["chat_id"])] += 1
        return told

    async def tickets(self) -> int:
        async with self.database.reading() as session:
            return (await session.execute(select(func.count()).select_from(Ticket))).scalar_one()

    async def kept(self) -> dict[tuple[int, int], str]:
        async with self.database.reading() as session:
            rows = await session.execute(
                select(Comment.chat_id, func.min(CommentPart.message_id), Comment.text)
                .join(CommentPart, CommentPart.comment_id == Comment.id)
                .where(Comment.author == "customer")
                .group_by(Comment.id)
            )
            return {(chat or 0, number or 0): words for chat, number, words in rows}

    async def at_door(self) -> int:
        """How many words of people with an account wait there."""
        async with self.database.reading() as session:
            waits = (
                select(func.count())
                .select_from(Comment)
                .join(Customer, Customer.id == Comment.customer_id)
                .where(waiting.opening_words_at_door(), Customer.account_id.is_not(None))
            )
            return (await session.execute(waits)).scalar_one()


_PHOTO = [{"file_id": "photo", "file_unique_id": "1", "width": 90, "height": 90, "file_size": 9}]
