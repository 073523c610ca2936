"""Transactions: one session, one actor, one clock; facts and work are written with what caused them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from board.errors import Unavailable
from board.facts import Event, Fact
from board.queues import Queue
from board.store import journal
from board.store.allowed import allowed
from board.store.jobs import Job, put, put_all
from board.values import Actor, Role

log = structlog.get_logger()
T = TypeVar("T")

Effect = Callable[[], Awaitable[None]]
Listener = Callable[["Transaction", Event], Awaitable[Effect | None]]
"""Reads, and returns what it would write, if anything. Only the writing gets a savepoint."""

_RETRIED = {"40001", "40P01", "23505", "23503"}
"""Serialization failure, deadlock; and a unique or foreign key that somebody else was faster to break.

Tried again, a verb's own check sees what they did, and says so.
"""
_ATTEMPTS = 3

_CLOCK = text(
    "SELECT greatest(desk_now(), (SELECT at FROM event WHERE ticket = :ticket ORDER BY id DESC LIMIT 1))"
)


class _TakenBack(Exception):
    """Ends a transaction that was only tried out."""


class Transaction:
    """What a verb is given. It never commits or rolls back; its caller at the edge does."""

    def __init__(self, session: AsyncSession, actor: Actor, listeners: Mapping[str, Listener]) -> None:
        self.session = session
        self.actor = actor
        self._listeners = listeners
        self._events: list[Event] = []
        self._at_end: list[Job] = []
        self._now: datetime | None = None

    @property
    def now(self) -> datetime:
        """Desk time: the database's clock plus the practice offset, as last read by `read_clock`."""
        assert self._now is not None, "the edge reads the clock before the first verb"
        return self._now

    @property
    def events(self) -> Sequence[Event]:
        """What this transaction has recorded so far, oldest first."""
        return self._events

    async def read_clock(self, *, after_ticket: int | None = None) -> datetime:
        """Read the clock; again after waiting for a ticket's lock, so that the ticket's time never runs backwards."""
        read = await self.session.execute(_CLOCK, {"ticket": after_ticket})
        return self.it_is(read.scalar_one())

    def it_is(self, now: datetime) -> datetime:
        """Take the time a statement read after it had waited for a lock; it never runs backwards."""
        self._now = now if self._now is None else max(now, self._now)
        return self._now

    async def begin_anew(self, actor: Actor) -> None:
        """Go on with other work in the same transaction: rows read so far are read again.

        Time goes on where the work first waits for a lock, as meeting a customer does.
        """
        await self.session.flush()
        self.session.expunge_all()
        self.actor = actor

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[None]:
        """What is recorded meanwhile is somebody else's doing, as a rule's that follows from an agent's."""
        before, self.actor = self.actor, actor
        try:
            yield
        finally:
            self.actor = before

    async def record(self, fact: Fact, *, at: datetime | None = None, key: UUID | None = None) -> Event:
        """Record a fact. The listeners write too, each in a savepoint, so a bug in one never loses the fact.

        `at` is given for a fact recorded later than it happened.
        """
        event = Event(fact, self.actor, at or self.now, key or uuid4())
        await self.session.flush()
        self._events.append(event)
        for name, listener in self._listeners.items():
            await self._tell(name, listener, event)
        return event

    async def later(self, job: Job) -> None:
        """Put work in its queue; a job with the same key already there is left as it is."""
        await put(self.session, job, self.now)

    def at_end(self, job: Job) -> None:
        """As `later`, but put with all others of its kind when the transaction ends: nothing in it sees the job."""
        self._at_end.append(replace(job, run_at=job.run_at or self.now))

    async def write_end(self) -> None:
        """The last statements of the transaction. The journal is the very last, so that ids are commit order."""
        await self.session.flush()
        if self._at_end:
            await put_all(self.session, self._at_end)
        if self._events:
            await journal.append(self.session, self._events)

    async def _tell(self, name: str, listener: Listener, event: Event) -> None:
        at_end = len(self._at_end)
        try:
            effect = await listener(self, event)
            if effect is not None:
                async with self.session.begin_nested():
                    await effect()
        except DBAPIError:
            raise
        except Exception:
            del self._at_end[at_end:]
            log.exception(
                "listener failed", listener=name, fact=type(event.fact).__name__, ticket=event.ticket
            )
            await self.later(
                Job(
                    queue=Queue.REFOLD,
                    key=f"{name}:{event.key}",
                    order_key=f"ticket:{event.ticket}",
                    payload={"listener": name, "event": str(event.key)},
                )
            )


class Database:
    """One engine, and the listeners that are told of every event, in this order.

    Queued jobs hold their names, so a name is never changed.
    """

    def __init__(self, url: str, listeners: Mapping[str, Listener] | None = None) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=20,
            max_overflow=0,  # one too many is closed when it comes back, and a stop just then is logged as an error
            hide_parameters=True,  # they hold what people wrote, and errors are logged
            connect_args={"server_settings": {"application_name": "lanedesk", "timezone": "UTC"}},
        )
        self._snapshots = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.listeners = dict(listeners or {})

    @asynccontextmanager
    async def transaction(self, actor: Actor) -> AsyncIterator[Transaction]:
        """Commits on a clean exit."""
        async with (
            AsyncSession(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            tx = Transaction(session, actor, self.listeners)
            await tx.read_clock()
            yield tx
            await tx.write_end()

    async def run(self, actor: Actor, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in a transaction; run it again where somebody else was faster, or after a deadlock."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with self.transaction(actor) as tx:
                    return await work(tx)
            except DBAPIError as error:
                if sqlstate(error) not in _RETRIED or attempt == _ATTEMPTS:
                    raise
                await asyncio.sleep(random.uniform(0, 0.05) * attempt)
        raise AssertionError("unreachable")

    async def try_out(self, actor: Actor, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """What `work` would do: it is run with all its checks, and taken back whole."""
        tried: list[T] = []

        async def run(tx: Transaction) -> None:
            tried.append(await work(tx))
            raise _TakenBack

        with suppress(_TakenBack):
            await self.run(actor, run)
        return tried[-1]

    @asynccontextmanager
    async def bookkeeping(self) -> AsyncIterator[AsyncSession]:
        """A session for the store's own rows, such as leases; no actor, time or facts. Commits on a clean exit."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads, from one snapshot."""
        async with AsyncSession(self._snapshots, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads, from one snapshot."""
        async with self._snapshots.connect() as connection:
            yield connection

    async def close(self) -> None:
        await self.engine.dispose()


@allowed(Role.AGENT)
async def advance_clock(tx: Transaction, by: timedelta) -> None:
    """Move practice time forward, for every process at once."""
    await tx.session.execute(
        text(
            "INSERT INTO practice_clock (id, ahead) VALUES (1, :by)"
            " ON CONFLICT (id) DO UPDATE SET ahead = practice_clock.ahead + :by"
        ),
        {"by": by},
    )
    await tx.session.execute(text("SELECT pg_notify('lanedesk', 'clock')"))
    await tx.read_clock()


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's five-character code of an error that SQLAlchemy has wrapped."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


async def check_encoding(database: Database) -> None:
    """Refuse a database whose locale can't lower-case Cyrillic: search and names would silently fail."""
    async with database.reading() as session:
        lowered = (await session.execute(text("SELECT lower('ПРИВЕТ') = 'привет'"))).scalar_one()
    if not lowered:
        raise Unavailable("refused.database.c_locale")
