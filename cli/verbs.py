"""Commands that are verbs: run in one transaction, and print the result."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from board.store.db import Database, Transaction

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Verb = Callable[[Transaction, argparse.Namespace], Awaitable[str]]
After = Callable[[Database], Awaitable[None]]


class Runs(Protocol):
    """Make a parser's defaults, so that it runs this verb, and after it what takes transactions of its own."""

    def __call__(self, verb: Verb, after: After | None = None) -> dict[str, object]: ...


def family(commands: Commands, name: str, help: str) -> Commands:
    """A command with subcommands, for one kind of thing."""
    return commands.add_parser(name, help=help).add_subparsers(required=True, metavar="COMMAND")
