"""`lanedesk plan`: how many tickets a month an account may have."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from board.desk import plans
from board.models import Plan
from board.store.db import Transaction
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands

_UNLIMITED = "unlimited"


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "plan", said("command.plan.help"))
    group.add_parser("list", help=said("command.plan.list.help")).set_defaults(**runs(_list))
    command = group.add_parser("add", help=said("command.plan.add.help"))
    command.add_argument("name", metavar="NAME")
    _add_tickets(command, _UNLIMITED)
    command.set_defaults(**runs(_add))
    command = group.add_parser("set", help=said("command.plan.set.help"))
    command.add_argument("name", metavar="NAME")
    command.add_argument("--name", dest="new_name", metavar="NEW", help=said("command.plan.set.name"))
    _add_tickets(command, None)
    command.set_defaults(**runs(_set))
    command = group.add_parser("remove", help=said("command.plan.remove.help"))
    command.add_argument("name", metavar="NAME")
    command.add_argument("--anyway", action="store_true", help=said("command.plan.remove.anyway"))
    command.set_defaults(**runs(_remove))


def _add_tickets(command: argparse.ArgumentParser, usual: str | None) -> None:
    command.add_argument(
        "--tickets", type=_tickets, default=usual, metavar="N|unlimited", help=said("command.plan.tickets")
    )


def _tickets(text: str) -> str:
    if text != _UNLIMITED and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(said("command.plan.no_number", written=text))
    return text


async def _list(tx: Transaction, _: argparse.Namespace) -> str:
    counted = await plans.accounts_by_word(tx.session)
    return "\n".join(_line(plan, counted) for plan in await plans.everything(tx.session))


async def _add(tx: Transaction, options: argparse.Namespace) -> str:
    return await _shown(tx, await plans.add(tx, options.name, _number(options.tickets)))


async def _set(tx: Transaction, options: argparse.Namespace) -> str:
    plan = await plans.named(tx, options.name)
    tickets = plan.tickets if options.tickets is None else _number(options.tickets)
    return await _shown(tx, await plans.change(tx, plan.id, options.new_name or plan.name, tickets))


async def _remove(tx: Transaction, options: argparse.Namespace) -> str:
    plan = await plans.named(tx, options.name)
    await plans.remove(tx, plan.id, anyway=options.anyway)
    return said("command.plan.removed", plan=plan.name)


async def _shown(tx: Transaction, plan: Plan) -> str:
    return _line(plan, await plans.accounts_by_word(tx.session))


def _line(plan: Plan, counted: dict[str, int]) -> str:
    tickets = _UNLIMITED if plan.tickets is None else str(plan.tickets)
    return f"{plan.name}\t{tickets}\t{counted.get(plan.word, 0)}"


def _number(tickets: str) -> int | None:
    return None if tickets == _UNLIMITED else int(tickets)
