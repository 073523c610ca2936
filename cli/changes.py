"""`lanedesk change`: what was changed of what the owner decides, and the latest change of a thing taken back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from board.store.db import Transaction
from board.upkeep import taking_back
from board.views.changes import latest
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "change", said("command.change.help"))
    group.add_parser("list", help=said("command.change.list.help")).set_defaults(**runs(_list))
    command = group.add_parser("take-back", help=said("command.change.take_back.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(**runs(_take_back))


async def _list(tx: Transaction, _: argparse.Namespace) -> str:
    found = await latest(tx.session)
    return "\n".join(
        "\t".join((str(change["id"]), change["at"], change["by"] or "-", change["thing"], change["key"]))
        for change in found["items"]
    )


async def _take_back(tx: Transaction, options: argparse.Namespace) -> str:
    await taking_back.take_back(tx, options.id)
    return said("command.change.taken_back", id=options.id)
