"""`lanedesk retention`: how long words and files of done tickets are kept."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from board.desk import retention
from board.desk.retention import Ages
from board.settings import load_settings
from board.store import schema
from board.store.db import Transaction
from board.upkeep.retention import forget_due
from board.views.retention import RetentionPreviewJson, TakenJson, TakenNowJson, would_go
from cli.verbs import Runs, family
from cli.words import said
from composition import ground

if TYPE_CHECKING:
    from cli.verbs import Commands

_OFF = "off"


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "retention", said("command.retention.help"))
    group.add_parser("show", help=said("command.retention.show.help")).set_defaults(**runs(_show))
    command = group.add_parser("set", help=said("command.retention.set.help"))
    for name in ("words", "files"):
        command.add_argument(
            f"--{name}", type=_days, metavar="DAYS|off", help=said(f"command.retention.set.{name}")
        )
    command.set_defaults(**runs(_set))
    command = group.add_parser("run", help=said("command.retention.run.help"))
    command.add_argument("--dry-run", action="store_true", help=said("command.retention.run.dry"))
    command.set_defaults(command=_run)


def _days(text: str) -> int:
    """0 is off, which no age can be."""
    if text == _OFF:
        return 0
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise argparse.ArgumentTypeError(said("command.retention.no_days", written=text))
    return int(text)


async def _show(tx: Transaction, _: argparse.Namespace) -> str:
    own = await retention.retention(tx.session)
    lines = [_line("words", own.decided.words_days), _line("files", own.decided.files_days)]
    if (begins := own.begins(tx.now)) is not None:
        lines.append(said("command.retention.waits", at=f"{begins:%Y-%m-%d %H:%M}"))
    return "\n".join(lines)


async def _set(tx: Transaction, options: argparse.Namespace) -> str:
    before = (await retention.retention(tx.session)).decided
    words, files = (
        was if wanted is None else wanted or None
        for wanted, was in ((options.words, before.words_days), (options.files, before.files_days))
    )
    await retention.set_ages(tx, Ages(words, files))
    told = await would_go(tx.session, Ages(words, files))
    return "\n".join((await _show(tx, options), *_counts(told)))


async def _run(options: argparse.Namespace) -> None:
    async with ground(load_settings()) as desk:
        await schema.require_newest(desk.database)
        if not options.dry_run:
            taken = await forget_due(desk.database)
            print(said("command.retention.taken", words=taken.words, files=taken.files))
            return
        async with desk.database.reading() as session:
            own = await retention.retention(session)
            told = await would_go(session, own.decided)
    print("\n".join(_counts(told)))


def _line(what: str, days: int | None) -> str:
    return f"{what}\t{_OFF if days is None else days}"


def _counts(told: RetentionPreviewJson) -> tuple[str, ...]:
    lines = [
        said("command.retention.now", **_params(told["now"])),
        said("command.retention.soon", **_params(told["soon"])),
    ]
    if told["now"]["oldest"] is not None:
        ends = {name: str(told["now"][name])[:10] for name in ("oldest", "newest")}
        lines.insert(1, said("command.retention.written", **ends))
    return tuple(lines)


def _params(taken: TakenJson | TakenNowJson) -> dict[str, object]:
    megabytes = f"{taken['bytes'] / 1_000_000:.1f}"
    return {
        "tickets": taken["tickets"],
        "comments": taken["comments"],
        "files": taken["files"],
        "size": megabytes,
    }
