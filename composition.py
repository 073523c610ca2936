"""The composition root: only this module knows all parts, and which of their loops a process turns."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import signal
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError

import bot.reactions
import voice.reactions
from board.desk import ruling
from board.desk.in_force import settings_in_force
from board.errors import DeskError, Unavailable
from board.facts import Event
from board.settings import Settings
from board.store import loops, schema
from board.store.db import Database, Effect, Listener, Transaction, check_encoding
from board.store.embedded import Embedded
from board.store.files import Blobs
from board.store.privacy import make_folder
from board.store.wake import SETTINGS, Wake, wait
from board.upkeep import retention
from board.upkeep.archive import making
from board.upkeep.blobs import forget
from board.upkeep.clearing import Clearing
from board.upkeep.refold import Refold
from board.upkeep.tidy import tidy
from bot.inbound import own_name
from bot.outbound import picture
from sla import fold, worker
from voice import listening

if TYPE_CHECKING:
    from board.store.loops import Loop
    from bot.app import App

log = structlog.get_logger()

PARTS = ("bot", "board", "sla", "voice")
KEPT = (picture.REF.sha256,)
"""Files that a desk needs although no row refers to them."""
_WATCH_SECONDS = 2.0
_LOOK_SECONDS = 60.0
"""If the notice of new settings was missed."""


@dataclass(frozen=True)
class Ground:
    """What every part needs."""

    settings: Settings
    database: Database
    wake: Wake
    blobs: Blobs


@contextlib.asynccontextmanager
async def ground(settings: Settings) -> AsyncIterator[Ground]:
    """The database (the embedded one when no address is given) with the four listeners, and the folder of files."""
    make_folder(settings.data_dir)
    async with _postgres(settings) as url:
        database = Database(url, listeners=listeners(settings))
        try:
            yield Ground(settings, database, Wake(url), Blobs(settings.data_dir / "files"))
        finally:
            await database.close()


def listeners(settings: Settings) -> dict[str, Listener]:
    """The clock first, so that what the bot tells can name the promises; rules last, as they move what has happened."""
    return {
        "sla": fold.apply,
        "bot": bot.reactions.listener(settings),
        "voice": voice.reactions.listener(settings),
        "rules": ruling.listener(),
    }


async def turn(
    desk: Ground, parts: Sequence[str], stop: asyncio.Event, started: asyncio.Event | None = None
) -> None:
    """Turn the loops of the named parts until `stop`; `started` is set once all listens and turns.

    The parts are put together anew when the owner changes what they are built with.
    """
    await schema.require_newest(desk.database)
    await check_encoding(desk.database)
    async with desk.wake.listening():
        while not stop.is_set():
            decided = await as_decided(desk)
            changed = asyncio.create_task(_changed(desk, decided.settings))
            async with _assembled(decided, parts) as turning, _either(stop, changed) as end:
                await loops.run(desk.database, turning, end, started)


async def as_decided(desk: Ground) -> Ground:
    """The same ground with the settings in force; `desk.settings` stays the environment's."""
    async with desk.database.reading() as session:
        settings = await settings_in_force(session, desk.settings)
    desk.database.listeners = listeners(settings)
    return replace(desk, settings=settings)


async def _changed(desk: Ground, built_with: Settings) -> None:
    """Until other settings are in force than the parts were built with."""
    async with desk.wake.on(SETTINGS) as woken:
        while True:
            woken.clear()
            with contextlib.suppress(OSError, DBAPIError):
                async with desk.database.reading() as session:
                    if await settings_in_force(session, desk.settings) != built_with:
                        return
            await wait(woken, _LOOK_SECONDS)


@contextlib.asynccontextmanager
async def _either(stop: asyncio.Event, task: asyncio.Task[None]) -> AsyncIterator[asyncio.Event]:
    """An event that is set by `stop`, or when the task is done."""
    end = asyncio.Event()
    stopping = asyncio.create_task(stop.wait())
    for each in (stopping, task):
        each.add_done_callback(lambda _: end.set())
    try:
        yield end
    finally:
        await loops.end(stopping, task)


def import_bot_meanwhile() -> None:
    """Aiogram takes seconds to import, in which databases and sandboxes start; whoever needs it first waits."""
    threading.Thread(target=importlib.import_module, args=("bot.app",), daemon=True).start()


