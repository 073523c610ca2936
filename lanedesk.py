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
from board.words.shell import shell_language
from cli import (
    accounts,
    agents,
    backups,
    bot,
    calendars,
    causes,
    changes,
    company,
    customers,
    first_run,
    hours,
    invites,
    layout,
    notices,
    parked,
    plans,
    quick_replies,
    retention,
    rules,
)
from cli.verbs import After, Verb
from cli.words import said, teach_argparse
from composition import PARTS, as_decided, ground, import_bot_meanwhile, stop_on_signals, turn


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done; 1 failed, with one sentence on standard error; 2 the command line was wrong."""
    teach_argparse()
    options = _parser().parse_args(arguments)
    if options.command is not _voice_install:  # packages are for every user who may run the desk
        privacy.begin()
    # The demo prints a few lines for people; it logs only problems.
    _log_to_standard_error(logging.WARNING if options.command is _demo else logging.INFO)
    try:
        command: Callable[[argparse.Namespace], Awaitable[int | None]] = options.command
        return asyncio.run(_awaited(command(options))) or 0
    except DeskError as error:
        print(error.say(shell_language()), file=sys.stderr)
    except KeyboardInterrupt:
        print(said("command.main.stopped"), file=sys.stderr)
    except DBAPIError as error:
        print(said("command.main.database", error=error.orig), file=sys.stderr)
    except PostgresError as error:
        # SQLAlchemy 2.1 does not wrap what the driver raises while connecting, or while copying.
        print(said("command.main.database", error=error), file=sys.stderr)
    except OSError as error:
        print(said("command.main.system", error=error), file=sys.stderr)
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
        raise Invalid("refused.run.no_words")
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
    print("\n".join([said("command.migrate.done"), *troubles]))


async def _doctor(_: argparse.Namespace) -> int:
    from cli import doctor

    findings = await doctor.examine(load_settings())
    print("\n".join(map(str, findings)))
    return 0 if all(finding.is_well for finding in findings) else 1


async def _refold(_: argparse.Namespace) -> None:
    from sla.refolding import refold_all

    async with ground(load_settings()) as desk:
        await schema.require_newest(desk.database)
        done = await refold_all(desk.database)
    print(said("command.refold.done", tickets=done.tickets, mended=done.mended))


async def _version(_: argparse.Namespace) -> None:
    print(version("lanedesk"))


def _runs(verb: Verb, after: After | None = None) -> dict[str, object]:
    """Run a command that is one verb in one transaction, and print its answer; then what follows in others."""

    async def command(options: argparse.Namespace) -> None:
        async with ground(load_settings()) as desk:
            await schema.require_newest(desk.database)
            desk = await as_decided(desk)
            print(await desk.database.run(DESK, lambda tx: verb(tx, options)))
            if after is not None:
                await after(desk.database)

    return {"command": command}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lanedesk",
        description=said("command.lanedesk.help"),
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    command = subparsers.add_parser("run", help=said("command.run.help"))
    command.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS), type=_part)
    command.set_defaults(command=_run)

    command = subparsers.add_parser("demo", help=said("command.demo.help"))
    command.add_argument("--port", type=_port, default=8080, help=said("command.demo.port"))
    command.add_argument("--phone-port", type=_port, default=8081, help=said("command.demo.phone_port"))
    command.add_argument("--data-dir", type=Path, help=said("command.demo.data_dir"))
    command.add_argument("--empty", action="store_true", help=said("command.demo.empty"))
    command.set_defaults(command=_demo)

    for name, work, text in (
        ("migrate", _migrate, said("command.migrate.help")),
        ("doctor", _doctor, said("command.doctor.help")),
        ("refold", _refold, said("command.refold.help")),
        ("version", _version, said("command.version.help")),
    ):
        subparsers.add_parser(name, help=text).set_defaults(command=work)

    backups.add_to(subparsers)
    invites.add_to(subparsers)
    retention.add_to(subparsers, _runs)
    customers.add_to(subparsers, _runs)

    speech = subparsers.add_parser("voice", help=said("command.voice.help")).add_subparsers(
        required=True, metavar="COMMAND"
    )
    command = speech.add_parser("install", help=said("command.voice.install.help"))
    command.add_argument("model", nargs="?", metavar="MODEL", help=said("command.voice.install.model"))
    command.add_argument("--pinned", action="store_true", help=said("command.voice.install.pinned"))
    command.set_defaults(command=_voice_install)

    own = (
        layout,
        calendars,
        hours,
        accounts,
        plans,
        agents,
        company,
        bot,
        causes,
        notices,
        rules,
        quick_replies,
    )
    for family in (*own, changes, parked):
        family.add_to(subparsers, _runs)
    return parser


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(said("command.run.unknown_part", name=name, parts=", ".join(PARTS)))
    return name


def _port(written: str) -> int:
    if not written.isdecimal() or int(written) > 65535:
        raise argparse.ArgumentTypeError(said("command.run.no_port", written=written))
    return int(written)


if __name__ == "__main__":
    sys.exit(main())
