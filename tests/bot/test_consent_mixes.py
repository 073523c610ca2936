"""Whatever order it comes in where consent is asked: nothing is lost but by a no, or looked up before a yes."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from itertools import count
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from sqlalchemy import func, select

from board.desk import privacy
from board.models import AccountTry, Comment, CommentPart, Customer, CustomerAccount, Question
from board.people import consents, customers, invites
from board.settings import Settings
from board.store.db import Database, Transaction
from board.store.wake import Wake
from board.talk import questions
from board.values import DESK
from bot import handlers
from bot.dispatch import Dispatch
from bot.inbound.intake import split, store
from composition import listeners
from tests.bot.machinery import message
from tests.world import BOT, World

SETTINGS = Settings()
PEOPLE = (42, 43, 44)


@pytest.fixture
async def mix(database_url: str, wake: Wake, bot: Bot) -> AsyncIterator[Mix]:
    database = Database(database_url, listeners(SETTINGS))
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(SETTINGS))
    await World(database).furnish()
    mix = Mix(database, Dispatch(database, wake, dispatcher, bot))
    await mix.run(partial(privacy.set_rule, choice="asked"))
    yield mix
    await database.close()


@pytest.mark.parametrize("seed", [2, 5])
async def test_nothing_is_lost_but_by_a_no_or_looked_up_before_a_yes(mix: Mix, seed: int) -> None:
    chance = random.Random(seed)
    asked_by_words = Counter[int]()
    held = 0
    for _ in range(70):
        person = chance.choice(PEOPLE)
        looked_up, asked = await mix.looked_up(person), await mix.asked(person)

        is_words = await mix.do_something(chance, person)

        news = await mix.asked(person) - asked
        if not is_words:
            asked_by_words.clear()
        elif news > 0:
            asked_by_words[person] += news
        assert news <= 1
        assert asked_by_words[person] <= 1
        if await mix.run(partial(_ask_first, person=person)):
            held += 1
            assert await mix.looked_up(person) <= looked_up
        assert await mix.kept() == mix.said

    assert held > 10
    assert mix.refused > 0


class Mix:
    """Three who are new, what they do, and what the company decides meanwhile. `said` is what must be kept."""

    def __init__(self, database: Database, dispatch: Dispatch) -> None:
        self.said: dict[tuple[int, int], str] = {}
        self.refused = 0
        self._database = database
        self._dispatch = dispatch
        self._numbers = count(1)

    async def do_something(self, chance: random.Random, person: int) -> bool:
        """Whether it was words."""
        words = (self._words, self._words_with_number)
        others = (self._start, self._number, self._invite, self._yes, self._no, self._confirm)
        rare = (self._erase, self._erase, self._switch)
        kind = chance.choices((words, others, rare), weights=(4, 7, 2))[0]
        await chance.choice(kind)(chance, person)
        return kind is words

    async def _words(self, _: random.Random, person: int, more: str = "") -> None:
        number = next(self._numbers)
        if await self.run(partial(_said_no, person=person)):
            self.refused += 1
        else:
            self.said[person, number] = f"words {number}{more}"
        await self._put(message=message(person, number, f"words {number}{more}"))

    async def _words_with_number(self, chance: random.Random, person: int) -> None:
        await self._words(chance, person, " 17-203")

    async def _start(self, _: random.Random, person: int) -> None:
        await self._put(message=message(person, next(self._numbers), "/start"))

    async def _number(self, chance: random.Random, person: int) -> None:
        await self._put(message=message(person, next(self._numbers), chance.choice(("17-203", "99-999"))))

    async def _invite(self, _: random.Random, person: int) -> None:
        made = await self.run(partial(invites.add, carried=invites.Carried(), account="17-204"))
        await self._put(message=message(person, next(self._numbers), f"/start {made.secret}"))

    async def _yes(self, _: random.Random, person: int) -> None:
        await self._answer(person, questions.CONSENT, "consent:{}:1")

    async def _no(self, _: random.Random, person: int) -> None:
        """It forgets what waits at the door."""
        waiting = await self.run(partial(_at_door, person=person))
        if await self._answer(person, questions.CONSENT, "consent:{}:0"):
            self.said = {key: words for key, words in self.said.items() if key not in waiting}

    async def _confirm(self, _: random.Random, person: int) -> None:
        await self._answer(person, questions.CONFIRM_ACCOUNT, "confirm:{}:1")

    async def _erase(self, _: random.Random, person: int) -> None:
        await self.run(partial(_erase, person=person))
        self.said = {key: words for key, words in self.said.items() if key[0] != person}

    async def _switch(self, chance: random.Random, _: int) -> None:
        choice = chance.choice((privacy.ANEW, "asked", "asked", "said", "off"))
        await self.run(partial(privacy.set_rule, choice=choice))

    async def _answer(self, person: int, kind: str, data: str) -> bool:
        """Press a button of the latest open question, if there is one."""
        open_ones = select(func.max(Question.id)).where(Question.kind == kind, Question.answered_at.is_(None))
        async with self._database.reading() as session:
            asked = await session.scalar(open_ones.where(Question.customer_id.in_(_customer(person))))
        if asked is not None:
            sender = message(person, 1, "")["from"]
            tap = {"id": str(next(self._numbers)), "from": sender, "chat_instance": "1"}
            await self._put(callback_query={**tap, "data": data.format(asked)})
        return asked is not None

    async def _put(self, **content: object) -> None:
        update = {"update_id": next(self._numbers), **content}
        await store(self._database, BOT, list(split(json.dumps({"ok": True, "result": [update]}).encode())))
        while await self._dispatch.step():
            pass

    async def run(self, work: Callable[[Transaction], Awaitable[Any]]) -> Any:
        return await self._database.run(DESK, work)

    async def looked_up(self, person: int) -> int:
        """How much was looked up for them, or given."""
        async with self._database.reading() as session:
            tries = select(func.count()).select_from(AccountTry).where(AccountTry.telegram_id == person)
            held = select(func.count()).select_from(CustomerAccount)
            held = held.where(CustomerAccount.customer_id.in_(_customer(person)))
            found = [(await session.execute(each)).scalar_one() for each in (tries, held)]
            return sum(found) + await self._count(person, questions.CONFIRM_ACCOUNT)

    async def asked(self, person: int) -> int:
        """How often they were asked to agree."""
        return await self._count(person, questions.CONSENT)

    async def _count(self, person: int, kind: str) -> int:
        async with self._database.reading() as session:
            of_kind = select(func.count()).select_from(Question).where(Question.kind == kind)
            found = await session.execute(of_kind.where(Question.customer_id.in_(_customer(person))))
            return found.scalar_one()

    async def kept(self) -> dict[tuple[int, int], str]:
        async with self._database.reading() as session:
            rows = await session.execute(
                select(Comment.chat_id, CommentPart.message_id, Comment.text)
                .join(CommentPart, CommentPart.comment_id == Comment.id)
                .where(Comment.author == "customer", Comment.text.startswith("words"))
            )
            return {(chat or 0, number or 0): words for chat, number, words in rows}


def _customer(person: int) -> Any:
    return select(Customer.id).where(Customer.telegram_id == person)


async def _ask_first(tx: Transaction, person: int) -> bool:
    customer = await customers.by_telegram(tx, person)
    return customer is not None and await consents.is_held(tx, customer)


async def _said_no(tx: Transaction, person: int) -> bool:
    customer = await customers.by_telegram(tx, person)
    return customer is not None and await consents.has_refused(tx, customer)


async def _at_door(tx: Transaction, person: int) -> set[tuple[int, int]]:
    rows = await tx.session.scalars(
        select(CommentPart.message_id)
        .join(Comment, Comment.id == CommentPart.comment_id)
        .where(Comment.customer_id.in_(_customer(person)), Comment.ticket_number.is_(None))
    )
    return {(person, number or 0) for number in rows}


async def _erase(tx: Transaction, person: int) -> None:
    customer = await customers.by_telegram(tx, person)
    if customer is not None:
        await customers.erase(tx, customer)
