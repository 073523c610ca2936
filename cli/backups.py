"""`lanedesk backup` and `lanedesk restore`: the whole desk into a folder, and back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from board.settings import load_settings
from board.upkeep import backup
from board.upkeep.restore import restore
from composition import KEPT, ground

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands) -> None:
    for name, work, text in (
        ("backup", _backup, "copy database and files, also while the desk runs, into a new folder"),
        ("restore", _restore, "fill an empty desk from such a folder"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("folder", type=Path, metavar="FOLDER")
        command.set_defaults(command=work)


async def _backup(options: argparse.Namespace) -> None:
    async with ground(load_settings()) as desk:
        made = await backup.make(desk.database, desk.blobs, options.folder.absolute())
    if made.lost:
        print(
            f"{len(made.lost)} files that tickets name were missing or damaged before:"
            f" see “lost” in {options.folder}/backup.json.",
            file=sys.stderr,
        )
    print(f"{options.folder} has {made}, and was read back.")


async def _restore(options: argparse.Namespace) -> None:
    folder = options.folder.absolute()
    found = await backup.opened(folder)
    async with ground(load_settings()) as desk:
        await restore(desk.database, desk.blobs, found, folder, kept=KEPT)
    print(f"The desk has {found}.")
