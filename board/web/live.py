"""The live stream: server-sent events that name what changed, resumable by the journal's ids."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from aiohttp import web

from board.errors import Invalid
from board.store import clock as desk_clock
from board.store.wake import KEYS, wait
from board.views.shapes import instant
from board.web.bodies import EventsQuery, query_of
from board.web.keys import CALLER, DATABASE, FEED, STREAMS, WAKE
from board.web.streams import Stream
from board.web.who import still_stands

QUIET_SECONDS = 15.0
_HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


async def events(request: web.Request) -> web.StreamResponse:
    """Send everything after the cursor, then what happens, until the client leaves or the desk stops."""
    asked = _cursor(request)
    response = web.StreamResponse(headers=_HEADERS)
    wake = request.app[WAKE]
    async with (
        wake.on("event", "clock", KEYS) as woken,
        wake.on("clock") as moved,
        wake.on(KEYS) as doubted,
    ):
        # Before the answer begins, so that a client that sees it begin misses nothing afterwards.
        cursor = await request.app[FEED].now() if asked is None else asked
        with request.app[STREAMS].joined(request[CALLER].secret, woken, doubted) as stream:
            await response.prepare(request)
            with suppress(ConnectionResetError):
                await _follow(request, response, stream, cursor, moved)
    return response


async def _follow(
    request: web.Request, response: web.StreamResponse, stream: Stream, cursor: int, moved: asyncio.Event
) -> None:
    # The cursor first: who is cut off before anything happened misses nothing of what happens meanwhile.
    await response.write(f": the desk is here\nid: {cursor}\n\n".encode())
    clock = asyncio.get_running_loop()
    ahead = await _ahead(request)
    quiet_since = checked_at = clock.time()
    while not stream.is_over:
        if stream.doubted.is_set() or clock.time() - checked_at >= QUIET_SECONDS:
            stream.doubted.clear()
            if not await still_stands(request, request[CALLER]):
                return
            checked_at = clock.time()
        stream.woken.clear()
        news = await request.app[FEED].after(cursor)
        cursor = news.cursor
        if news.text:
            await response.write(news.text)
            quiet_since = clock.time()
        if moved.is_set():
            moved.clear()  # also set when the desk has reconnected to its database
            if ahead != (ahead := await _ahead(request)):
                await response.write(await _time(request, cursor))
        if not news.is_all:
            continue
        await wait(stream.woken, max(0.0, quiet_since + QUIET_SECONDS - clock.time()))
        if clock.time() - quiet_since >= QUIET_SECONDS:
            await response.write(b": still here\n\n")
            quiet_since = clock.time()


async def _ahead(request: web.Request) -> timedelta:
    async with request.app[DATABASE].reading() as session:
        return await desk_clock.offset(session)


async def _time(request: web.Request, cursor: int) -> bytes:
    """Tell the time, after practice time was moved."""
    async with request.app[DATABASE].reading() as session:
        now = instant(await desk_clock.now(session))
    return f'id: {cursor}\nevent: clock\ndata: {{"now": "{now}"}}\n\n'.encode()


def _cursor(request: web.Request) -> int | None:
    """Last-Event-ID wins: a browser that reconnects repeats the first address and adds where it came to."""
    last = request.headers.get("Last-Event-ID", "").strip()
    if not last:
        return query_of(request, EventsQuery).after
    if not last.isascii() or not last.isdigit() or len(last) > 18:
        raise Invalid("refused.header.cursor")
    return int(last)
