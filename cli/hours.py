"""`lanedesk away`: nobody is there until a time."""

from __future__ import annotations

import argparse
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from board.desk import away, in_force
from board.errors import Invalid
from board.settings import load_settings
from board.store.db import Transaction
from cli.verbs import Runs
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands

_OFF = "off"
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def add_to(commands: Commands, runs: Runs) -> None:
    command = commands.add_parser("away", help=said("command.away.help"))
    command.add_argument("until", metavar="UNTIL", help=said("command.away.until"))
    command.add_argument("why", nargs="*", metavar="WHY", help=said("command.away.why"))
    command.set_defaults(**runs(_away))


async def _away(tx: Transaction, options: argparse.Namespace) -> str:
    if options.until.lower() == _OFF:
        await away.come_back(tx)
        return said("command.away.back")
    zone = (await in_force.settings_in_force(tx.session, load_settings())).timezone
    until = _until(options.until, tx.now.astimezone(zone), zone)
    gone = await away.go(tx, until, " ".join(options.why))
    return said("command.away.gone", until=gone.until.astimezone(zone).isoformat(" ", "minutes"))


def _until(written: str, now: datetime, zone: ZoneInfo) -> datetime:
    """A time alone is the next one that the desk's clock shows."""
    if match := _TIME.fullmatch(written):
        at = now.replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0, fold=0)
        return at if at > now else at + timedelta(days=1)
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise Invalid("refused.away.unreadable", "until", written=written) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)
