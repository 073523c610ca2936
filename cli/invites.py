"""`lanedesk invite`: deep links into the bot, and their QR pictures."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from board.desk import bot_address
from board.errors import Invalid, NotFound
from board.people import invites
from board.people.invites import Carried, Whom
from board.settings import Settings, load_settings
from board.store import schema
from board.store.db import Transaction
from board.values import DESK
from board.views import invites as views
from board.views import qr_codes
from board.words.catalog import LANGUAGES
from board.words.shell import shell_language
from cli.verbs import family
from cli.words import said
from composition import Ground, as_decided, ground

if TYPE_CHECKING:
    from cli.verbs import Commands

Verb = Callable[[Transaction, Settings, argparse.Namespace], Awaitable[str]]

_DRAWN = {".svg": qr_codes.svg, ".png": qr_codes.png}
_LISTED_AT_ONCE = 200
_COUNTED: tuple[Literal["starts", "registrations", "tickets"], ...] = ("starts", "registrations", "tickets")


def add_to(commands: Commands) -> None:
    group = family(commands, "invite", said("command.invite.help"))
    _add_maker(group)
    group.add_parser("list", help=said("command.invite.list.help")).set_defaults(command=_runs(_list))
    command = group.add_parser("revoke", help=said("command.invite.revoke.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.add_argument("--batch", action="store_true", help=said("command.invite.revoke.batch"))
    command.set_defaults(command=_runs(_revoke))
    command = group.add_parser("qr", help=said("command.invite.qr.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.add_argument("file", type=_picture_file, metavar="FILE.svg|.png")
    command.set_defaults(command=_runs(_qr))


def _add_maker(group: Commands) -> None:
    command = group.add_parser("add", help=said("command.invite.add.help"))
    whom = command.add_mutually_exclusive_group()
    whom.add_argument("--account", metavar="N", help=said("command.invite.add.account"))
    whom.add_argument("--accounts", type=Path, metavar="FILE.csv", help=said("command.invite.add.accounts"))
    whom.add_argument("--all", action="store_true", help=said("command.invite.add.all"))
    command.add_argument("--topic", metavar="KEY", help=said("command.invite.add.topic"))
    command.add_argument("--source", metavar="WORD", help=said("command.invite.add.source"))
    command.add_argument("--agent", metavar="NAME", help=said("command.invite.add.agent"))
    command.add_argument("--language", choices=LANGUAGES, help=said("command.invite.add.language"))
    command.add_argument("--line", metavar="TEXT", help=said("command.invite.add.line"))
    command.add_argument("--uses", type=_uses, metavar="N|many", help=said("command.invite.add.uses"))
    command.add_argument("--days", type=_days, metavar="N", help=said("command.invite.add.days"))
    command.add_argument(
        "--qr", type=_picture_file, metavar="FILE.svg|.png", help=said("command.invite.add.qr")
    )
    command.set_defaults(command=_runs(_add))


def _runs(verb: Verb) -> Callable[[argparse.Namespace], Awaitable[None]]:
    """As other commands, but links need the bot's name: Telegram is asked before, if it has never told."""

    async def command(options: argparse.Namespace) -> None:
        async with ground(load_settings()) as desk:
            await schema.require_newest(desk.database)
            desk = await as_decided(desk)
            await _learn_name(desk)
            print(await desk.database.run(DESK, lambda tx: verb(tx, desk.settings, options)))

    return command


async def _learn_name(desk: Ground) -> None:
    from bot.inbound.bot_api import BotApi, TelegramRefused, Unreachable
    from bot.inbound.own_name import ask

    async with desk.database.reading() as session:
        if await bot_address.username(session) is not None or desk.settings.bot_token is None:
            return
    async with BotApi(desk.settings.bot_token.get_secret_value(), desk.settings.telegram_api) as api:
        try:
            name = await ask(api)
        except (TelegramRefused, Unreachable):
            return
    if name is not None:
        await desk.database.run(DESK, lambda tx: bot_address.remember(tx, api.bot_id, name))


