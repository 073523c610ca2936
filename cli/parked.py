"""`lanedesk parked`: work that failed too often and waits for a person."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from board.errors import NotFound
from board.store import jobs
from board.store.db import Transaction
from board.talk import sending
from bot.outbound import outbox
from cli.verbs import Runs, family

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "parked", "work that kept failing and waits for a person")
    group.add_parser("list", help="what is parked, and why").set_defaults(**runs(_parked_list))
    for name, verb, text in (
        ("retry", _parked_retry, "try it again"),
        ("drop", _parked_drop, "give it up; a message's placeholder stays on its card"),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("id", type=int, metavar="ID")
        command.set_defaults(**runs(verb))


async def _parked_list(tx: Transaction, _: argparse.Namespace) -> str:
    rows = await jobs.parked(tx.session)
    if not rows:
        return "Nothing is parked."
    return "\n".join(f"{row['id']}\t{row['queue']}\t{row['parked_at']:%F %T}\t{row['error']}" for row in rows)


async def _parked_retry(tx: Transaction, options: argparse.Namespace) -> str:
    comment = await outbox.parked_comment(tx, options.id)
    if comment is not None and await sending.is_failed_reply(tx, comment):
        # Calls that Telegram has not accepted yet are made again. Not for a notice: it would lose its keyboard.
        await sending.retry(tx, comment)
    elif not await jobs.unpark(tx.session, options.id):
        raise NotFound(f"Nothing is parked under {options.id}.")
    return f"{options.id} is tried again."


async def _parked_drop(tx: Transaction, options: argparse.Namespace) -> str:
    if not await jobs.drop_parked(tx.session, options.id):
        raise NotFound(f"Nothing is parked under {options.id}.")
    return f"{options.id} is dropped."
