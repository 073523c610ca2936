"""Commands that are verbs: run in one transaction, and print the result."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from board.store.db import Transaction

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Verb = Callable[[Transaction, argparse.Namespace], Awaitable[str]]
Runs = Callable[[Verb], dict[str, object]]
"""Make a parser's defaults, so that it runs this verb."""


def family(commands: Commands, name: str, help: str) -> Commands:
    """A command with subcommands, for one kind of thing."""
    return commands.add_parser(name, help=help).add_subparsers(required=True, metavar="COMMAND")
