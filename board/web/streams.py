"""The live streams now open, so that each can be ended: at shutdown, or when its session is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(eq=False)
class Stream:
    """One open stream; `woken` is set when there may be something to tell, or it is over.

    `doubted` is set when what it was opened with may have been taken back.
    """

    secret: str
    woken: asyncio.Event
    doubted: asyncio.Event
    is_over: bool = False

    def end(self) -> None:
        self.is_over = True
        self.woken.set()


class Streams:
    def __init__(self) -> None:
        self._open: set[Stream] = set()
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def joined(self, secret: str, woken: asyncio.Event, doubted: asyncio.Event) -> Iterator[Stream]:
        stream = Stream(secret, woken, doubted, is_over=self._is_closed)
        self._open.add(stream)
        try:
            yield stream
        finally:
            self._open.discard(stream)

    def end_of(self, secret: str) -> None:
        """End those opened with this session or token."""
        for stream in self._open:
            if stream.secret == secret:
                stream.end()

    def end_all(self) -> None:
        self._is_closed = True
        for stream in self._open:
            stream.end()
