"""A desk that talks: real database, real handlers and loops, the sandbox for Telegram; agents act by verbs."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import select

from board.desk import seed
from board.models import Account, Agent, Comment, CommentPart, Customer, File, Rating, Ticket
from board.people import accounts, customers, door, team
from board.settings import Settings
from board.store import loops
from board.store.db import Database, Transaction, advance_clock
from board.store.files import Blobs
from board.store.wake import Wake
from board.talk import conversation, questions
from board.tickets import moving, places
from board.values import DESK, Actor, AgentId, Author, FileState, Role, State, agent_actor, customer_actor
from bot.app import assemble
from bot.outbound.pace import Pace
from bot.outbound.sender import Sender
from composition import listeners, upkeep
from sandbox.client import Message, Person, Phone
from sandbox.server import serve
from sla import worker
from tests.bot.machinery import until
from tests.world import told

T = TypeVar("T")

ACCOUNT, OTHER_ACCOUNT, SUSPENDED, EXPIRED = "17-203", "17-204", "17-310", "18-002"
PICTURE = (Path(__file__).resolve().parents[2] / "board" / "desk" / "account_number.png").read_bytes()
ZONE = ZoneInfo("Europe/Moscow")
_SECONDS_AT_ONCE = 1000
"""No waiting for Telegram's pace, which has tests of its own."""


class Talk:
    """Customers on the phone, an agent called Vera at the desk."""

    def __init__(self, phone: Phone, database: Database, vera: Actor) -> None:
        self.phone = phone
        self.database = database
        self.vera = vera

    async def registered(self, name: str = "Anna", language: str = "en") -> Person:
        """Somebody the desk knows, with an account and without a ticket."""
        person = await self.phone.person(name, language)
        await person.send("/start")
        await person.expect()

        async def register(tx: Transaction) -> None:
            customer = await customers.meet(tx, person.id, name, None, language)
            tx.actor = customer_actor(customer.id)
            await accounts.register(tx, customer, await accounts.by_number(tx, ACCOUNT))
            await questions.close(tx, customer.id, questions.ACCOUNT)

        await self.do(register, DESK)
        return person

    async def with_ticket(self, topic: str = "cash_desk") -> tuple[Person, int]:
        """Anna, whose ticket is open; she has heard its opening answer."""
        anna = await self.registered()

        async def open_ticket(tx: Transaction) -> int:
            customer = await customers.meet(tx, anna.id, "Anna", None, "en")
            tx.actor = customer_actor(customer.id)
            return (await door.open_ticket(tx, customer, topic, UTC)).number

        number = await self.do(open_ticket, DESK)
        await anna.expect(f"#{number}")
        return anna, number

    async def new_ticket(self, person: Person) -> Message:
        """The person presses New ticket; returns the keyboard of topics."""
        await person.press(index=1)
        return await topic_question(person)

    async def another_ticket(self, person: Person, topic: int = 0) -> int:
        return await pick(person, await self.new_ticket(person), topic)

    async def reply(self, number: int, text: str, agent: Actor | None = None) -> Comment:
        return await self.do(partial(conversation.reply, number=number, text=text), agent)

    async def resolve(self, number: int) -> None:
        await self.do(partial(conversation.seen, number=number, up_to=2**60))
        await self.do(partial(moving.resolve, number=number))

    async def do(self, work: Callable[[Transaction], Awaitable[T]], actor: Actor | None = None) -> T:
        return await self.database.run(actor or self.vera, work)

    async def agent(self, name: str) -> Actor:
        agent = await self.do(partial(team.add_agent, name=name), DESK)
        return agent_actor(AgentId(agent.id))

    async def linked_agent(self) -> Person:
        """Vera's own Telegram, where alarms arrive."""
        code = await self.do(partial(team.link_code, name="Vera"), DESK)
        phone = await self.phone.person("Vera")
        await phone.send(f"/start {code}")
        await phone.expect("this Telegram is linked now")
        return phone

    async def now(self) -> datetime:
        return await self.do(Transaction.read_clock)

    async def advance(self, **by: float) -> None:
        await self.do(partial(advance_clock, by=timedelta(**by)), DESK)

    async def ticket(self, number: int) -> Ticket:
        return await self.do(lambda tx: tx.session.get_one(Ticket, number))

    async def state(self, number: int) -> State:
        async def read(tx: Transaction) -> State:
            return await places.state_of(tx, await tx.session.get_one(Ticket, number))

        return await self.do(read)

    async def until_state(self, number: int, state: State) -> None:
        async def is_reached() -> bool:
            return await self.state(number) is state

        await until(is_reached)

    async def said(self, number: int | None) -> list[Comment]:
        """The customers' comments on a ticket, or at the door, oldest first."""

        async def read(tx: Transaction) -> list[Comment]:
            rows = await tx.session.scalars(
                select(Comment)
                .where(Comment.ticket_number == number if number else Comment.ticket_number.is_(None))
                .where(Comment.author == Author.CUSTOMER)
                .order_by(Comment.id)
            )
            return list(rows)

        return await self.do(read)

    async def words(self, number: int | None) -> list[str]:
        return [comment.text for comment in await self.said(number)]

    async def until_words(self, number: int | None, *words: str) -> None:
        async def are_there() -> bool:
            return await self.words(number) == list(words)

        try:
            await until(are_there)
        except TimeoutError:
            assert await self.words(number) == list(words)

    async def until_fetched(self, number: int) -> None:
        """Until every file of the ticket is here."""

        async def are_stored() -> bool:
            async with self.database.reading() as session:
                states = await session.scalars(
                    select(File.state)
                    .join(CommentPart, CommentPart.id == File.part_id)
                    .join(Comment, Comment.id == CommentPart.comment_id)
                    .where(Comment.ticket_number == number)
                )
                return set(states) <= {FileState.STORED}

        await until(are_stored)

    async def tickets(self) -> Sequence[Ticket]:
        async def read(tx: Transaction) -> Sequence[Ticket]:
            return (await tx.session.scalars(select(Ticket).order_by(Ticket.number))).all()

        return await self.do(read)

    async def ratings(self) -> Sequence[Rating]:
        async def read(tx: Transaction) -> Sequence[Rating]:
            return (await tx.session.scalars(select(Rating).order_by(Rating.scored_at))).all()

        return await self.do(read)

    async def customer(self, person: Person) -> Customer:
        async def read(tx: Transaction) -> Customer:
            found = await tx.session.scalars(select(Customer).where(Customer.telegram_id == person.id))
            return found.one()

        return await self.do(read)

    async def quiet(self, person: Person) -> list[str]:
        """What the bot has said since the last expected message, once everything sent so far is handled.

        A question asked now marks the end: the bot answers the messages of one chat in order.
        """
        known = {message.id for message in await person.messages()}
        await person.send("/help")
        marker = await person.expect("Write your question", after=max(known, default=0))
        return [
            message.text
            for message in await person.messages()
            if message.is_from_bot and message.id not in known and message.id < marker.id
        ]


