"""The sandbox as a web application: both faces, the webhook deliveries, and an in-process start for tests."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from sandbox import practice
from sandbox.api import face
from sandbox.api.receiving import Polls
from sandbox.errors import Refused
from sandbox.faults import Faults
from sandbox.files import UPLOAD_LIMIT
from sandbox.guard import own_pages_only
from sandbox.keys import FAULTS, PACING, POLLS, WORLD
from sandbox.pacing import Pacing
from sandbox.phone import chat, control, society
from sandbox.store import encode
from sandbox.webhooks import Webhooks
from sandbox.world import Clock, Desk, World

_STATIC = Path(__file__).parent / "static"
_BOTS_PAGE = r"/{username:[A-Za-z]\w{1,28}bot}"
"""Telegram's deep link is `https://t.me/NAME?start=CODE`: here the phone's, with such a path and query."""
_REQUEST_LIMIT = UPLOAD_LIMIT + 1024 * 1024
_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self';"
        " manifest-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}
_FONT_CACHE = "public, max-age=2592000"  # last month's draws the same letters
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(world: World, host: str) -> web.Application:
    """Everything but the listening socket, which is for `host`."""
    app = web.Application(client_max_size=_REQUEST_LIMIT, middlewares=[own_pages_only(host), _refusals])
    app[WORLD] = world
    app[FAULTS] = Faults()
    app[PACING] = Pacing(world.clock)
    app[POLLS] = Polls()
    for routes in (face.routes(), chat.routes(), society.routes(), control.routes()):
        app.add_routes(routes)
    app.add_routes([web.get("/", _page), web.get(_BOTS_PAGE, _page), web.static("/static", _STATIC)])
    app.on_response_prepare.append(_harden)
    app.cleanup_ctx.append(_deliver_webhooks)
    app.cleanup_ctx.append(_follow_desk)
    app.on_shutdown.append(_end_waiting)
    app.on_cleanup.append(_close)
    return app


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The phone face tells refusals as JSON."""
    try:
        return await handler(request)
    except Refused as refusal:
        return web.json_response({"detail": refusal.description}, status=refusal.code, dumps=encode)
    except (KeyError, OverflowError, TypeError, ValueError) as problem:
        return web.json_response({"detail": f"this can't be read: {problem}"}, status=400, dumps=encode)


async def _page(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(_STATIC / "index.html")


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    if request.match_info.handler is _page or request.path.startswith("/static/"):
        response.headers.update(_PAGE_HEADERS)
        if request.path.endswith(".woff2"):
            response.headers["Cache-Control"] = _FONT_CACHE


async def _deliver_webhooks(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        task = asyncio.create_task(Webhooks(app[WORLD], session).run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _follow_desk(app: web.Application) -> AsyncIterator[None]:
    desk = app[WORLD].desk
    if desk is None:
        yield
        return
    task = asyncio.create_task(practice.follow(app[WORLD], desk))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _end_waiting(app: web.Application) -> None:
    app[WORLD].is_closing = True
    app[WORLD].feed.end()
    app[WORLD].bell.ring_all()


async def _close(app: web.Application) -> None:
    app[WORLD].store.close()


@asynccontextmanager
async def serve(
    data_dir: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    desk: Desk | None = None,
    clock: Clock | None = None,
    first_pause_seconds: float = 1.0,
) -> AsyncIterator[str]:
    """Serve inside this process until the block ends; yields the base URL, for bots and phones alike."""
    world = World(data_dir, desk=desk, first_pause_seconds=first_pause_seconds)
    if clock is not None:
        world.clock = clock
    # A poller that was killed must not leave its long poll behind.
    runner = web.AppRunner(build(world, host), access_log=None, handler_cancellation=True, shutdown_timeout=5)
    await runner.setup()
    try:
        listener = _listen(host, port)
        await web.SockSite(runner, listener).start()
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        await runner.cleanup()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)
