"""Quick replies in order of use, for whoever writes on a ticket and for whoever keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import naming, quick_replies, quick_words
from board.desk.lanes import USUAL_GOALS
from board.errors import NotFound
from board.models import Board, Column, Comment, QuickReply, QuickReplyFile, Ticket
from board.store import clock
from board.talk import quick_answers
from board.talk.quick_answers import Usual
from board.values import State, Thing
from board.views.layout import Latest, NamedJson, latest_changes
from board.views.shapes import QuickActionsJson, QuickFileJson, instant
from board.words.catalog import LANGUAGES, say

_COUNTED_FOR = timedelta(days=90)
_HALVED_EVERY = timedelta(days=14)
_OWN_USES_COUNT = 3


class QuickReplyJson(TypedDict):
    """`uses` are those of the last 90 days."""

    id: int
    title: str
    texts: dict[str, str]
    actions: QuickActionsJson
    files: list[QuickFileJson]
    uses: int
    last_used_at: str | None
    version: int
    changed_by: str | None


class FillingJson(TypedDict):
    """`values` by language: what each placeholder stands for on this ticket, a blank where that is not known."""

    language: str
    desk_language: str
    values: dict[str, dict[str, str]]


class QuickRepliesJson(TypedDict):
    """By use; `filling` if a ticket was named."""

    items: list[QuickReplyJson]
    filling: FillingJson | None


class PlaceholderJson(TypedDict):
    """`examples` by language."""

    name: str
    called: str
    examples: dict[str, str]


class QuickSettingsJson(TypedDict):
    """Lanes and columns by the names that the first board has for them."""

    items: list[QuickReplyJson]
    placeholders: list[PlaceholderJson]
    lanes: list[NamedJson]
    columns: list[NamedJson]
    desk_language: str


@dataclass(frozen=True)
class _Use:
    uses: int
    last: datetime
    here: float
    everywhere: float


async def offered(
    session: AsyncSession, agent: int, usual: Usual, *, words: str = "", number: int | None = None
) -> QuickRepliesJson:
    """Those with all the words, in the title first; of these what is used on the ticket's topic, then by all use."""
    filling = await quick_answers.filling(session, number, agent, usual) if number is not None else None
    found = [
        row
        for row in await quick_replies.everything(session)
        if quick_words.is_found(words, (row.title, *row.texts.values()))
    ]
    told = await _told(session, found, await _uses(session, agent, number))
    return {
        "items": sorted(told, key=lambda each: not quick_words.is_found(words, [each["title"]])),
        "filling": {
            "language": filling.customers,
            "desk_language": filling.desks,
            "values": {language: dict(values) for language, values in filling.values.items()},
        }
        if filling
        else None,
    }


async def by_use(session: AsyncSession) -> list[QuickReplyJson]:
    return await _told(session, await quick_replies.everything(session), await _uses(session, None, None))


async def quick_reply_json(session: AsyncSession, row: QuickReply, agent: int) -> QuickReplyJson:
    (told,) = await _told(session, [row], await _uses(session, agent, None))
    return told


async def quick_file(session: AsyncSession, id: int) -> QuickReplyFile:
    """Also one taken away a while ago: drafts may still show it."""
    file = await session.get(QuickReplyFile, id)
    if file is None:
        raise NotFound("refused.file.gone")
    return file


async def settings(session: AsyncSession, agent: int, usual: Usual, language: str) -> QuickSettingsJson:
    found = await quick_replies.everything(session)
    return {
        "items": await _told(session, found, await _uses(session, agent, None)),
        "placeholders": [
            {
                "name": name,
                "called": quick_words.called(name, language),
                "examples": {code: say(code, f"quick.example.{name}") for code in LANGUAGES},
            }
            for name in quick_words.PLACEHOLDERS
        ],
        "lanes": [{"key": lane, "name": say(language, f"seed.lane.{lane}")} for lane in USUAL_GOALS],
        "columns": await _columns(session, language),
        "desk_language": usual.language,
    }


async def _told(
    session: AsyncSession, rows: Sequence[QuickReply], uses: dict[int, _Use]
) -> list[QuickReplyJson]:
    files = await quick_replies.files_of(session, *(row.id for row in rows))
    versions = await latest_changes(session, Thing.QUICK_REPLY)
    told = [_json(row, [f for f in files if f.quick_reply_id == row.id], uses, versions) for row in rows]
    return sorted(told, key=lambda each: _order(each, uses.get(each["id"])))


def _order(told: QuickReplyJson, use: _Use | None) -> tuple[float, float, str]:
    return (-use.here, -use.everywhere, told["title"]) if use else (0, 0, told["title"])


def _json(
    row: QuickReply, files: Sequence[QuickReplyFile], uses: dict[int, _Use], versions: Latest
) -> QuickReplyJson:
    use, (version, by) = uses.get(row.id), versions.get(str(row.id), (0, None))
    return {
        "id": row.id,
        "title": row.title,
        "texts": dict(row.texts),
        "actions": {
            "labels": list(row.labels),
            "lane": row.lane_key,
            "column": row.column_key,
            "resolve": row.resolves,
        },
        "files": list(map(file_json, files)),
        "uses": use.uses if use else 0,
        "last_used_at": instant(use.last) if use else None,
        "version": version,
        "changed_by": by,
    }


def file_json(file: QuickReplyFile) -> QuickFileJson:
    return {
        "id": file.id,
        "name": file.name,
        "mime": file.mime,
        "size": file.size_bytes,
        "kind": file.kind,
    }


async def _uses(session: AsyncSession, agent: int | None, number: int | None) -> dict[int, _Use]:
    """A use counts half as much every two weeks, the agent's own three times."""
    now = await clock.now(session)
    age = extract("epoch", now - Comment.created_at) / _HALVED_EVERY.total_seconds()
    weight = func.power(0.5, age) * case((Comment.agent_id == agent, _OWN_USES_COUNT), else_=1)
    here = Ticket.topic_key == select(Ticket.topic_key).where(Ticket.number == number).scalar_subquery()
    counted = (
        select(
            Comment.quick_reply_id,
            func.count(),
            func.max(Comment.created_at),
            func.coalesce(func.sum(weight).filter(here), 0),
            func.sum(weight),
        )
        .join(Ticket, Ticket.number == Comment.ticket_number)
        .where(Comment.quick_reply_id.is_not(None), Comment.created_at > now - _COUNTED_FOR)
        .group_by(Comment.quick_reply_id)
    )
    rows: Sequence[Any] = (await session.execute(counted)).all()
    return {id: _Use(uses, last, float(in_topic), float(all)) for id, uses, last, in_topic, all in rows}


async def _columns(session: AsyncSession, language: str) -> list[NamedJson]:
    """Each key once, but those where cards are done."""
    rows = await session.scalars(
        select(Column)
        .join(Board, Board.key == Column.board_key)
        .where(Column.removed_at.is_(None), Board.removed_at.is_(None), Column.kind != State.DONE)
        .order_by(Board.position, Column.position, Column.key)
    )
    names: dict[str, str] = {}
    for column in rows:
        names.setdefault(column.key, naming.shown("column", column.key, column.name, language))
    return [{"key": key, "name": name} for key, name in names.items()]
