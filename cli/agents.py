"""`lanedesk agent` and `lanedesk token`: who answers, and programs that act for them."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from board.people import team
from board.settings import load_settings
from board.store.db import Transaction
from cli.verbs import Runs, family

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    _add_agents(family(commands, "agent", "who answers"), runs)
    _add_tokens(family(commands, "token", "API tokens"), runs)


def _add_agents(group: Commands, runs: Runs) -> None:
    for name, verb, text in (
        ("add", _agent_add, "add an agent"),
        ("login", _agent_login, "print a one-time login address"),
        ("link", _agent_link, "print a one-time code; /start CODE to the bot links the agent's Telegram"),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("name", metavar="NAME")
        command.set_defaults(**runs(verb))


def _add_tokens(group: Commands, runs: Runs) -> None:
    command = group.add_parser("add", help="print a token that acts as the agent NAME, once")
    command.add_argument("name", metavar="NAME")
    command.set_defaults(**runs(_token_add))


async def _agent_add(tx: Transaction, options: argparse.Namespace) -> str:
    return f"{(await team.add_agent(tx, options.name)).name} is an agent."


async def _agent_login(tx: Transaction, options: argparse.Namespace) -> str:
    secret = await team.login_secret(tx, options.name)
    return f"{load_settings().public_url}/login/{secret}"


async def _agent_link(tx: Transaction, options: argparse.Namespace) -> str:
    return await team.link_code(tx, options.name)


async def _token_add(tx: Transaction, options: argparse.Namespace) -> str:
    is_new = await team.find_agent(tx, options.name) is None
    token = await team.add_token(tx, options.name)
    if is_new:  # a program may need an agent of its own, but the name may also be a typing mistake
        print(f"“{options.name}” is new: an agent of that name was made.", file=sys.stderr)
    return token
