"""A desk with its default boards, an agent and customers who write, by verbs alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import event, select

from board.desk import calendars, lanes, seed
from board.desk.calendars import Content, Standing
from board.facts import Event, Fact
from board.models import Account, Agent, Comment, CommentPart, Customer, Ticket
from board.people import accounts, customers, door, team
from board.store import clock, journal
from board.store.db import Database, Listener, Transaction, advance_clock
from board.talk import attachments, conversation, editing, receiving, sending, transcripts
from board.talk.comments import Incoming, IncomingFile
from board.talk.receiving import Received
from board.talk.transcripts import Heard, Segment
from board.tickets import locking, moving, places
from board.values import (
    DESK,
    Actor,
    AgentId,
    Author,
    Delivery,
    FileId,
    Kind,
    Metric,
    Role,
    State,
    TicketNumber,
    agent_actor,
    customer_actor,
)
from board.working_hours import parse_week

BOT = 7000


def told(database: Database, listeners: Mapping[str, Listener]) -> Database:
    """The same database, whose facts are told to these listeners; it is closed with the other."""
    twin = copy(database)
    twin.listeners = dict(listeners)
    return twin


class World:
    """Each method is a transaction of its own, as at the edges."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.agent: Actor = DESK
        self._ids = count(1)

    async def furnish(self) -> World:
        async with self.database.transaction(DESK) as tx:
            await seed.seed(tx)
            agent = await team.add_agent(tx, "Vera")
            for number in ("17-203", "17-204"):
                await accounts.add(tx, number)
        self.agent = agent_actor(AgentId(agent.id), Role.OWNER)
        return self

    async def customer(self, telegram_id: int = 42, account: str | None = "17-203") -> int:
        """A registered customer; with `account` None, somebody who only said hello."""
        async with self.database.transaction(DESK) as tx:
            person = await self.meet(tx, telegram_id)
            if account is not None:
                await accounts.register(tx, person, await accounts.by_number(tx, account))
        return telegram_id

    async def open(self, telegram_id: int = 42, topic: str = "product") -> TicketNumber:
        async with self.database.transaction(DESK) as tx:
            ticket = await door.open_ticket(tx, await self.meet(tx, telegram_id), topic, UTC)
        return TicketNumber(ticket.number)

    async def choose(self, number: int | None, telegram_id: int = 42) -> None:
        """In their list; None presses *New ticket*."""
        async with self.database.transaction(DESK) as tx:
            person = await self.meet(tx, telegram_id)
            if number is None:
                customers.choose_none(tx, person)
            else:
                await customers.choose(tx, person, TicketNumber(number))

    async def write(
        self,
        text: str = "It stopped.",
        *,
        telegram_id: int = 42,
        message_id: int | None = None,
        reply_to: int | None = None,
        album: str | None = None,
        file: IncomingFile | None = None,
        kind: Kind = Kind.TEXT,
        is_bare_thanks: bool = False,
        is_try: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Received:
        message = Incoming(
            bot_id=BOT,
            chat_id=telegram_id,
            message_id=message_id or next(self._ids),
            kind=kind,
            text=text,
            reply_to_message_id=reply_to,
            media_group_id=album,
            files=[file] if file else [],
            thanked=() if is_bare_thanks else None,
            is_try=is_try,
            detail=detail or {},
        )
        async with self.database.transaction(DESK) as tx:
            return await receiving.receive(tx, await self.meet(tx, telegram_id), message, UTC)

    async def speak(
        self,
        telegram_id: int = 42,
        kind: Kind = Kind.VOICE,
        seconds: int = 7,
        *,
        name: str = "voice.ogg",
        mime: str = "audio/ogg",
    ) -> FileId:
        """A customer's recording, its file stored."""
        file = IncomingFile(kind, f"voice-{next(self._ids)}", name, mime, duration=seconds)
        received = await self.write("", telegram_id=telegram_id, kind=kind, file=file)
        async with self.database.transaction(DESK) as tx:
            (pending,) = await attachments.pending_of(tx, received.comment.id)
            sha256 = hashlib.sha256(str(pending.id).encode()).hexdigest()
            await attachments.fetched(tx, pending.id, sha256, 4321)
            await transcripts.await_words(tx, received.comment.id)
        return FileId(pending.id)

    async def hear(self, file: FileId, *sentences: str, is_clear: bool = True) -> None:
        """Writes down these sentences, two seconds each; none means silence."""
        segments = [Segment(2.0 * i, 2.0 * i + 2, text) for i, text in enumerate(sentences)]
        async with self.database.transaction(DESK) as tx:
            await transcripts.begin(tx, file)
            await transcripts.heard(tx, file, Heard(segments, "ru", is_clear))

    async def edit(
        self, message_id: int, text: str, telegram_id: int = 42, *, is_bare_thanks: bool = False
    ) -> Comment | None:
        thanked = () if is_bare_thanks else None
        message = Incoming(BOT, telegram_id, message_id, Kind.TEXT, text, thanked=thanked)
        async with self.database.transaction(DESK) as tx:
            await self.meet(tx, telegram_id)
            edited = await editing.edit(tx, message)
            return edited.comment if edited else None

    async def answer(self, number: int, text: str = "Looking into it.") -> Comment:
        """A reply that Telegram takes at once, under the next message id."""
        async with self.database.transaction(self.agent) as tx:
            comment = await conversation.reply(tx, number, text)
        await self.deliver(comment.id, number)
        return comment

    async def deliver(self, comment: int, number: int) -> int:
        message_id = next(self._ids)
        async with self.database.transaction(DESK) as tx:
            ticket = await locking.lock(tx, number)
            person = await tx.session.get_one(Customer, ticket.customer_id)
            sent = {part.id: message_id for part in await parts_of(tx, comment)}
            await sending.delivered(tx, comment, sent, BOT, person.telegram_id or 0)
        return message_id

    async def read(self, number: int) -> None:
        async with self.database.transaction(self.agent) as tx:
            await conversation.seen(tx, number, 2**60)

    async def resolve(self, number: int) -> Ticket:
        await self.read(number)
        async with self.database.transaction(self.agent) as tx:
            return await moving.resolve(tx, number)

    async def now(self) -> datetime:
        async with self.database.reading() as session:
            return await clock.now(session)

    async def wait_until(self, at: datetime) -> None:
        await self.pass_time(at - await self.now())

    async def pass_time(self, by: timedelta) -> None:
        async with self.database.transaction(DESK) as tx:
            await advance_clock(tx, by)

    async def ticket(self, number: int) -> Ticket:
        async with self.database.transaction(DESK) as tx:
            return await tx.session.get_one(Ticket, number)

    async def state(self, number: int) -> State:
        async with self.database.transaction(DESK) as tx:
            return await places.state_of(tx, await tx.session.get_one(Ticket, number))

    async def account(self, number: str) -> Account:
        async with self.database.transaction(DESK) as tx:
            return await accounts.by_number(tx, number)

    async def vera(self) -> Agent:
        async with self.database.transaction(DESK) as tx:
            return await team.agent_named(tx, "Vera")

    async def events(self, number: int) -> list[Event]:
        async with self.database.reading() as session:
            return await journal.of_ticket(session, TicketNumber(number))

    async def facts(self, number: int) -> list[type[Fact]]:
        return [type(event.fact) for event in await self.events(number)]

    @staticmethod
    async def meet(tx: Any, telegram_id: int) -> Customer:
        """They act from here on, as when they write."""
        customer = await customers.meet(tx, telegram_id, "Anna", None, "ru")
        tx.actor = customer_actor(customer.id)
        return customer


async def parts_of(tx: Transaction, comment: int) -> Sequence[CommentPart]:
    """A comment's Telegram messages, in the order in which they are shown."""
    found = select(CommentPart).where(CommentPart.comment_id == comment).order_by(CommentPart.position)
    return (await tx.session.scalars(found)).all()


async def keep_hours(
    tx: Transaction,
    week: str,
    board: str = "product",
    lane: str = "today",
    *,
    zone: str = "UTC",
    elsewhere: Mapping[str, str] | None = None,
) -> Standing:
    """A new calendar, in which the lane promises from now on."""
    standing = await calendars.add(tx, Content("Office", zone, parse_week(week)))
    wish = lanes.Wish(calendars=dict.fromkeys(Metric, standing.row.id), elsewhere=elsewhere)
    await lanes.edit(tx, board, lane, wish)
    return standing


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collects the SQL statements sent inside the block."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def ask_before(
    tx: Transaction, customer: int, asked: Iterable[tuple[datetime, timedelta | None]]
) -> None:
    """Tickets of the past: when each was asked, and after how long somebody answered, if they did."""
    for at, wait in asked:
        column, done_at = ("inbox", None) if wait is None else ("done", at + wait)
        place = {"topic_key": "product", "board_key": "product", "lane_key": "today", "column_key": column}
        ticket = Ticket(customer_id=customer, opened_at=at, last_message_at=at, done_at=done_at, **place)
        tx.session.add(ticket)
        await tx.session.flush()
        said = {"ticket_number": ticket.number, "customer_id": customer, "kind": Kind.TEXT}
        tx.session.add(Comment(author=Author.CUSTOMER, created_at=at, **said))
        if done_at is not None:
            sent = {"author": Author.AGENT, "delivery": Delivery.SENT}
            tx.session.add(Comment(created_at=done_at, **sent, **said))