async def _add(tx: Transaction, settings: Settings, options: argparse.Namespace) -> str:
    await bot_address.known_username(tx.session)
    lives = None if options.days is None else timedelta(days=options.days)
    carried = Carried(
        options.topic, options.source, options.agent, options.language, options.line, options.uses, lives
    )
    if options.accounts is not None or options.all:
        return await _add_many(tx, settings, options, carried)
    made = await invites.add(tx, carried, options.account)
    link = await views.link_of(tx.session, settings, made.id)
    if options.qr is not None:
        await _draw(link, options.qr)
    return link


async def _add_many(
    tx: Transaction, settings: Settings, options: argparse.Namespace, carried: Carried
) -> str:
    if options.qr is not None:
        raise Invalid("refused.invite.one_picture")
    today = tx.now.astimezone(settings.timezone).date()
    numbers = None
    if options.accounts is not None:
        sheet = invites.read_sheet(await _bytes_of(options.accounts))
        fit = await invites.fit(tx, sheet, today)
        if fit.refused:
            line, _, why = fit.refused[0]
            raise Invalid("refused.invite.line_unfit", line=line, why=why)
        numbers = fit.accounts
    made = await invites.add_many(tx, carried, Whom(numbers), today)
    return await _lines(tx, settings, made.batch)


async def _lines(tx: Transaction, settings: Settings, batch: int | None = None) -> str:
    """Oldest first: number, account, link, how it stands, what came of it."""
    lines: list[str] = []
    after: int | None = None
    while True:
        page = await views.invites(
            tx.session,
            settings,
            shell_language(),
            shows_links=True,
            batch=batch,
            after=after,
            limit=_LISTED_AT_ONCE,
        )
        lines += [_line(invite) for invite in page["items"]]
        after = page["next"]
        if after is None:
            return "\n".join(reversed(lines))


def _line(invite: views.InviteJson) -> str:
    counts = invite["counts"]
    uses = "" if invite["uses"] is None else f"/{invite['uses']}"
    what = {"topic": invite["topic"], "source": invite["source"], "agent": invite["agent"]}
    figures: dict[str, object] = {"people": f"{counts['admitted']}{uses}"}
    figures |= {name: counts[name] for name in _COUNTED}
    shown = [
        str(invite["id"]),
        invite["account"] or "–",
        invite["link"] or "–",
        said(f"invite.state.{invite['state']}"),
        *(said(f"command.invite.line.{name}", value=value or "–") for name, value in what.items()),
        *(said(f"command.invite.line.{name}", n=figure) for name, figure in figures.items()),
        said(
            "command.invite.line.ratings",
            ratings=f"{counts['bad']}-{counts['fair']}-{counts['good']}",
        ),
    ]
    return "\t".join(shown)


async def _list(tx: Transaction, settings: Settings, _: argparse.Namespace) -> str:
    return await _lines(tx, settings) or said("command.invite.none")


async def _revoke(tx: Transaction, settings: Settings, options: argparse.Namespace) -> str:
    invite = await invites.revoke(tx, options.id)
    if options.batch and invite.batch is not None:
        await invites.revoke_batch(tx, invite.batch)
    return said("command.invite.revoked", id=invite.id)


async def _qr(tx: Transaction, settings: Settings, options: argparse.Namespace) -> str:
    link = await views.link_of(tx.session, settings, options.id)
    await _draw(link, options.file)
    return link


async def _draw(link: str, file: Path) -> None:
    data = _DRAWN[file.suffix.lower()](link)
    try:
        await asyncio.to_thread(file.write_bytes, data)
    except OSError as error:
        raise Invalid("refused.path.unwritable", path=str(file), why=error.strerror) from error


async def _bytes_of(path: Path) -> bytes:
    try:
        return await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as error:
        raise NotFound("refused.path.missing", path=str(path)) from error
    except OSError as error:
        raise Invalid("refused.path.unreadable", path=str(path), why=error.strerror) from error


def _picture_file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in _DRAWN:
        raise argparse.ArgumentTypeError(said("command.invite.no_picture", written=text))
    return path


def _uses(text: str) -> int | Literal["many"]:
    return "many" if text == "many" else _whole(text, invites.MOST_USES)


def _days(text: str) -> int:
    return _whole(text, invites.MOST_DAYS)


def _whole(text: str, most: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(said("command.invite.no_number", written=text, most=most))
    return int(text)
