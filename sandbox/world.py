"""What every part of the sandbox shares: the store, the clock, and who waits for news."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.store import Json, Store

Clock = Callable[[], float]


class Bell:
    """Wakes whoever waits for a topic; a ring with nobody waiting is forgotten."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Future[None]]] = defaultdict(set)

    def ring(self, topic: str) -> None:
        for waiter in self._waiting.pop(topic, ()):
            if not waiter.done():
                waiter.set_result(None)

    def ring_all(self) -> None:
        for topic in list(self._waiting):
            self.ring(topic)

    async def wait(self, topic: str, seconds: float) -> None:
        """Return at the next ring, or when the time is over."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting[topic].add(waiter)
        try:
            # Not wait_for: in 3.11 it swallows a cancellation that meets the ring.
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            return
        finally:
            self._waiting[topic].discard(waiter)


class Feed:
    """Copies each event to every open phone page."""

    def __init__(self) -> None:
        self._readers: set[asyncio.Queue[Json | None]] = set()

    def publish(self, event: Json) -> None:
        for reader in self._readers:
            reader.put_nowait(event)

    def subscribe(self) -> asyncio.Queue[Json | None]:
        reader: asyncio.Queue[Json | None] = asyncio.Queue()
        self._readers.add(reader)
        return reader

    def unsubscribe(self, reader: asyncio.Queue[Json | None]) -> None:
        self._readers.discard(reader)

    def end(self) -> None:
        """Tell every reader to stop: an open stream would hold the shutdown for a minute."""
        for reader in self._readers:
            reader.put_nowait(None)


@dataclass(frozen=True)
class Desk:
    """Where the practice clock is moved."""

    url: str
    token: str


_DESK_AHEAD = "desk_ahead"


@dataclass
class World:
    """One sandbox: its store and its live parts."""

    data_dir: Path
    clock: Clock = time.time
    desk: Desk | None = None
    first_pause_seconds: float = 1.0
    bell: Bell = field(default_factory=Bell)
    feed: Feed = field(default_factory=Feed)
    is_closing: bool = False
    asking_desk: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Its time is asked for once at a time, so that an older answer never takes the place of a newer one."""

    def __post_init__(self) -> None:
        self.store = Store(self.data_dir)

    @property
    def desk_ahead(self) -> int | None:
        """How many seconds the desk's time runs ahead of ours, as last heard; None if it never was."""
        return self.store.number(_DESK_AHEAD)

    @desk_ahead.setter
    def desk_ahead(self, seconds: int) -> None:
        self.store.jump(_DESK_AHEAD, seconds)

    def now(self) -> int:
        """The time as Telegram tells it, in whole seconds."""
        return int(self.clock())
