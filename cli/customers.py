"""`lanedesk customer`: people found, and erased at their wish."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from board.people import erasing
from board.store.db import Transaction
from board.views.people import FoundPersonJson, find_people
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "customer", said("command.customer.help"))
    command = group.add_parser("find", help=said("command.customer.find.help"))
    command.add_argument("who", metavar="WHO", help=said("command.customer.find.who"))
    command.set_defaults(**runs(_find))
    command = group.add_parser("erase", help=said("command.customer.erase.help"))
    command.add_argument("id", type=int, metavar="ID", help=said("command.customer.erase.id"))
    command.add_argument(
        "--confirm", required=True, metavar="NAME", help=said("command.customer.erase.confirm")
    )
    command.add_argument(
        "--reference", required=True, metavar="TEXT", help=said("command.customer.erase.reference")
    )
    command.set_defaults(**runs(_erase))


async def _find(tx: Transaction, options: argparse.Namespace) -> str:
    found = await find_people(tx.session, options.who)
    return "\n".join(map(_line, found["items"])) or said("command.customer.none")


async def _erase(tx: Transaction, options: argparse.Namespace) -> str:
    await erasing.erase_for(tx, options.id, confirm=options.confirm, reference=options.reference)
    return said("command.customer.erased", id=options.id)


def _line(person: FoundPersonJson) -> str:
    username = f"@{person['username']}" if person["username"] else ""
    counts = said(
        "command.customer.counts",
        tickets=person["tickets"],
        comments=person["comments"],
        files=person["files"],
    )
    who = (
        str(person["id"]),
        person["name"],
        username,
        str(person["telegram_id"]),
        ", ".join(person["accounts"]),
    )
    return "\t".join((*who, counts))
