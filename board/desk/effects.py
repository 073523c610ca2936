"""What a change means for what is in use, told before it is made and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from board.desk import naming
from board.desk.texts import in_language
from board.models import Board, Column, Lane, Topic
from board.words.catalog import say


@dataclass(frozen=True)
class Named:
    """What something is called in each reader's language."""

    kind: str
    key: str
    name: str | Mapping[str, str]

    def say(self, language: str) -> str:
        if isinstance(self.name, str):
            return naming.shown(self.kind, self.key, self.name, language)
        return in_language(dict(self.name), language)


@dataclass(frozen=True)
class Within:
    """What is called the same on several boards, with its board."""

    board: Named
    what: Named

    def say(self, language: str) -> str:
        return f"{self.board.say(language)} / {self.what.say(language)}"


@dataclass(frozen=True)
class Listed:
    names: Sequence[Named | Within]

    def say(self, language: str) -> str:
        return ", ".join(say(language, "layout.quoted", name=name.say(language)) for name in self.names)


@dataclass(frozen=True)
class Line:
    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        said = {
            name: value.say(language) if isinstance(value, Named | Listed) else value
            for name, value in self.params.items()
        }
        return say(language, self.key, **said)


@dataclass(frozen=True)
class Effect:
    """`counts` are for programs, `lines` for people."""

    counts: Mapping[str, int]
    lines: Sequence[Line]

    def say(self, language: str) -> list[str]:
        return [line.say(language) for line in self.lines]


NOTHING = Effect({}, ())


def topic_name(topic: Topic) -> Named:
    return Named("topic", topic.key, topic.names)


def board_name(board: Board) -> Named:
    return Named("board", board.key, board.name)


def column_name(column: Column) -> Named:
    return Named("column", column.key, column.name)


def lane_name(lane: Lane) -> Named:
    return Named("lane", lane.key, lane.name)
