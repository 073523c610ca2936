"""`lanedesk account`: the registry of accounts."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Account
from board.people import accounts, registry
from board.people.accounts import Standing
from board.store.db import Transaction
from board.views.accounts import persons
from cli import account_files
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands

_NONE = "none"
"""Takes a value away."""


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "account", said("command.account.help"))
    account_files.add_to(group, runs)
    command = group.add_parser("add", help=said("command.account.add.help"))
    command.add_argument("account", metavar="ACCOUNT")
    command.add_argument("--name")
    command.set_defaults(**runs(_account_add))
    command = group.add_parser("set", help=said("command.account.set.help"))
    command.add_argument("account", metavar="ACCOUNT")
    command.add_argument("--number")
    command.add_argument("--name")
    command.add_argument("--status", choices=list(Standing))
    command.add_argument("--support-until", metavar="DATE", help=said("command.account.none.help"))
    command.add_argument("--plan", help=said("command.account.none.help"))
    command.add_argument(
        "--detail",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=said("command.account.detail.help"),
    )
    command.set_defaults(**runs(_account_set))
    command = group.add_parser("people", help=said("command.account.people.help"))
    command.add_argument("account", metavar="ACCOUNT")
    command.set_defaults(**runs(_account_people))
    for word, verb, text in (
        ("confirm", registry.confirm, said("command.account.confirm.help")),
        ("unconfirm", registry.unconfirm, said("command.account.unconfirm.help")),
        ("take-off", registry.take_off, said("command.account.take_off.help")),
    ):
        command = group.add_parser(word, help=text)
        command.add_argument("account", metavar="ACCOUNT")
        command.add_argument("person", metavar="PERSON", type=int)
        command.set_defaults(**runs(_on_account(verb)))
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
        if status is Standing.SUSPENDED:
            command.add_argument("--reason", metavar="TEXT", help=said("command.account.suspend.reason"))
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


async def _account_renumber(tx: Transaction, options: argparse.Namespace) -> str:
    return _account_line(await accounts.renumber(tx, options.account, options.new))


async def _account_add(tx: Transaction, options: argparse.Namespace) -> str:
    return _account_line(await accounts.add(tx, options.account, options.name))


async def _account_set(tx: Transaction, options: argparse.Namespace) -> str:
    account = await accounts.by_number(tx, options.account)
    asked = {"number": options.number, "name": options.name, "status": options.status}
    fields: dict[str, object] = {name: value for name, value in asked.items() if value is not None}
    for name in ("support_until", "plan"):
        value = getattr(options, name)
        if value is not None:
            fields[name] = None if value == _NONE else value
    if options.detail:
        given = dict(each.partition("=")[::2] for each in options.detail)
        fields["details"] = {**account.details, **given}
    return _account_line(await registry.edit(tx, account.id, fields))


async def _account_people(tx: Transaction, options: argparse.Namespace) -> str:
    account = await accounts.by_number(tx, options.account)
    return "\n".join(
        "\t".join((str(each["id"]), each["name"], each["since"], _known(is_confirmed=each["confirmed"])))
        for each in await persons(tx.session, account.id)
    )


def _known(*, is_confirmed: bool) -> str:
    return said("command.account.confirmed" if is_confirmed else "command.account.new_person")


def _on_account(
    verb: Callable[[Transaction, int, int], Awaitable[Account]],
) -> Callable[[Transaction, argparse.Namespace], Awaitable[str]]:
    async def command(tx: Transaction, options: argparse.Namespace) -> str:
        account = await accounts.by_number(tx, options.account)
        return _account_line(await verb(tx, account.id, options.person))

    return command


def _account_status(status: Standing) -> Callable[[Transaction, argparse.Namespace], Awaitable[str]]:
    async def command(tx: Transaction, options: argparse.Namespace) -> str:
        reason: str | None = getattr(options, "reason", None)
        return _account_line(await accounts.set_status(tx, options.account, status, reason))

    return command


async def _account_list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(map(_account_line, await accounts.everyone(tx)))


def _account_line(account: object) -> str:
    shown = ("number", "status", "support_until", "plan", "name")
    return "\t".join(str(getattr(account, name) or "") for name in shown)
