"""The journal for live streams, read once in this process for all of them."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from board.store import journal
from board.store.db import Database
from board.views.shapes import EventJson
from board.views.trail import to_json

_BATCH = 500
_KEPT = 500
_TOO_FAR_BEHIND = 10_000
_PACE_SECONDS = 0.05
_NOWHERE = 2**63 - 1


@dataclass(frozen=True)
class News:
    """What follows a cursor, as server-sent events, and the cursor after it; `is_all` there is for now."""

    cursor: int
    text: bytes = b""
    is_all: bool = True


class Feed:
    """Keeps what happened lately; older cursors are answered from the journal itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lately: deque[tuple[int, bytes]] = deque()
        self._since = self._reached = _NOWHERE
        """All that came after `_since`, up to `_reached`, is in `_lately`."""
        self._turn = asyncio.Lock()
        self._begun = self._done = 0
        self._not_before = 0.0

    async def now(self) -> int:
        """The cursor after all that was committed before the call."""
        await self._read_on()
        return self._reached

    async def after(self, cursor: int) -> News:
        """What was committed before the call and comes after the cursor, or a reset."""
        await self._read_on()
        if self._since <= cursor <= self._reached:
            return News(self._reached, b"".join(text for id, text in self._lately if id > cursor))
        async with self._database.reading() as session:
            return await _from_journal(session, cursor)

    async def _read_on(self) -> None:
        """One reading serves all who asked before it began, so many facts at once are read together."""
        asked = self._begun
        async with self._turn:
            if self._done > asked:
                return
            clock = asyncio.get_running_loop()
            await asyncio.sleep(self._not_before - clock.time())
            self._begun += 1
            await self._read()
            self._done = self._begun
            self._not_before = clock.time() + _PACE_SECONDS

    async def _read(self) -> None:
        async with self._database.reading() as session:
            entries = await journal.read_after(session, self._reached, _BATCH)
            if 0 < len(entries) < _BATCH:
                self._keep(await _with_text(session, entries))
                return
            head = await journal.head(session)
            if entries or head < self._reached:
                self._begin_at(head)

    def _keep(self, fresh: Sequence[tuple[int, bytes]]) -> None:
        self._lately.extend(fresh)
        self._reached = fresh[-1][0]
        while len(self._lately) > _KEPT:
            self._since, _ = self._lately.popleft()

    def _begin_at(self, head: int) -> None:
        self._lately.clear()
        self._since = self._reached = head


async def _from_journal(session: AsyncSession, cursor: int) -> News:
    entries = await journal.read_after(session, cursor, _BATCH)
    head = await journal.head(session)
    if await _cannot_resume(session, cursor, entries, head):
        return News(head, f"id: {head}\nevent: reset\ndata: {{}}\n\n".encode())
    fresh = await _with_text(session, entries)
    reached = fresh[-1][0] if fresh else cursor
    return News(reached, b"".join(text for _, text in fresh), is_all=reached == head)


async def _cannot_resume(
    session: AsyncSession, cursor: int, entries: Sequence[journal.Entry], head: int
) -> bool:
    """The cursor is before the journal's first entry, after its last, or too far behind."""
    if not entries:
        return cursor > head
    return await journal.tail(session) > cursor + 1 or head > cursor + _TOO_FAR_BEHIND


async def _with_text(session: AsyncSession, entries: Sequence[journal.Entry]) -> list[tuple[int, bytes]]:
    """What is private moves the cursor on and says nothing."""
    open_to_all = [entry for entry in entries if not entry.event.fact.told.is_private]
    events = await to_json(session, [entry.event for entry in open_to_all])
    texts = {entry.id: _as_text(entry.id, event) for entry, event in zip(open_to_all, events, strict=True)}
    return [(entry.id, texts.get(entry.id, b"")) for entry in entries]


def _as_text(id: int, event: EventJson) -> bytes:
    return f"id: {id}\nevent: change\ndata: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
