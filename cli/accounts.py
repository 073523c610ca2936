"""`lanedesk account`: the registry of accounts."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from board.errors import Invalid, NotFound
from board.people import accounts, registry
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
    for name, status in (("suspend", Standing.SUSPENDED), ("resume", Standing.ACTIVE)):
        command = group.add_parser(name, help=f"make the account {status}")
        command.add_argument("account", metavar="ACCOUNT")
        command.set_defaults(**runs(_account_status(status)))
    group.add_parser("list", help="all accounts").set_defaults(**runs(_account_list))


async def _account_import(tx: Transaction, options: argparse.Namespace) -> str:
    path: Path = options.file
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            count = await registry.import_csv(tx, stream)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} isn't UTF-8 text: save it as “CSV UTF-8”.") from error
    return f"{count} accounts."


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
