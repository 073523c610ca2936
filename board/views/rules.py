"""The owner's rules, as their settings page shows them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import changes, naming
from board.desk.lanes import USUAL_GOALS
from board.desk.rules import Rule, rules
from board.desk.texts import in_language
from board.models import Board, Lane, Topic
from board.values import Thing
from board.views.layout import NamedJson
from board.words.catalog import say


class RuleJson(TypedDict):
    version: int
    changed_by: str | None


class TopicRuleJson(TypedDict):
    """Where a topic's new tickets begin, in names."""

    topic: str
    name: str
    board: str
    lane: str


class WordsRuleJson(RuleJson):
    is_on: bool
    lane: str
    words: dict[str, list[str]]


class BreachRuleJson(RuleJson):
    """Neither: nothing is moved."""

    lane: str | None
    board: str | None


class WaitingRuleJson(RuleJson):
    is_on: bool
    days: int


class DeskRulesJson(TypedDict):
    """`lanes` are those that every board has, by their names on the first one."""

    topics: list[TopicRuleJson]
    words: WordsRuleJson
    breach: BreachRuleJson
    waiting: WaitingRuleJson
    lanes: list[NamedJson]
    boards: list[NamedJson]


async def all_rules(session: AsyncSession, language: str) -> DeskRulesJson:
    own = await rules(session)
    standing = select(Board).where(Board.removed_at.is_(None)).order_by(Board.position, Board.key)
    boards = list(await session.scalars(standing))
    named = {board.key: naming.shown("board", board.key, board.name, language) for board in boards}
    lanes = await _lanes(session, language)
    words, breach, waiting = own.words, own.breach, own.waiting
    return {
        "topics": await _topics(session, named, lanes, language),
        "words": {
            "is_on": words.is_on,
            "lane": words.lane,
            "words": {code: list(several) for code, several in words.words.items()},
            **await _changed(session, Rule.WORDS),
        },
        "breach": {"lane": breach.lane, "board": breach.board, **await _changed(session, Rule.BREACH)},
        "waiting": {
            "is_on": waiting.is_on,
            "days": waiting.days,
            **await _changed(session, Rule.WAITING),
        },
        "lanes": [{"key": key, "name": _name_of(key, boards, lanes, language)} for key in USUAL_GOALS],
        "boards": [{"key": key, "name": name} for key, name in named.items()],
    }


async def _topics(
    session: AsyncSession, boards: dict[str, str], lanes: dict[tuple[str, str], str], language: str
) -> list[TopicRuleJson]:
    offered = select(Topic).where(Topic.is_on).order_by(Topic.position, Topic.key)
    return [
        {
            "topic": topic.key,
            "name": in_language(topic.names, language),
            "board": boards.get(topic.board_key, topic.board_key),
            "lane": lanes[topic.board_key, topic.lane_key],
        }
        for topic in await session.scalars(offered)
    ]


def _name_of(lane: str, boards: list[Board], lanes: dict[tuple[str, str], str], language: str) -> str:
    return lanes[boards[0].key, lane] if boards else say(language, f"seed.lane.{lane}")


async def _lanes(session: AsyncSession, language: str) -> dict[tuple[str, str], str]:
    return {
        (lane.board_key, lane.key): naming.shown("lane", lane.key, lane.name, language)
        for lane in await session.scalars(select(Lane))
    }


async def _changed(session: AsyncSession, rule: Rule) -> RuleJson:
    version = await changes.version(session, Thing.RULE, rule)
    return {"version": version, "changed_by": await changes.changed_by(session, version)}
