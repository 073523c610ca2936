"""`lanedesk cause`: what may have been behind a solved ticket."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from board.desk import causes
from board.desk.causes import Known
from board.errors import NotFound
from board.store.db import Transaction
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands

_ALL = "all"


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "cause", said("command.cause.help"))
    group.add_parser("list", help=said("command.cause.list.help")).set_defaults(**runs(_list))
    command = group.add_parser("add", help=said("command.cause.add.help"))
    command.add_argument("name", metavar="NAME")
    _take_rest(command)
    command.set_defaults(**runs(_add))
    command = group.add_parser("set", help=said("command.cause.set.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.add_argument("--name", metavar="NAME", help=said("command.cause.name"))
    _take_rest(command)
    command.set_defaults(**runs(_set))
    command = group.add_parser("remove", help=said("command.cause.remove.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(**runs(_remove))


def _take_rest(command: argparse.ArgumentParser) -> None:
    command.add_argument("--topic", action="append", metavar="KEY", help=said("command.cause.topic"))
    command.add_argument("--place", type=int, metavar="N", help=said("command.cause.place"))


async def _list(tx: Transaction, _: argparse.Namespace) -> str:
    known = await causes.everything(tx.session)
    return "\n".join(f"{each.id}\t{each.name}\t{', '.join(each.topics)}" for each in known)


async def _add(tx: Transaction, options: argparse.Namespace) -> str:
    known = await causes.everything(tx.session)
    await _store(tx, known, _changed(Known(options.name), options), options.place)
    added = next(each for each in await causes.everything(tx.session) if each not in known)
    return said("command.cause.added", id=added.id)


async def _set(tx: Transaction, options: argparse.Namespace) -> str:
    known = await causes.everything(tx.session)
    now = _named(known, options.id)
    place = options.place or known.index(now) + 1
    await _store(tx, [each for each in known if each != now], _changed(now, options), place)
    return said("command.cause.changed", id=options.id)


async def _remove(tx: Transaction, options: argparse.Namespace) -> str:
    known = await causes.everything(tx.session)
    gone = _named(known, options.id)
    await causes.set_all(tx, [each for each in known if each != gone])
    return said("command.cause.removed", id=options.id)


def _changed(cause: Known, options: argparse.Namespace) -> Known:
    """What is not named stays; `all` takes the topics away."""
    name = getattr(options, "name", None)
    changed = replace(cause, name=name) if name else cause
    if options.topic:
        changed = replace(changed, topics=() if options.topic == [_ALL] else tuple(options.topic))
    return changed


async def _store(tx: Transaction, others: Sequence[Known], cause: Known, place: int | None) -> None:
    at = len(others) if place is None else max(place - 1, 0)
    await causes.set_all(tx, [*others[:at], cause, *others[at:]])


def _named(known: Sequence[Known], cause_id: int) -> Known:
    found = next((each for each in known if each.id == cause_id), None)
    if found is None:
        raise NotFound("refused.cause.unknown", id=cause_id)
    return found
