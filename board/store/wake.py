"""One LISTEN connection per process wakes whoever waits. If it is lost, work is late by seconds but not lost."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog
from sqlalchemy.engine import make_url

from board.store import loops

log = structlog.get_logger()

CHANNEL = "lanedesk"
KEYS = "keys"
SETTINGS = "settings"
SECURITY_CHANNEL = "lanedesk_security"
"""What the security log is to say, as JSON; each line goes to every process that listens, and is not kept."""
_RECONNECT_SECONDS = 1.0


class Wake:
    """Names heard on the channel: `job:QUEUE`, `event`, `alarm`, `clock`, `keys`, `settings`.

    A notice only says: read the tables. What the security log is to say is told to `on_security`.
    """

    def __init__(self, url: str) -> None:
        self._dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._events: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.on_security: Callable[[str], None] | None = None

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Wake]:
        task = asyncio.create_task(self._listen())
        try:
            yield self
        finally:
            await loops.end(task)

    @asynccontextmanager
    async def on(self, *names: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set by any of these names. Clear it before reading the tables, not after."""
        event = asyncio.Event()
        for name in names:
            self._events[name].add(event)
        try:
            yield event
        finally:
            for name in names:
                self._events[name].discard(event)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                log.warning("listen connection lost")
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._dsn)
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _: closed.set())
        try:
            await connection.add_listener(CHANNEL, self._heard)
            await connection.add_listener(SECURITY_CHANNEL, self._heard_security)
            self._wake_everyone()  # notices may have been missed
            await closed.wait()
        finally:
            connection.terminate()

    def _heard(self, connection: object, pid: int, channel: str, payload: object) -> None:
        if payload == "clock":
            self._wake_everyone()
        for event in self._events.get(str(payload), ()):
            event.set()

    def _heard_security(self, connection: object, pid: int, channel: str, payload: object) -> None:
        if self.on_security is not None:
            self.on_security(str(payload))

    def _wake_everyone(self) -> None:
        for events in self._events.values():
            for event in events:
                event.set()


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Until woken or `seconds` have passed."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
