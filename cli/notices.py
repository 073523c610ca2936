"""`lanedesk notice`: what customers are told beforehand."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from board.desk import notices
from board.desk.in_force import settings_in_force
from board.desk.notices import Content
from board.errors import Invalid, NotFound
from board.settings import load_settings
from board.store.db import Transaction
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from board.models import Notice
    from cli.verbs import Commands

_NONE = "none"


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "notice", said("command.notice.help"))
    group.add_parser("list", help=said("command.notice.list.help")).set_defaults(**runs(_list))
    command = group.add_parser("add", help=said("command.notice.add.help"))
    _take_content(command)
    command.set_defaults(**runs(_add))
    command = group.add_parser("set", help=said("command.notice.set.help"))
    command.add_argument("id", type=int, metavar="ID")
    _take_content(command)
    command.set_defaults(**runs(_set))
    command = group.add_parser("remove", help=said("command.notice.remove.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(**runs(_remove))


def _take_content(command: argparse.ArgumentParser) -> None:
    command.add_argument("--text", action="append", metavar="ru=TEXT", help=said("command.notice.text"))
    command.add_argument("--topic", action="append", metavar="KEY", help=said("command.notice.topic"))
    command.add_argument("--from", dest="starts", metavar="TIME", help=said("command.notice.from"))
    command.add_argument("--until", dest="ends", metavar="TIME", help=said("command.notice.until"))
    switch = command.add_mutually_exclusive_group()
    switch.add_argument(
        "--on", dest="is_on", action="store_true", default=None, help=said("command.notice.on")
    )
    switch.add_argument("--off", dest="is_on", action="store_false", help=said("command.notice.off"))


async def _list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(_line(notice, tx.now) for notice in await notices.everything(tx.session))


async def _add(tx: Transaction, options: argparse.Namespace) -> str:
    notice = await notices.add(tx, await _changed(tx, Content({}), options))
    return said("command.notice.added", id=notice.id)


async def _set(tx: Transaction, options: argparse.Namespace) -> str:
    known = {notice.id: notice for notice in await notices.everything(tx.session)}
    notice = known.get(options.id)
    if notice is None:
        raise NotFound("refused.notice.unknown", id=options.id)
    now = Content(notice.texts, notice.topics, notice.starts_at, notice.ends_at, notice.is_on)
    await notices.edit(tx, options.id, await _changed(tx, now, options))
    return said("command.notice.changed", id=options.id)


async def _remove(tx: Transaction, options: argparse.Namespace) -> str:
    await notices.remove(tx, options.id)
    return said("command.notice.removed", id=options.id)


async def _changed(tx: Transaction, content: Content, options: argparse.Namespace) -> Content:
    """What is not named stays; `none` takes topics or a time away."""
    zone = (await settings_in_force(tx.session, load_settings())).timezone
    if options.text:
        given = dict(text.split("=", 1) if "=" in text else ("en", text) for text in options.text)
        content = replace(content, texts={**content.texts, **given})
    if options.topic:
        content = replace(content, topics=[] if options.topic == [_NONE] else options.topic)
    if options.starts:
        content = replace(content, starts_at=_time(options.starts, zone))
    if options.ends:
        content = replace(content, ends_at=_time(options.ends, zone))
    return content if options.is_on is None else replace(content, is_on=options.is_on)


def _time(written: str, zone: ZoneInfo) -> datetime | None:
    if written == _NONE:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise Invalid("command.notice.no_time", written=written) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _line(notice: Notice, now: datetime) -> str:
    state = said("command.notice.shown" if notices.is_shown(notice, now) else "command.notice.not_shown")
    words = " / ".join(" ".join(text.split()) for text in notice.texts.values())
    return f"{notice.id}\t{state}\t{', '.join(notice.topics)}\t{words}"
