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

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "account", "the registry of accounts")
    command = group.add_parser("import", help="take in a CSV file: account,name,status,support_until,plan,…")
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.set_defaults(**runs(_account_import))
    command = group.add_parser("add", help="add an active account")
    command.add_argument("account", metavar="ACCOUNT")
    command.add_argument("--name")
    command.set_defaults(**runs(_account_add))
    command = group.add_parser("renumber", help="give an account another number; all that it has stays")
    command.add_argument("account", metavar="ACCOUNT")
    command.add_argument("new", metavar="NEW")
    command.set_defaults(**runs(_account_renumber))
    for name, status in (("suspend", Standing.SUSPENDED), ("resume", Standing.ACTIVE)):
        command = group.add_parser(name, help=f"make the account {status}")
        command.add_argument("account", metavar="ACCOUNT")
        command.set_defaults(**runs(_account_status(status)))
    group.add_parser("list", help="all accounts").set_defaults(**runs(_account_list))


async def twins(session: AsyncSession) -> list[tuple[str, str]]:
    """What is wrong with accounts that nobody can name, and what to do."""
    return [
        (
            f"account {number} can't be named, as it is the same as {same} (only letters and digits count)",
            f"lanedesk account renumber '{number}' NEW",
        )
        for number, same in await accounts.unnamable(session)
    ]


async def _account_import(tx: Transaction, options: argparse.Namespace) -> str:
    path: Path = options.file
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.") from error
    except OSError as error:
        raise Invalid(f"{path} can't be read: {error.strerror}.") from error
    reading = await asyncio.to_thread(account_rows.read, data)
    progress = _progress if sys.stderr.isatty() else imports.silent
    done = await imports.take_in(tx, reading, path.name, progress)
    read_as = "" if done.encoding == "UTF-8" else f" The file was read as {done.encoding}."
    return f"{len(reading.lines)} accounts.{read_as}"


def _progress(stored: int, all_of_them: int) -> None:
    """One line that counts, and is gone at the end."""
    line = f"{stored} of {all_of_them} accounts" if stored < all_of_them else ""
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
