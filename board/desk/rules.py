"""The owner's rules, few and declared: what the desk suggests, moves and lists. Where a topic leads is the topic's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes, layout, rule_words, setting_rows
from board.desk.lanes import USUAL_GOALS
from board.errors import DeskError, Invalid
from board.models import Board, Change, Setting
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import visible_name
from board.values import Json, Role, Thing
from board.words.catalog import LANGUAGES, say

LONGEST_WORD = 60
MOST_WORDS = 100
"""In one language."""
MOST_DAYS = 365
_URGENT = "urgent"


class Rule(StrEnum):
    WORDS = "words"
    BREACH = "breach"
    WAITING = "waiting"

    @property
    def row(self) -> str:
        """Its key among the settings."""
        return f"rule.{self}"


def _usual_words() -> dict[str, tuple[str, ...]]:
    return {language: tuple(say(language, "rule.words.usual").split("\n")) for language in LANGUAGES}


@dataclass(frozen=True)
class Words:
    """Words of an opening that suggest a lane; a person takes it or not."""

    is_on: bool = True
    lane: str = _URGENT
    words: Mapping[str, tuple[str, ...]] = field(default_factory=_usual_words)


@dataclass(frozen=True)
class Breach:
    """Where a ticket goes whose promise is broken: to a lane of its board, or to another board; neither is nowhere."""

    lane: str | None = None
    board: str | None = None


@dataclass(frozen=True)
class Waiting:
    """After how many days a ticket that waits for its customer is listed."""

    is_on: bool = True
    days: int = 3


@dataclass(frozen=True)
class Rules:
    words: Words = field(default_factory=Words)
    breach: Breach = Breach()
    waiting: Waiting = Waiting()


async def rules(session: AsyncSession) -> Rules:
    """Those in force, in one statement; what nobody has changed is as a new desk has it."""
    rows = await session.execute(
        select(Setting.key, Setting.value).where(Setting.key.in_([each.row for each in Rule]))
    )
    own: dict[str, Any] = {key: value for key, value in rows}  # noqa: C416  # rows are no pairs to mypy
    return Rules(
        _words(own[Rule.WORDS.row]) if Rule.WORDS.row in own else Words(),
        _breach(own.get(Rule.BREACH.row, {})),
        _waiting(own[Rule.WAITING.row]) if Rule.WAITING.row in own else Waiting(),
    )


@allowed(Role.OWNER)
async def set_words(tx: Transaction, wanted: Words, version: int | None = None) -> None:
    """All of it at once."""
    checked = _checked_words(wanted)
    before = await _begin(tx, Rule.WORDS, version)
    await _store(tx, Rule.WORDS, _words_json(before.words), _words_json(checked))


@allowed(Role.OWNER)
async def set_breach(tx: Transaction, wanted: Breach, version: int | None = None) -> None:
    """The board it names stays until this transaction ends."""
    before = await _begin(tx, Rule.BREACH, version)
    await _check_breach(tx, wanted)
    await _store(tx, Rule.BREACH, _breach_json(before.breach), _breach_json(wanted))


@allowed(Role.OWNER)
async def set_waiting(tx: Transaction, wanted: Waiting, version: int | None = None) -> None:
    if not 1 <= wanted.days <= MOST_DAYS:
        raise Invalid("refused.rule.days", "days", most=MOST_DAYS)
    before = await _begin(tx, Rule.WAITING, version)
    await _store(tx, Rule.WAITING, _waiting_json(before.waiting), _waiting_json(wanted))


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """A rule is always there, so it always was something."""
    assert isinstance(before, dict)
    match Rule(key):
        case Rule.WORDS:
            await set_words(tx, _words(before))
        case Rule.BREACH:
            await set_breach(tx, _breach(before))
        case Rule.WAITING:
            await set_waiting(tx, _waiting(before))


async def lead_on(tx: Transaction, board: str, goal: str | None) -> None:
    """The board is removed: broken promises lead to the one that takes its place, or nowhere. The layout is held."""
    if (await rules(tx.session)).breach.board == board:
        await set_breach(tx, Breach(board=goal))


async def lead_back(tx: Transaction, board: str, led_to: str | None) -> None:
    """It is there again, and nobody has changed the rule since it was led away."""
    latest = await changes.version(tx.session, Thing.RULE, Rule.BREACH)
    last = await tx.session.get(Change, latest)
    was, became = (last.before or {}, last.after or {}) if last else ({}, {})
    if (was.get("board"), became.get("board"), became.get("lane")) == (board, led_to, None):
        await set_breach(tx, Breach(board=board))


async def _begin(tx: Transaction, rule: Rule, version: int | None) -> Rules:
    """One at a time, and apart from changes of the layout, which a rule may name."""
    await layout.alone(tx)
    await changes.check(tx, Thing.RULE, rule, version)
    return await rules(tx.session)


async def _store(tx: Transaction, rule: Rule, before: Json, after: dict[str, Json]) -> None:
    if before != after:
        await setting_rows.put(tx, rule.row, after)
        await changes.note(tx, Thing.RULE, rule, before, after)


def _checked_words(wanted: Words) -> Words:
    if wanted.lane not in USUAL_GOALS:
        raise Invalid("refused.rule.lane", "lane", lane=wanted.lane)
    wrong: dict[str, DeskError | str] = {}
    found: dict[str, tuple[str, ...]] = {}
    for language, several in wanted.words.items():
        one_each = {rule_words.plain(word): word for word in reversed([*map(visible_name, several)]) if word}
        kept = tuple(reversed(one_each.values()))
        if (trouble := _trouble(language, kept)) is not None:
            wrong[f"words.{language}"] = trouble
        if kept:
            found[language] = kept
    if wanted.is_on and not found and not wrong:
        wrong["words"] = DeskError("refused.rule.no_words")
    if wrong:
        raise Invalid("refused.rule.wrong", wrong=wrong)
    return Words(wanted.is_on, wanted.lane, found)


def _trouble(language: str, words: tuple[str, ...]) -> DeskError | None:
    if language not in LANGUAGES:
        return DeskError("refused.language.unknown", name=language)
    if len(words) > MOST_WORDS:
        return DeskError("refused.rule.too_many", most=MOST_WORDS)
    if any(len(word) > LONGEST_WORD for word in words):
        return DeskError("refused.rule.word_too_long", longest=LONGEST_WORD)
    strange = next((word for word in words if not rule_words.has_letters(word)), None)
    return DeskError("refused.rule.no_letters", word=strange) if strange is not None else None


async def _check_breach(tx: Transaction, wanted: Breach) -> None:
    if wanted.lane is not None and wanted.board is not None:
        raise Invalid("refused.rule.both", "board")
    if wanted.lane is not None and wanted.lane not in USUAL_GOALS:
        raise Invalid("refused.rule.lane", "lane", lane=wanted.lane)
    if wanted.board is not None:
        board = await tx.session.get(Board, wanted.board, populate_existing=True)
        if board is None or board.removed_at is not None:
            raise Invalid("refused.board.unknown", "board", board=wanted.board)


def _words(own: Mapping[str, Any]) -> Words:
    return Words(
        own["is_on"], own["lane"], {language: tuple(words) for language, words in own["words"].items()}
    )


def _breach(own: Mapping[str, Any]) -> Breach:
    return Breach(own.get("lane"), own.get("board"))


def _waiting(own: Mapping[str, Any]) -> Waiting:
    return Waiting(own["is_on"], own["days"])


def _words_json(rule: Words) -> dict[str, Json]:
    words: dict[str, Json] = {language: [*several] for language, several in rule.words.items()}
    return {"is_on": rule.is_on, "lane": rule.lane, "words": words}


def _breach_json(rule: Breach) -> dict[str, Json]:
    return {"lane": rule.lane, "board": rule.board}


def _waiting_json(rule: Waiting) -> dict[str, Json]:
    return {"is_on": rule.is_on, "days": rule.days}
