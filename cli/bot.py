"""`lanedesk bot`: the bot's token, and how it shows itself at Telegram."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from board.desk import bot_address, bot_face, in_force
from board.desk.bot_face import LONGEST
from board.errors import Conflict
from board.settings import load_settings
from board.store import schema
from board.store.db import Transaction
from board.values import DESK
from board.words.catalog import LANGUAGES
from cli.company import keep, read_picture
from cli.verbs import Runs, family
from cli.words import said
from composition import ground

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "bot", said("command.bot.help"))
    group.add_parser("show", help=said("command.bot.show.help")).set_defaults(**runs(_show))
    group.add_parser("token", help=said("command.bot.token.help")).set_defaults(command=_token)
    command = group.add_parser("set", help=said("command.bot.set.help"))
    for part in LONGEST:
        for code in LANGUAGES:
            option = f"--{part.replace('_', '-')}-{code}"
            command.add_argument(option, metavar="TEXT", help=said(f"command.bot.set.{part}"))
    command.add_argument("--picture", type=Path, metavar="FILE.jpg", help=said("command.bot.set.picture"))
    command.set_defaults(**runs(_set))


async def _show(tx: Transaction, _: argparse.Namespace) -> str:
    name, words = await bot_address.username(tx.session), await bot_face.wanted(tx.session)
    lines = [f"@{name}"] if name else []
    for part in LONGEST:
        lines += [f"{part}.{code}\t{' '.join(text.split())}" for code, text in words.get(part, {}).items()]
    return "\n".join(lines)


async def _token(_: argparse.Namespace) -> None:
    """From standard input: what stands in a command is seen by others and kept by the shell."""
    from bot.inbound import own_name

    token = sys.stdin.readline().strip()
    async with ground(load_settings()) as desk:
        await schema.require_newest(desk.database)
        async with desk.database.reading() as session:
            if await in_force.token_is_of_environment(session, desk.settings):
                raise Conflict("refused.bot.token_of_environment")
        username = await own_name.whose(token, desk.settings.telegram_api)
        await desk.database.run(DESK, lambda tx: in_force.set_bot_token(tx, token, username))
    print(f"@{username}")


async def _set(tx: Transaction, options: argparse.Namespace) -> str:
    """What is not named stays; an empty text is taken away."""
    before = await bot_face.wanted(tx.session)
    named = {part: _named(options, part) for part in LONGEST}
    if any(named.values()):
        await bot_face.set_words(tx, {part: before.get(part, {}) | named[part] for part in LONGEST})
    if options.picture is not None:
        data, _ = read_picture(options.picture)
        await bot_face.set_picture(tx, await keep(data), data, options.picture.name)
    return await _show(tx, options)


def _named(options: argparse.Namespace, part: str) -> dict[str, str]:
    given = {code: getattr(options, f"{part}_{code}") for code in LANGUAGES}
    return {code: text for code, text in given.items() if text is not None}
