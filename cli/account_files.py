"""`lanedesk account import | undo-import | export`: the registry as a file."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from board.errors import DeskError, Invalid
from board.models import AccountImport, AccountImportLine
from board.people import account_rows, imports
from board.people.export import export
from board.people.sheet import OURS
from board.store.db import Transaction
from board.values import LineKind
from cli.files import read_file
from cli.verbs import Runs
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands

_STANDARD_OUTPUT = Path("-")


def add_to(group: Commands, runs: Runs) -> None:
    command = group.add_parser("import", help=said("command.account.import.help"))
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.add_argument("--preview", action="store_true", help=said("command.account.preview.help"))
    command.add_argument(
        "--leave-out-refused", action="store_true", help=said("command.account.leave_out.help")
    )
    command.add_argument(
        "--column",
        action="append",
        type=_column,
        metavar="HEADING=COLUMN",
        default=[],
        help=said("command.account.column.help"),
    )
    command.set_defaults(**runs(_import))
    command = group.add_parser("undo-import", help=said("command.account.undo_import.help"))
    command.set_defaults(**runs(_undo))
    command = group.add_parser("export", help=said("command.account.export.help"))
    command.add_argument("file", type=Path, nargs="?", default=_STANDARD_OUTPUT, metavar="FILE")
    command.add_argument("--semicolons", action="store_true", help=said("command.account.semicolons.help"))
    command.set_defaults(**runs(_export))


async def _import(tx: Transaction, options: argparse.Namespace) -> str:
    path: Path = options.file
    data = await read_file(path)
    names = await imports.names_of_columns(tx.session, dict(options.column))
    reading = await asyncio.to_thread(account_rows.read, data, names)
    progress = _progress if sys.stderr.isatty() else imports.silent
    if options.preview:
        made = await imports.preview(tx, reading, path.name, progress)
        return "\n".join([*_counted(made), *await _refused(tx, made)])
    done = await imports.take_in(
        tx, reading, path.name, progress, leave_out_refused=options.leave_out_refused
    )
    told = [said("command.account.imported", n=len(reading.lines))]
    if done.encoding != "UTF-8":
        told.append(said("command.account.read_as", encoding=done.encoding))
    return " ".join(told) if not done.counts["refused"] else "\n".join([*told, *await _refused(tx, done)])


def _column(text: str) -> tuple[str, str | None]:
    """What a column is; with nothing after the sign it is kept as a detail."""
    heading, _, ours = text.rpartition("=")
    if not heading or ours not in (*OURS, ""):
        raise argparse.ArgumentTypeError(
            said("refused.command.column", written=text, columns=", ".join(OURS))
        )
    return heading, ours or None


def _progress(stored: int, all_of_them: int) -> None:
    """One line that counts, and is gone at the end."""
    line = said("command.account.progress", stored=stored, n=all_of_them) if stored < all_of_them else ""
    print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def _counted(made: AccountImport) -> list[str]:
    emptied: dict[str, int] = made.counts["emptied"]
    unknown: dict[str, int] = made.counts["unknown_plans"]
    return [
        said("command.account.preview", **{name: made.counts[name] for name in (*LineKind, "not_named")}),
        *(said("command.account.emptied", column=column, n=n) for column, n in emptied.items()),
        *(said("command.account.unknown_plan", plan=plan, n=n) for plan, n in unknown.items()),
    ]


async def _refused(tx: Transaction, made: AccountImport) -> list[str]:
    rows = await tx.session.execute(
        select(AccountImportLine.line, AccountImportLine.wrong)
        .where(AccountImportLine.import_id == made.id, AccountImportLine.kind == LineKind.REFUSED)
        .order_by(AccountImportLine.line)
    )
    return [
        said("refused.row", line=line, refused=_said(imports.refusal_of(each)))
        for line, wrong in rows
        for each in wrong
    ]


def _said(refusal: DeskError) -> str:
    return said(refusal.key, **refusal.params)


async def _undo(tx: Transaction, _: argparse.Namespace) -> str:
    counts = (await imports.undo(tx)).counts
    names = ("restored", "removed", "changed_since", "in_use")
    return said("command.account.undone", **{name: counts[name] for name in names})


async def _export(tx: Transaction, options: argparse.Namespace) -> str:
    """To standard output without a name."""
    path: Path = options.file
    parts = [part async for part in export(tx.session, ";" if options.semicolons else ",")]
    data = b"".join(parts)
    if path == _STANDARD_OUTPUT:
        return data.decode("utf-8-sig").rstrip("\r\n")
    try:
        await asyncio.to_thread(path.write_bytes, data)
    except OSError as error:
        raise Invalid("refused.command.unwritable", path=path, error=error.strerror) from error
    return said("command.account.exported", path=path)
