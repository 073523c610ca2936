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
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "parked", said("command.parked.help"))
    group.add_parser("list", help=said("command.parked.list.help")).set_defaults(**runs(_parked_list))
    for name, verb, text in (
        ("retry", _parked_retry, said("command.parked.retry.help")),
        ("drop", _parked_drop, said("command.parked.drop.help")),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("id", type=int, metavar="ID")
        command.set_defaults(**runs(verb))


async def _parked_list(tx: Transaction, _: argparse.Namespace) -> str:
    rows = await jobs.parked(tx.session)
    if not rows:
        return said("command.parked.none")
    return "\n".join(f"{row['id']}\t{row['queue']}\t{row['parked_at']:%F %T}\t{row['error']}" for row in rows)


async def _parked_retry(tx: Transaction, options: argparse.Namespace) -> str:
    comment = await outbox.parked_comment(tx, options.id)
    if comment is not None and await sending.is_failed_reply(tx, comment):
        # Calls that Telegram has not accepted yet are made again. Not for a notice: it would lose its keyboard.
        await sending.retry(tx, comment)
    elif not await jobs.unpark(tx.session, options.id):
        raise NotFound("refused.command.not_parked", id=options.id)
    return said("command.parked.retried", id=options.id)


async def _parked_drop(tx: Transaction, options: argparse.Namespace) -> str:
    if not await jobs.drop_parked(tx.session, options.id):
        raise NotFound("refused.command.not_parked", id=options.id)
    return said("command.parked.dropped", id=options.id)