async def topic_question(person: Person) -> Message:
    """The next keyboard of topics."""
    asked = await person.expect()
    while not any((button.data or "").startswith("topic:") for button in asked.buttons):
        asked = await person.expect()
    return asked


async def pick(person: Person, asked: Message, topic: int) -> int:
    """Pick the n-th topic; returns the number of the ticket it opened."""
    await person.tap(asked, index=topic)
    opening = await person.expect("#", after=asked.id)
    return number_in(opening.text)


def number_in(text: str) -> int:
    found = re.search(r"#(\d+)", text)
    assert found, text
    return int(found[1])


def settings_for(database_url: str, telegram: str, folder: Path, **changes: Any) -> Settings:
    return Settings(
        bot_token=SecretStr("7000:talk"),
        telegram_api=telegram,
        database_url=database_url,
        data_dir=folder,
        practice=True,
        timezone=ZONE,
        **changes,
    )


@asynccontextmanager
async def talking(database: Database, folder: Path, **changes: Any) -> AsyncIterator[Talk]:
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(serve(folder / "telegram"))
        phone = await stack.enter_async_context(Phone(telegram))
        url = database.engine.url.render_as_string(hide_password=False)
        settings = settings_for(url, telegram, folder, **changes)
        database = told(database, listeners(settings))
        vera = await _furnish(database)
        await stack.enter_async_context(running(settings, database, folder))
        yield Talk(phone, database, vera)


@asynccontextmanager
async def running(settings: Settings, database: Database, folder: Path) -> AsyncIterator[None]:
    """All loops of the bot and the clock, without Telegram's pace."""
    blobs = Blobs(folder / "files")
    async with (
        Wake(settings.database_url).listening() as wake,
        assemble(settings, database, wake, blobs) as app,
    ):
        pace = Pace(clock=lambda: time.monotonic() * _SECONDS_AT_ONCE)
        turning = {
            **app.loops,
            **upkeep(database, wake, blobs),
            "outbox": Sender(database, wake, app.bot, blobs, pace=pace).run,
            "sla": lambda beat: worker.loop(database, wake, beat),
        }
        stop = asyncio.Event()
        task = asyncio.create_task(loops.run(database, turning, stop))
        try:
            yield
        finally:
            stop.set()
            await task


async def _furnish(database: Database) -> Actor:
    async with database.transaction(DESK) as tx:
        await seed.seed(tx)
        vera: Agent = await team.add_agent(tx, "Vera")
        for number in (ACCOUNT, OTHER_ACCOUNT):
            await accounts.add(tx, number)
        for number, standing in ((SUSPENDED, "suspended"), (EXPIRED, "active")):
            account: Account = await accounts.add(tx, number)
            account.status = standing
        account.support_until = tx.now.date() - timedelta(days=1)
    return agent_actor(AgentId(vera.id), Role(vera.role))
