"""Lanedesk: the composition root and the command line. Here, and only here, everything is known."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError

from board import accounts, promises, routing, team
from board.accounts import Standing
from board.errors import DeskError, Invalid, NotFound, Unavailable
from board.events import DESK, Event, Metric
from board.settings import Settings, load_settings
from board.store import jobs, loops, schema
from board.store.db import Database, Transaction, check_encoding
from board.store.embedded import Embedded
from board.store.files import Blobs
from board.store.wake import Wake
from bot import reactions
from bot.errors import without_words
from sla import fold, worker
from sla.policy import parse_goal

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
        if "board" in parts:
            await stack.enter_async_context(_board(desk, routes, expected_loops=list(turning)))
        yield turning


def _bot(desk: Ground) -> contextlib.AbstractAsyncContextManager[App]:
    # aiogram takes seconds to import; the other parts and commands go without it.
    from bot.app import assemble

    async def refold(tx: Transaction, event: Event) -> None:
        if event.ticket is not None:
            await fold.refold(tx, event.ticket)

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
    _log_to_standard_error()
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


def _log_to_standard_error() -> None:
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
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


async def _awaited(work: Awaitable[int | None]) -> int | None:
    return await work


# commands


async def _run(options: argparse.Namespace) -> None:
    settings = load_settings()
    parts = options.parts or PARTS
    if "bot" in parts and settings.bot_token is None:
        raise Invalid("LANEDESK_BOT_TOKEN is not set: get a token from @BotFather and put it into .env.")
    stop = stop_on_signals()
    async with ground(settings) as desk:
        await turn(desk, parts, stop)


async def _demo(options: argparse.Namespace) -> None:
    import demo

    await demo.play(options)


async def _migrate(_: argparse.Namespace) -> None:
    async with ground(load_settings()) as desk:
        await schema.migrate(desk.database)


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


async def _seed(tx: Transaction, _: argparse.Namespace) -> str:
    await routing.seed(tx)
    return "The desk has its boards, lanes and topics."


async def _account_import(tx: Transaction, options: argparse.Namespace) -> str:
    path: Path = options.file
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            count = await accounts.import_csv(tx, stream)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} isn't UTF-8 text.") from error
    return f"{count} accounts."


async def _account_add(tx: Transaction, options: argparse.Namespace) -> str:
    return _account_line(await accounts.add(tx, options.account, options.name))


def _account_status(status: Standing) -> Callable[[Transaction, argparse.Namespace], Awaitable[str]]:
    async def command(tx: Transaction, options: argparse.Namespace) -> str:
        return _account_line(await accounts.set_status(tx, options.account, status))

    return command


async def _account_list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(map(_account_line, await accounts.everyone(tx)))


async def _agent_add(tx: Transaction, options: argparse.Namespace) -> str:
    return f"{(await team.add_agent(tx, options.name)).name} is an agent."


async def _agent_login(tx: Transaction, options: argparse.Namespace) -> str:
    secret = await team.login_secret(tx, options.name)
    return f"{load_settings().public_url}/login/{secret}"


async def _agent_link(tx: Transaction, options: argparse.Namespace) -> str:
    return await team.link_code(tx, options.name)


async def _token_add(tx: Transaction, options: argparse.Namespace) -> str:
    return await team.add_token(tx, options.name)


async def _lane_set(tx: Transaction, options: argparse.Namespace) -> str:
    for metric in Metric:
        duration = getattr(options, metric)
        if duration is not None:
            await promises.set_policy(tx, options.board, options.lane, metric, parse_goal(duration))
    if options.warn is not None:
        await promises.set_warning(tx, options.board, options.lane, options.warn)
    goals = await promises.goals_of(tx, options.board, options.lane)
    return "\n".join(
        f"{metric}: {goal.duration}, warned at {goal.warn_percent} %" for metric, goal in goals.items()
    )


async def _parked_list(tx: Transaction, _: argparse.Namespace) -> str:
    rows = await jobs.parked(tx.session)
    return "\n".join(f"{row['id']}\t{row['queue']}\t{row['parked_at']:%F %T}\t{row['error']}" for row in rows)


async def _parked_retry(tx: Transaction, options: argparse.Namespace) -> str:
    if not await jobs.unpark(tx.session, options.id):
        raise NotFound(f"Nothing is parked under {options.id}.")
    return f"{options.id} is tried again."


async def _parked_drop(tx: Transaction, options: argparse.Namespace) -> str:
    if not await jobs.drop_parked(tx.session, options.id):
        raise NotFound(f"Nothing is parked under {options.id}.")
    return f"{options.id} is dropped."


def _account_line(account: object) -> str:
    return "\t".join(
        str(getattr(account, name) or "") for name in ("number", "status", "support_until", "plan", "name")
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lanedesk",
        description="A support desk that lives in Telegram. Settings: environment or .env, see .env.example.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("run", help="turn all parts in one process, or only the named ones")
    command.add_argument("parts", nargs="*", metavar="PART", help="bot, board, sla, voice", type=_part)
    command.set_defaults(command=_run)

    command = commands.add_parser("demo", help="the whole desk with a sandbox instead of Telegram")
    command.add_argument("--port", type=int, default=8080, help="where the board listens (%(default)s)")
    command.add_argument("--phone-port", type=int, default=8081, help="where the phone listens (%(default)s)")
    command.add_argument("--data-dir", type=Path, help="where everything is kept (./data/demo)")
    command.add_argument("--empty", action="store_true", help="no scripted customers")
    command.set_defaults(command=_demo)

    for name, work, text in (
        ("migrate", _migrate, "bring the database to the newest schema"),
        ("seed", _in_transaction(_seed), "make the default boards, lanes and topics; harmless when repeated"),
        ("doctor", _doctor, "say whether all is well, and what to do otherwise"),
        ("version", _version, "print the version"),
    ):
        commands.add_parser(name, help=text).set_defaults(command=work)

    _account_commands(commands.add_parser("account", help="the registry of accounts"))
    _agent_commands(commands.add_parser("agent", help="who answers"))
    _lane_commands(commands.add_parser("lane", help="what a lane promises"))

    token = _group(commands.add_parser("token", help="API tokens"))
    command = token.add_parser("add", help="print a token that acts as the agent NAME, once")
    command.add_argument("name", metavar="NAME")
    command.set_defaults(command=_in_transaction(_token_add))

    parked = _group(commands.add_parser("parked", help="work that kept failing and waits for a person"))
    parked.add_parser("list", help="what is parked, and why").set_defaults(
        command=_in_transaction(_parked_list)
    )
    for name, verb, text in (
        ("retry", _parked_retry, "try it again"),
        ("drop", _parked_drop, "give it up; a message's placeholder stays on its card"),
    ):
        command = parked.add_parser(name, help=text)
        command.add_argument("id", type=int, metavar="ID")
        command.set_defaults(command=_in_transaction(verb))
    return parser


def _account_commands(parser: argparse.ArgumentParser) -> None:
    group = _group(parser)
    command = group.add_parser("import", help="take in a CSV file: account,name,status,support_until,plan,…")
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.set_defaults(command=_in_transaction(_account_import))
    command = group.add_parser("add", help="add an active account")
    command.add_argument("account", metavar="ACCOUNT")
    command.add_argument("--name")
    command.set_defaults(command=_in_transaction(_account_add))
    for name, status in (("suspend", Standing.SUSPENDED), ("resume", Standing.ACTIVE)):
        command = group.add_parser(name, help=f"make the account {status}")
        command.add_argument("account", metavar="ACCOUNT")
        command.set_defaults(command=_in_transaction(_account_status(status)))
    group.add_parser("list", help="all accounts").set_defaults(command=_in_transaction(_account_list))


def _agent_commands(parser: argparse.ArgumentParser) -> None:
    group = _group(parser)
    for name, verb, text in (
        ("add", _agent_add, "add an agent"),
        ("login", _agent_login, "print a one-time login address"),
        ("link", _agent_link, "print a one-time code; /start CODE to the bot links the agent's Telegram"),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("name", metavar="NAME")
        command.set_defaults(command=_in_transaction(verb))


def _lane_commands(parser: argparse.ArgumentParser) -> None:
    command = _group(parser).add_parser("set", help="change what a lane promises from now on")
    command.add_argument("board", metavar="BOARD")
    command.add_argument("lane", metavar="LANE")
    command.add_argument("--first-response", metavar="D", help="like 5m, 48h, 10s")
    command.add_argument("--next-response", metavar="D", help="like 5m, or off")
    command.add_argument("--resolution", metavar="D", help="like 5h")
    command.add_argument("--warn", type=int, metavar="PERCENT", help="of the goal, before the warning")
    command.set_defaults(command=_in_transaction(_lane_set))


def _group(parser: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    return parser.add_subparsers(required=True, metavar="COMMAND")


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"“{name}” is none of {', '.join(PARTS)}")
    return name


if __name__ == "__main__":
    sys.exit(main())
