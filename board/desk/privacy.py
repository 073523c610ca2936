"""Whether people are told how the company treats what it stores about them, and asked to agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes, setting_rows
from board.desk.texts import PRIVACY_TEXT
from board.errors import Invalid
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.wake import CHANNEL, SETTINGS
from board.values import Json, Role, Thing

PRIVACY = "privacy"
"""The setting that holds it."""


class Mode(StrEnum):
    OFF = "off"
    SAID = "said"
    """The greeting names it, and the bot shows the text."""
    ASKED = "asked"
    """Nobody new goes on before they agree."""


ANEW = "asked_anew"
"""Asked, and whoever agreed to an earlier text is asked again."""
CHOICES = (*Mode, ANEW)


@dataclass(frozen=True)
class Rules:
    """`since`: who agreed to an earlier version of the text is asked again."""

    mode: Mode = Mode.OFF
    since: int = 0


@allowed(Role.OWNER)
async def set_rules(tx: Transaction, mode: Mode, *, anew: bool = False, version: int | None = None) -> None:
    await setting_rows.lock(tx, PRIVACY)
    await changes.check(tx, Thing.SETTING, PRIVACY, version)
    now = await rules(tx.session)
    await _store(tx, Rules(mode, await text_version(tx.session) if anew else now.since))


async def set_rule(tx: Transaction, choice: str) -> None:
    """By its word, as the command line does."""
    if choice not in CHOICES:
        raise Invalid("refused.rule.choice", PRIVACY, choice=choice, choices=", ".join(CHOICES))
    await set_rules(tx, Mode.ASKED if choice == ANEW else Mode(choice), anew=choice == ANEW)


async def rules_set(tx: Transaction) -> dict[str, str]:
    """If it is not as a new desk has it."""
    now = await rules(tx.session)
    return {} if now.mode is Mode.OFF else {PRIVACY: now.mode}


@allowed(Role.OWNER)
async def restore(tx: Transaction, before: Json) -> None:
    await setting_rows.lock(tx, PRIVACY)
    await _store(tx, _rules(before if isinstance(before, dict) else {}))


async def rules(session: AsyncSession) -> Rules:
    return _rules(await setting_rows.read(session, PRIVACY))


async def text_version(session: AsyncSession) -> int:
    """Which change made the text what it is."""
    return await changes.version(session, Thing.SETTING, PRIVACY_TEXT)


async def _store(tx: Transaction, after: Rules) -> None:
    before, wanted = _json(await rules(tx.session)), _json(after)
    if wanted is None:
        await setting_rows.remove(tx, PRIVACY)
    else:
        await setting_rows.put(tx, PRIVACY, wanted)
    await changes.note(tx, Thing.SETTING, PRIVACY, before, wanted)
    await tx.session.execute(select(func.pg_notify(CHANNEL, SETTINGS)))  # the bot lists /privacy, or not


def _json(rules: Rules) -> dict[str, Json] | None:
    return None if rules == Rules() else {"mode": rules.mode, "since": rules.since}


def _rules(own: dict[str, Json]) -> Rules:
    since = own.get("since")
    return Rules(Mode(str(own.get("mode", Mode.OFF))), since if isinstance(since, int) else 0)
