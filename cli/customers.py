"""`lanedesk customer`: people found, given what is stored about them, and erased at their wish."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from board.errors import Conflict, Invalid
from board.people import about, archives, bars, erasing
from board.settings import load_settings
from board.store import schema
from board.store.db import Transaction
from board.upkeep.archive import making
from board.upkeep.archive.contents import Wanted
from board.values import DESK
from board.views.about import notes_about
from board.views.people import FoundPersonJson, find_people
from board.words.catalog import LANGUAGES, say
from cli.verbs import Runs, family
from cli.words import said
from composition import as_decided, ground

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "customer", said("command.customer.help"))
    command = group.add_parser("find", help=said("command.customer.find.help"))
    command.add_argument("who", metavar="WHO", help=said("command.customer.find.who"))
    command.set_defaults(**runs(_find))
    command = _about_one(group, "export", said("command.customer.export.help"))
    command.add_argument("file", type=Path, metavar="FILE", help=said("command.customer.export.file"))
    command.add_argument("--notes", action="store_true", help=said("command.customer.export.notes"))
    command.add_argument("--language", choices=LANGUAGES, help=said("command.customer.export.language"))
    command.set_defaults(command=_export)
    command = _about_one(group, "note", said("command.customer.note.help"))
    command.add_argument("text", nargs="?", metavar="TEXT", help=said("command.customer.note.text"))
    command.add_argument("--remove", type=int, metavar="NOTE", help=said("command.customer.note.remove"))
    command.set_defaults(**runs(_note))
    command = _about_one(group, "notes", said("command.customer.notes.help"))
    command.set_defaults(**runs(_notes))
    command = _about_one(group, "language", said("command.customer.language.help"))
    command.add_argument("language", choices=LANGUAGES, help=said("command.customer.language.which"))
    command.set_defaults(**runs(_language))
    command = _about_one(group, "block", said("command.customer.block.help"))
    command.add_argument(
        "--reason", required=True, metavar="TEXT", help=said("command.customer.block.reason")
    )
    command.add_argument("--days", type=int, metavar="N", help=said("command.customer.block.days"))
    command.set_defaults(**runs(_block))
    command = _about_one(group, "unblock", said("command.customer.unblock.help"))
    command.set_defaults(**runs(_unblock))
    command = _about_one(group, "erase", said("command.customer.erase.help"))
    command.add_argument(
        "--confirm", required=True, metavar="NAME", help=said("command.customer.erase.confirm")
    )
    command.add_argument(
        "--reference", required=True, metavar="TEXT", help=said("command.customer.erase.reference")
    )
    command.set_defaults(**runs(_erase))


def _about_one(group: Commands, name: str, help: str) -> argparse.ArgumentParser:
    """A command about the customer whose ID it is given."""
    command = group.add_parser(name, help=help)
    command.add_argument("id", type=int, metavar="ID", help=said("command.customer.erase.id"))
    return command


async def _find(tx: Transaction, options: argparse.Namespace) -> str:
    found = await find_people(tx.session, options.who)
    return "\n".join(map(_line, found["items"])) or said("command.customer.none")


async def _export(options: argparse.Namespace) -> None:
    """The file is private, as all that the desk writes."""
    if options.file.exists():
        raise Conflict("refused.export.exists", file=options.file)
    async with ground(load_settings()) as desk:
        await schema.require_newest(desk.database)
        desk = await as_decided(desk)
        person = await desk.database.run(DESK, lambda tx: archives.note_export(tx, options.id))
        language, zone = options.language or person.language, desk.settings.timezone.key
        wanted = Wanted(person.id, language, zone, options.notes)
        await making.write_to(desk.database, desk.blobs, wanted, options.file)
    print(said("command.customer.exported", file=options.file, name=person.name))


async def _note(tx: Transaction, options: argparse.Namespace) -> str:
    if (options.text is None) == (options.remove is None):
        raise Invalid("command.customer.note.which")
    if options.remove is not None:
        await about.remove_note(tx, options.id, options.remove)
        return said("command.customer.note.removed")
    return said("command.customer.noted", id=(await about.add_note(tx, options.id, options.text)).id)


async def _notes(tx: Transaction, options: argparse.Namespace) -> str:
    notes = (await notes_about(tx.session, options.id))["items"]
    lines = (f"{note['id']}\t{note['agent'] or ''}\t{note['text']}" for note in notes)
    return "\n".join(lines) or said("command.customer.note.none")


async def _language(tx: Transaction, options: argparse.Namespace) -> str:
    person = await about.give_language(tx, options.id, options.language)
    language = say(options.language, "language.name")
    return said("command.customer.language.given", language=language, name=person.name)


async def _block(tx: Transaction, options: argparse.Namespace) -> str:
    until = None if options.days is None else tx.now + timedelta(days=min(options.days, bars.LONGEST.days))
    person = await bars.bar(tx, options.id, options.reason, until)
    return said("command.customer.blocked", name=person.name)


async def _unblock(tx: Transaction, options: argparse.Namespace) -> str:
    person = await bars.unbar(tx, options.id)
    return said("command.customer.unblocked", name=person.name)


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
