"""The web application, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable

from aiohttp import web

from board.errors import Unavailable
from board.security import SecurityLog
from board.settings import Settings
from board.store.db import Database
from board.store.files import Blobs
from board.store.sound import Form
from board.store.wake import Wake
from board.web import guard, health, keys, pages, routes
from board.web.attempts import Attempts
from board.web.feed import Feed
from board.web.metrics import Metrics
from board.web.problems import problems
from board.web.streams import Streams


def make_app(
    database: Database,
    settings: Settings,
    wake: Wake,
    blobs: Blobs,
    *,
    extra_routes: Iterable[web.AbstractRouteDef] = (),
    expected_loops: Collection[str] = (),
    whose_token: Callable[[str], Awaitable[str]] | None = None,
) -> web.Application:
    """Everything the desk speaks over HTTP. The caller keeps `wake` listening while the application serves.

    `extra_routes` are others' (the webhook); `expected_loops` are those without which the desk isn't well;
    `whose_token` asks Telegram for the user name of a token's bot.
    """
    app = web.Application(
        middlewares=[
            health.measured,
            pages.cached,
            guard.compressed,
            problems,
            guard.known_host,
            guard.own_page,
            guard.keepable,
        ]
    )
    app[keys.DATABASE] = database
    app[keys.SETTINGS] = settings
    app[keys.FEED] = Feed(database)
    app[keys.WAKE] = wake
    app[keys.BLOBS] = blobs
    app[keys.CONVERSIONS] = {form: asyncio.Semaphore(1) for form in Form}
    app[keys.STREAMS] = Streams()
    app[keys.ATTEMPTS] = Attempts()
    app[keys.METRICS] = Metrics()
    app[keys.SECURITY] = SecurityLog()
    wake.on_security = app[keys.SECURITY].repeat
    app[keys.WHOSE_TOKEN] = whose_token or _ask_nobody
    app[keys.EXPECTED_LOOPS] = frozenset(expected_loops)
    app[keys.ENDPOINTS] = routes.ENDPOINTS
    routes.add_to(app.router)
    app.router.add_routes(extra_routes)
    app.on_response_prepare.append(guard.add_headers)
    app.on_shutdown.append(_end_streams)
    return app


async def _ask_nobody(_: str) -> str:
    raise Unavailable("refused.bot.telegram_silent")


async def _end_streams(app: web.Application) -> None:
    """First of all: the server waits a minute for each request still open."""
    app[keys.STREAMS].end_all()