def stop_on_signals() -> asyncio.Event:
    """Set by Ctrl-C, SIGTERM, or a terminal that is closed, unless that is ignored, as under nohup."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@contextlib.asynccontextmanager
async def _assembled(desk: Ground, parts: Sequence[str]) -> AsyncIterator[dict[str, Loop]]:
    """The loops of the parts; the board's server, which is no loop, listens meanwhile."""
    turning: dict[str, Loop] = {}
    if {"bot", "board", "sla"} & set(parts):
        turning |= upkeep(desk.database, desk.wake, desk.blobs, has_files=bool({"bot", "board"} & set(parts)))
    routes = []
    async with contextlib.AsyncExitStack() as stack:
        if "bot" in parts and desk.settings.bot_token is not None:
            app = await stack.enter_async_context(_bot(desk))
            turning |= app.loops
            routes = [app.webhook] if app.webhook else []
        if routes and "board" not in parts:
            await stack.enter_async_context(_webhook(desk.settings, routes))
        if "sla" in parts:
            turning["sla"] = lambda beat: worker.loop(desk.database, desk.wake, beat)
        if "bot" in parts and desk.settings.whisper_engine == "off":
            await listening.stand_down(desk.database)
        if "voice" in parts and desk.settings.whisper_engine != "off":
            turning["voice"] = listening.Voice(desk.database, desk.wake, desk.blobs, desk.settings).run
        if "board" in parts:
            await stack.enter_async_context(_board(desk, routes, expected_loops=list(turning)))
        yield turning


def _bot(desk: Ground) -> contextlib.AbstractAsyncContextManager[App]:
    # The other parts and commands go without aiogram.
    from bot.app import assemble

    return assemble(desk.settings, desk.database, desk.wake, desk.blobs)


def upkeep(database: Database, wake: Wake, blobs: Blobs, *, has_files: bool = True) -> dict[str, Loop]:
    """What a process does for the whole desk, whatever its part; any number of them may.

    Only one that has the desk's files may forget any.
    """

    async def refold_clock(tx: Transaction, event: Event) -> Effect | None:
        return partial(fold.refold, tx, event.ticket) if event.ticket is not None else None

    rows: dict[str, Loop] = {
        "refold": Refold(database, wake, {"sla": refold_clock}).run,
        "clearing": Clearing(database, wake).run,
        "retention": partial(retention.forget, database, wake),
    }
    if not has_files:
        return rows
    return rows | {
        "blobs": lambda beat: forget(database, wake, blobs, beat, kept=KEPT),
        "tidy": lambda beat: tidy(database, blobs, beat, kept=KEPT),
        "archives": lambda beat: making.make(database, wake, blobs, beat),
    }


@contextlib.asynccontextmanager
async def _board(
    desk: Ground, routes: Sequence[web.RouteDef], expected_loops: Sequence[str]
) -> AsyncIterator[None]:
    from board.web.app import make_app

    app = make_app(
        desk.database,
        desk.settings,
        desk.wake,
        desk.blobs,
        extra_routes=routes,
        expected_loops=expected_loops,
        whose_token=partial(own_name.whose, telegram=desk.settings.telegram_api),
    )
    async with _serving("board", app, desk.settings.board_host, desk.settings.board_port):
        yield


@contextlib.asynccontextmanager
async def _webhook(settings: Settings, routes: Sequence[web.RouteDef]) -> AsyncIterator[None]:
    """A port of its own, for a bot without the board in its process."""
    app = web.Application()
    app.add_routes(routes)
    async with _serving("bot", app, settings.webhook_host, settings.webhook_port):
        yield


@contextlib.asynccontextmanager
async def _serving(part: str, app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    from board.web.port import serving

    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(serving(app, host, port))
        except OSError as error:
            key = "refused.run.board_port" if part == "board" else "refused.run.bot_port"
            raise Unavailable(key, host=host, port=port, error=error.strerror) from error
        yield


@contextlib.asynccontextmanager
async def _postgres(settings: Settings) -> AsyncIterator[str]:
    if settings.database_url:
        yield settings.database_url
        return
    embedded = Embedded(settings.data_dir / "postgres")
    url = await asyncio.to_thread(embedded.start)
    try:
        async with loops.meanwhile(_bring_back(embedded)):
            yield url
    finally:
        await asyncio.to_thread(embedded.stop)


async def _bring_back(embedded: Embedded) -> None:
    """Start the embedded server again if it is killed."""
    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        if not embedded.is_up():
            log.warning("embedded PostgreSQL is gone, starting it again")
            with contextlib.suppress(DeskError):
                await asyncio.to_thread(embedded.start)
