"""`lanedesk backup` and `lanedesk restore`: the whole desk into a folder, and back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from board.settings import load_settings
from board.upkeep import backup
from board.upkeep.backup import Backup
from board.upkeep.restore import restore
from cli.words import said
from composition import KEPT, ground

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands) -> None:
    for name, work, text in (
        ("backup", _backup, said("command.backup.help")),
        ("restore", _restore, said("command.restore.help")),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("folder", type=Path, metavar="FOLDER")
        command.set_defaults(command=work)


async def _backup(options: argparse.Namespace) -> None:
    async with ground(load_settings()) as desk:
        made = await backup.make(desk.database, desk.blobs, options.folder.absolute())
    if made.lost:
        told = said("command.backup.lost", n=len(made.lost), list=f"{options.folder}/backup.json")
        print(told, file=sys.stderr)
    print(said("command.backup.done", folder=options.folder, made=_what(made)))


async def _restore(options: argparse.Namespace) -> None:
    folder = options.folder.absolute()
    found = await backup.opened(folder)
    async with ground(load_settings()) as desk:
        await restore(desk.database, desk.blobs, found, folder, kept=KEPT)
    print(said("command.restore.done", found=_what(found)))


def _what(found: Backup) -> str:
    return said(
        "command.backup.what",
        rows=said("command.backup.rows", n=found.rows),
        files=said("command.backup.files", n=len(found.files)),
        time=f"{found.made_at:%Y-%m-%d %H:%M:%S}",
    )
