"""`lanedesk account`: the registry of accounts."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid, NotFound
from board.people import account_rows, accounts, imports
from board.people.accounts import Standing
from board.store.db import Transaction
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "account", said("command.account.help"))
    command = group.add_parser("import", help=said("command.account.import.help"))
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.set_defaults(**runs(_account_import))
    command = group.add_parser("add", help=said("command.account.add.help"))
    command.add_argument("account", metavar="ACCOUNT")
    command.add_argument("--name")
    command.set_defaults(**runs(_account_add))
    command = group.add_parser("renumber", help=said("command.account.renumber.help"))
    command.add_argument("account", metavar="ACCOUNT")
    command.add_argument("new", metavar="NEW")
    command.set_defaults(**runs(_account_renumber))
    for name, status, text in (
        ("suspend", Standing.SUSPENDED, said("command.account.suspend.help")),
        ("resume", Standing.ACTIVE, said("command.account.resume.help")),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("account", metavar="ACCOUNT")
        command.set_defaults(**runs(_account_status(status)))
    group.add_parser("list", help=said("command.account.list.help")).set_defaults(**runs(_account_list))


async def twins(session: AsyncSession) -> list[tuple[str, str]]:
    """What is wrong with accounts that nobody can name, and what to do."""
    return [
        (
            said("command.account.twin", number=number, other=same),
            f"lanedesk account renumber '{number}' NEW",
        )
        for number, same in await accounts.unnamable(session)
    ]


async def _account_import(tx: Transaction, options: argparse.Namespace) -> str:
    path: Path = options.file
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as error:
        raise NotFound("refused.command.no_file", path=path) from error
    except OSError as error:
        raise Invalid("refused.command.unreadable", path=path, error=error.strerror) from error
    reading = await asyncio.to_thread(account_rows.read, data)
    progress = _progress if sys.stderr.isatty() else imports.silent
    done = await imports.take_in(tx, reading, path.name, progress)
    told = said("command.account.imported", n=len(reading.lines))
    if done.encoding == "UTF-8":
        return told
    return f"{told} {said('command.account.read_as', encoding=done.encoding)}"


def _progress(stored: int, all_of_them: int) -> None:
    """One line that counts, and is gone at the end."""
    line = said("command.account.progress", stored=stored, n=all_of_them) if stored < all_of_them else ""
    print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


async def _account_renumber(tx: Transaction, options: argparse.Namespace) -> str:
    return _account_line(await accounts.renumber(tx, options.account, options.new))


async def _account_add(tx: Transaction, options: argparse.Namespace) -> str:
    return _account_line(await accounts.add(tx, options.account, options.name))


def _account_status(status: Standing) -> Callable[[Transaction, argparse.Namespace], Awaitable[str]]:
    async def command(tx: Transaction, options: argparse.Namespace) -> str:
        return _account_line(await accounts.set_status(tx, options.account, status))

    return command


async def _account_list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(map(_account_line, await accounts.everyone(tx)))


def _account_line(account: object) -> str:
    shown = ("number", "status", "support_until", "plan", "name")
    return "\t".join(str(getattr(account, name) or "") for name in shown)
