"""Whatever order it comes in while incidents come and go: no message is lost, nobody is told or asked twice."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from sqlalchemy import func, select

from board.models import Comment, CommentPart, Customer, Incident, IncidentPerson, Question, Ticket
from board.settings import Settings
from board.store.db import Database, Transaction, advance_clock
from board.store.wake import Wake
from board.talk import bulk, conversation, questions, waiting
from board.talk.bulk import Wish
from board.tickets import incidents
from board.tickets.incidents import Content
from bot import handlers, reminder_loop
from bot.dispatch import Dispatch
from bot.inbound.intake import split, store
from composition import listeners
from tests.bot.machinery import jobs_of, message
from tests.world import BOT, World

SETTINGS = Settings()
PEOPLE = {42: "17-203", 43: "17-203", 44: "17-204"}
OVER, FOR_GOOD = "over ", "for good "


@pytest.fixture
async def mix(database_url: str, wake: Wake, bot: Bot) -> AsyncIterator[Mix]:
    database = Database(database_url, listeners(SETTINGS))
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(SETTINGS))
    mix = Mix(database, Dispatch(database, wake, dispatcher, bot))
    await mix.begin()
    yield mix
    await database.close()


@pytest.mark.parametrize("seed", [3])
async def test_no_message_is_lost_and_nobody_is_told_or_asked_twice(mix: Mix, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(70):
        await mix.do_something(chance)

    await mix.end_everything()

    assert await mix.kept() == mix.said
    assert await mix.at_door() == 0
    told = await mix.told()
    assert any(words.startswith(OVER) for _, words in told)
    assert any(words.startswith(FOR_GOOD) for _, words in told)
    assert set(told.values()) == {1}
    assert await mix.followers_not_told() == 0
    assert set((await mix.ratings_asked()).values()) <= {1}


class Mix:
    """Three people who write, press and tap, and an agent who opens incidents, answers and ends them."""

    def __init__(self, database: Database, dispatch: Dispatch) -> None:
        self.database = database
        self.dispatch = dispatch
        self.said: dict[tuple[int, int], str] = {}
        """By person and first message."""
        self._numbers = count(1)

    async def begin(self) -> None:
        world = await World(self.database).furnish()
        self._agent = world.agent
        for person, account in PEOPLE.items():
            await world.customer(person, account)

    async def do_something(self, chance: random.Random) -> None:
        person = chance.choice(list(PEOPLE))
        asks = (self._press_new, self._tap_topic, self._pick, self._tap_incident, self._type_button)
        decides = (self._answer, self._resolve, self._reopen, self._loop, self._time)
        kind = chance.choices(((self._words,), asks, (self._open,), decides), weights=(3, 8, 2, 3))[0]
        await chance.choice(kind)(chance, person)
        await self._settle()

    async def end_everything(self) -> None:
        for incident in await self._incidents(is_open=True):
            await self._work(
                partial(incidents.resolve, incident_id=incident, closing=f"{OVER}{incident} end")
            )
        for incident in await self._incidents(is_open=False):
            await self._work(
                partial(incidents.close_loop, incident_id=incident, texts={"ru": f"{FOR_GOOD}{incident}"})
            )
        for _ in range(3):
            await self._work(partial(advance_clock, by=timedelta(minutes=11)))
            await self._settle()

    async def _words(self, _: random.Random, person: int) -> None:
        number = next(self._numbers)
        self.said[person, number] = f"words {number}"
        await self._put(message=message(person, number, f"words {number}"))

    async def _press_new(self, _: random.Random, person: int) -> None:
        await self._put(message=message(person, next(self._numbers), "Новое обращение"))

    async def _tap_topic(self, chance: random.Random, person: int) -> None:
        if (asked := await self._asked(chance, person, questions.TOPIC)) is not None:
            await self._tap(person, f"topic:{asked}:{chance.choice(('cash_desk',) * 3 + ('billing',))}")

    async def _pick(self, chance: random.Random, person: int) -> None:
        await self._press_new(chance, person)
        await self._tap_topic(chance, person)

    async def _tap_incident(self, chance: random.Random, person: int) -> None:
        if (asked := await self._asked(chance, person, questions.INCIDENT)) is not None:
            await self._tap(person, f"incident:{asked}:{chance.choice(('follow', 'open'))}")

    async def _type_button(self, chance: random.Random, person: int) -> None:
        """Words, unless it answers the latest question, which only a keyboard of an incident asks so."""
        async with self.database.reading() as session:
            latest = await session.scalar(
                select(Question.kind)
                .join(Customer, Customer.id == Question.customer_id)
                .where(Customer.telegram_id == person, Question.answered_at.is_(None))
                .order_by(Question.id.desc())
                .limit(1)
            )
        if latest == questions.INCIDENT:
            text = chance.choice(("Сообщите, когда исправят", "Open a ticket anyway"))
            await self._put(message=message(person, next(self._numbers), text))

    async def _open(self, chance: random.Random, person: int) -> None:
        if not await self._incidents(is_open=True):
            number = next(self._numbers)
            content = Content(f"Trouble {number}", "cash_desk")
            await self._work(partial(incidents.open_incident, content=content))

    async def _answer(self, chance: random.Random, _: int) -> None:
        async with self.database.reading() as session:
            number = await session.scalar(
                select(Ticket.number).where(Ticket.done_at.is_(None)).order_by(func.random()).limit(1)
            )
        if number is not None:
            await self._work(partial(conversation.reply, number=number, text="Looking."))

    async def _resolve(self, chance: random.Random, _: int) -> None:
        """As over HTTP: the tickets first, each by itself."""
        for incident in await self._incidents(is_open=True) if chance.random() < 0.5 else ():
            closing = f"{OVER}{incident} {next(self._numbers)}"
            async with self.database.reading() as session:
                members = await incidents.numbers_of(session, incident)
            for number in members:
                if chance.random() < 0.8:
                    await self._work(partial(bulk.act, number=number, wish=Wish(reply="Done.", resolve=True)))
            await self._work(partial(incidents.resolve, incident_id=incident, closing=closing))

    async def _reopen(self, chance: random.Random, _: int) -> None:
        closed = await self._incidents(is_open=False)
        if closed and not await self._incidents(is_open=True):
            await self._work(partial(incidents.reopen, incident_id=chance.choice(closed)))

    async def _loop(self, chance: random.Random, _: int) -> None:
        for incident in (await self._incidents(is_open=False))[:1]:
            texts = {"ru": f"{FOR_GOOD}{incident}"}
            await self._work(partial(incidents.close_loop, incident_id=incident, texts=texts))

    async def _time(self, chance: random.Random, _: int) -> None:
        minutes = chance.choice((1, 5, 11, 60 * 24 * 4))
        await self._work(partial(advance_clock, by=timedelta(minutes=minutes)))

    async def _incidents(self, *, is_open: bool) -> list[int]:
        async with self.database.reading() as session:
            wanted = select(Incident.id).where(Incident.is_open == is_open).order_by(Incident.id)
            return list(await session.scalars(wanted))

    async def _asked(self, chance: random.Random, person: int, kind: str) -> int | None:
        """Any keyboard that they ever had: they stay on phones."""
        async with self.database.reading() as session:
            asked = list(
                await session.scalars(
                    select(Question.id)
                    .join(Customer, Customer.id == Question.customer_id)
                    .where(Customer.telegram_id == person, Question.kind == kind)
                    .order_by(Question.id)
                )
            )
        return chance.choice([*asked, *asked[-1:] * 3]) if asked else None

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

    async def _work(self, work: Callable[[Transaction], Awaitable[Any]]) -> None:
        await self.database.run(self._agent, work)

    async def told(self) -> Counter[tuple[int, str]]:
        """How often each was told each of the agent's closing words."""
        found: Counter[tuple[int, str]] = Counter()
        for job in await jobs_of(self.database, "outbox"):
            call = json.loads(job["payload"])
            words = call["params"].get("text", "")
            if words.startswith((OVER, FOR_GOOD)):
                found[int(call["chat_id"]), words] += 1
        return found

    async def followers_not_told(self) -> int:
        async with self.database.reading() as session:
            waits = (
                select(func.count())
                .select_from(IncidentPerson)
                .where(IncidentPerson.followed_at.is_not(None), IncidentPerson.told_at.is_(None))
            )
            return (await session.execute(waits)).scalar_one()

    async def ratings_asked(self) -> Counter[tuple[int, str]]:
        """By person and incident."""
        async with self.database.reading() as session:
            rows = await session.execute(
                select(Question.customer_id, Question.data["incident"].astext).where(
                    Question.kind == questions.RATING, Question.data["incident"].astext.is_not(None)
                )
            )
            return Counter((person, incident) for person, incident in rows)

    async def kept(self) -> dict[tuple[int, int], str]:
        """Without buttons that were typed: where an agent spoke last, they are words too."""
        async with self.database.reading() as session:
            rows = await session.execute(
                select(Comment.chat_id, func.min(CommentPart.message_id), Comment.text)
                .join(CommentPart, CommentPart.comment_id == Comment.id)
                .where(Comment.author == "customer", Comment.text.startswith("words "))
                .group_by(Comment.id)
            )
            return {(chat or 0, number or 0): words for chat, number, words in rows}

    async def at_door(self) -> int:
        async with self.database.reading() as session:
            waits = select(func.count()).select_from(Comment).where(waiting.opening_words_at_door())
            return (await session.execute(waits)).scalar_one()
