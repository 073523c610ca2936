"""The live stream: server-sent events that name what changed, resumable by the journal's ids."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid
from board.store import journal
from board.store.wake import wait
from board.views.shapes import EventJson
from board.views.trail import told
from board.web.bodies import EventsQuery, query_of
from board.web.keys import CALLER, DATABASE, STREAMS, WAKE
from board.web.streams import Stream
from board.web.who import still_stands

QUIET_SECONDS = 15.0
_TOO_FAR_BEHIND = 10_000
_HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


@dataclass(frozen=True)
class _News:
    cursor: int
    events: list[tuple[int, EventJson]]
    is_reset: bool = False


async def events(request: web.Request) -> web.StreamResponse:
    """Everything after the cursor, then whatever happens, until the client or the desk leaves."""
    cursor = _cursor(request)
    response = web.StreamResponse(headers=_HEADERS)
    async with request.app[WAKE].on("event") as woken:
        with request.app[STREAMS].joined(request[CALLER].secret, woken) as stream:
            await response.prepare(request)
            with suppress(ConnectionResetError):
                await _follow(request, response, stream, cursor)
    return response


async def _follow(
    request: web.Request, response: web.StreamResponse, stream: Stream, cursor: int | None
) -> None:
    await response.write(b": the desk is here\n\n")
    clock = asyncio.get_running_loop()
    quiet_since = clock.time()
    while not stream.is_over:
        stream.woken.clear()
        news = await _news(request, cursor)
        cursor = news.cursor
        if text := _as_text(news):
            await response.write(text)
            quiet_since = clock.time()
            continue
        await wait(stream.woken, max(0.0, quiet_since + QUIET_SECONDS - clock.time()))
        if clock.time() - quiet_since >= QUIET_SECONDS:
            if not await still_stands(request, request[CALLER]):
                return
            await response.write(b": still here\n\n")
            quiet_since = clock.time()


async def _news(request: web.Request, cursor: int | None) -> _News:
    async with request.app[DATABASE].reading() as session:
        if cursor is None:
            return _News(await journal.head(session), [])
        entries = await journal.read_after(session, cursor)
        if await _cannot_resume(session, cursor, entries):
            return _News(await journal.head(session), [], is_reset=True)
        events = await told(session, [entry.event for entry in entries])
        ids = [entry.id for entry in entries]
        return _News(ids[-1] if ids else cursor, list(zip(ids, events, strict=True)))


async def _cannot_resume(session: AsyncSession, cursor: int, entries: list[journal.Entry]) -> bool:
    """The journal no longer reaches back so far, never came so far, or is too far ahead to be worth replaying."""
    if not entries:
        return cursor > await journal.head(session)
    return await journal.tail(session) > cursor + 1 or await journal.head(session) > cursor + _TOO_FAR_BEHIND


def _as_text(news: _News) -> bytes:
    if news.is_reset:
        return f"id: {news.cursor}\nevent: reset\ndata: {{}}\n\n".encode()
    return "".join(
        f"id: {id}\nevent: change\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"
        for id, event in news.events
    ).encode()


def _cursor(request: web.Request) -> int | None:
    """Last-Event-ID wins: a browser that reconnects repeats the first address and adds where it came to."""
    last = request.headers.get("Last-Event-ID", "").strip()
    if not last:
        return query_of(request, EventsQuery).after
    if not last.isascii() or not last.isdigit() or len(last) > 18:
        raise Invalid("Last-Event-ID isn't a cursor of this desk.")
    return int(last)
