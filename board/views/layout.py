"""The layout as its owner edits it: topics, boards, columns and lanes, with what is in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import func, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import layout, naming, topics
from board.desk.lanes import USUAL_WARNING
from board.desk.texts import in_language
from board.models import Agent, Board, Change, Column, Lane, Policy, Ticket, Timer, Topic
from board.store.tables import JournalEvent
from board.tickets import renewing
from board.values import ActorKind, Metric, State, Thing
from board.views.calendars import NamedCalendarJson, named_calendars
from board.views.changes import ChangeJson, matching
from board.views.shapes import StateName, seconds_or_none
from board.words.catalog import LANGUAGES, say


class TopicSettingsJson(TypedDict):
    """`name` is in the reader's language; `open_tickets` keep their topic's name whatever becomes of it."""

    key: str
    name: str
    names: dict[str, str]
    emoji: str
    prompts: dict[str, str]
    board: str
    lane: str
    on: bool
    default: bool
    successor: str | None
    older_names: list[str]
    open_tickets: int
    version: int
    changed_by: str | None


class NamedJson(TypedDict):
    key: str
    name: str


class RouteJson(NamedJson):
    """A board that a topic may lead to."""

    lanes: list[NamedJson]


class TopicsSettingsJson(TypedDict):
    """In the keyboard's order. `order_version` and `default_version` are what a change of these is made on."""

    topics: list[TopicSettingsJson]
    boards: list[RouteJson]
    asks: dict[str, str]
    """What stands over the keyboard, by language."""
    order_version: int
    default_version: int


class LaneSettingsJson(NamedJson):
    """Goals in seconds; a cut-off, in minutes since midnight, is a goal by the calendar's days; null of both is not
    promised. A calendar of null is every hour. `warn`: the percentage of a goal after which agents are warned.
    `elsewhere`, by language: how else to reach someone while nobody is there."""

    goals: dict[Metric, int | None]
    cut_offs: dict[Metric, int | None]
    calendars: dict[Metric, int | None]
    warn: int
    elsewhere: dict[str, str]
    open_promises: dict[Metric, int]
    kept: int
    """Tickets with open promises from before, that it would not give so today."""
    version: int
    changed_by: str | None


class ColumnSettingsJson(NamedJson):
    kind: StateName
    open: int
    done: int
    takes_new: bool
    """Whether new tickets come in here."""
    takes_done: bool
    version: int
    changed_by: str | None


class BoardSettingsJson(NamedJson):
    open: int
    done: int
    topics: list[NamedJson]
    lanes: list[LaneSettingsJson]
    columns: list[ColumnSettingsJson]
    version: int
    changed_by: str | None
    columns_version: int


class BoardsSettingsJson(TypedDict):
    boards: list[BoardSettingsJson]
    order_version: int
    calendars: list[NamedCalendarJson]
    """In whose open time a lane may promise."""


class LayoutChangesJson(TypedDict):
    """`names` are what the changed things are called, by `thing:key`, also of those that were removed."""

    items: list[ChangeJson]
    names: dict[str, str]


Latest = Mapping[str, tuple[int, str | None]]
"""By key: the version, and who made it."""


async def topics_settings(session: AsyncSession, language: str) -> TopicsSettingsJson:
    standing = select(Topic).where(Topic.removed_at.is_(None)).order_by(Topic.position, Topic.key)
    open_ones = select(Ticket.topic_key, func.count()).where(Ticket.done_at.is_(None))
    rows = await session.execute(open_ones.group_by(Ticket.topic_key))
    counted: dict[str, int] = {key: count for key, count in rows.all()}  # noqa: C416  # rows are no pairs to mypy
    latest = await latest_changes(session, Thing.TOPIC)
    return {
        "topics": [
            _topic(topic, counted.get(topic.key, 0), latest, language)
            for topic in await session.scalars(standing)
        ],
        "boards": await _routes(session, language),
        "asks": {code: say(code, "topic.ask") for code in LANGUAGES},
        "order_version": latest.get(layout.WHOLE, (0, None))[0],
        "default_version": latest.get(topics.DEFAULT, (0, None))[0],
    }


async def boards_settings(session: AsyncSession, language: str) -> BoardsSettingsJson:
    latest = await latest_changes(session, Thing.BOARD)
    of_columns = await latest_changes(session, Thing.COLUMN)
    columns = await _columns(session, language, of_columns)
    lanes = await _lanes(session, language)
    routed = await _routed(session, language)
    told: list[BoardSettingsJson] = []
    for board in await _boards(session):
        version, by = latest.get(board.key, (0, None))
        standing = columns[board.key]
        told.append(
            {
                "key": board.key,
                "name": naming.shown("board", board.key, board.name, language),
                "open": sum(column["open"] for column in standing),
                "done": sum(column["done"] for column in standing),
                "topics": routed[board.key],
                "lanes": lanes[board.key],
                "columns": standing,
                "version": version,
                "changed_by": by,
                "columns_version": of_columns.get(layout.key_in(board.key, layout.WHOLE), (0, None))[0],
            }
        )
    return {
        "boards": told,
        "order_version": latest.get(layout.WHOLE, (0, None))[0],
        "calendars": await named_calendars(session),
    }


async def topic_changes(session: AsyncSession, language: str, key: str | None) -> LayoutChangesJson:
    """Of one topic; without a key of all, their order and which is the default one."""
    which = Change.key == key if key is not None else true()
    called = await session.execute(select(Topic.key, Topic.names))
    return {
        "items": await matching(session, Change.thing == Thing.TOPIC, which),
        "names": {f"{Thing.TOPIC}:{topic}": in_language(names, language) for topic, names in called},
    }


async def board_changes(session: AsyncSession, language: str, key: str | None) -> LayoutChangesJson:
    """Of one board with its columns and lanes; without a key of all boards and their order."""
    of_boards = Change.thing == Thing.BOARD
    if key is None:
        return {"items": await matching(session, of_boards), "names": await _names(session, language)}
    inside = Change.thing.in_((Thing.COLUMN, Thing.LANE)) & Change.key.startswith(
        layout.key_in(key, ""), autoescape=True
    )
    found = await matching(session, (of_boards & (Change.key == key)) | inside)
    return {"items": found, "names": await _names(session, language)}


async def _names(session: AsyncSession, language: str) -> dict[str, str]:
    names = {
        f"{Thing.BOARD}:{board.key}": naming.shown("board", board.key, board.name, language)
        for board in await session.scalars(select(Board))
    }
    for thing, table in ((Thing.COLUMN, Column), (Thing.LANE, Lane)):
        for board, key, name in await session.execute(select(table.board_key, table.key, table.name)):
            place = layout.key_in(board, key)
            names[f"{thing}:{place}"] = naming.shown(thing, key, name, language)
    return names


def _topic(topic: Topic, open_tickets: int, latest: Latest, language: str) -> TopicSettingsJson:
    version, by = latest.get(topic.key, (0, None))
    return {
        "key": topic.key,
        "name": in_language(topic.names, language),
        "names": topic.names,
        "emoji": topic.emoji,
        "prompts": topic.prompts,
        "board": topic.board_key,
        "lane": topic.lane_key,
        "on": topic.is_on,
        "default": topic.is_default,
        "successor": topic.successor_key,
        "older_names": topic.older_names,
        "open_tickets": open_tickets,
        "version": version,
        "changed_by": by,
    }


async def latest_changes(session: AsyncSession, thing: Thing) -> Latest:
    """The last change of each thing of the kind, and whose it was."""
    by_agent = (JournalEvent.actor_kind == ActorKind.AGENT) & (JournalEvent.actor_id == Agent.id)
    rows = await session.execute(
        select(Change.key, Change.id, Agent.name)
        .join(JournalEvent, JournalEvent.key == Change.event)
        .outerjoin(Agent, by_agent)
        .where(Change.thing == thing)
        .ext(distinct_on(Change.key))
        .order_by(Change.key, Change.id.desc())
    )
    return {key: (version, by) for key, version, by in rows}


async def _boards(session: AsyncSession) -> Collection[Board]:
    standing = select(Board).where(Board.removed_at.is_(None)).order_by(Board.position, Board.key)
    return (await session.scalars(standing)).all()


async def _routes(session: AsyncSession, language: str) -> list[RouteJson]:
    lanes: defaultdict[str, list[NamedJson]] = defaultdict(list)
    for lane in await session.scalars(select(Lane).order_by(Lane.board_key, Lane.position)):
        name = naming.shown("lane", lane.key, lane.name, language)
        lanes[lane.board_key].append({"key": lane.key, "name": name})
    return [
        {
            "key": board.key,
            "name": naming.shown("board", board.key, board.name, language),
            "lanes": lanes[board.key],
        }
        for board in await _boards(session)
    ]


async def _routed(session: AsyncSession, language: str) -> defaultdict[str, list[NamedJson]]:
    routed: defaultdict[str, list[NamedJson]] = defaultdict(list)
    standing = select(Topic).where(Topic.removed_at.is_(None)).order_by(Topic.position, Topic.key)
    for topic in await session.scalars(standing):
        routed[topic.board_key].append({"key": topic.key, "name": in_language(topic.names, language)})
    return routed


async def _columns(
    session: AsyncSession, language: str, latest: Latest
) -> defaultdict[str, list[ColumnSettingsJson]]:
    places = select(
        Ticket.board_key,
        Ticket.column_key,
        func.count().filter(Ticket.done_at.is_(None)),
        func.count().filter(Ticket.done_at.is_not(None)),
    ).group_by(Ticket.board_key, Ticket.column_key)
    counted = {(board, key): (n, done) for board, key, n, done in await session.execute(places)}
    standing = select(Column).where(Column.removed_at.is_(None))
    columns: defaultdict[str, list[ColumnSettingsJson]] = defaultdict(list)
    for column in await session.scalars(standing.order_by(Column.board_key, Column.position, Column.key)):
        before = columns[column.board_key]
        is_first = all(other["kind"] != column.kind for other in before)
        n, done = counted.get((column.board_key, column.key), (0, 0))
        version, by = latest.get(layout.key_in(column.board_key, column.key), (0, None))
        before.append(
            {
                "key": column.key,
                "name": naming.shown("column", column.key, column.name, language),
                "kind": State(column.kind).value,
                "open": n,
                "done": done,
                "takes_new": is_first and column.kind == State.INBOX,
                "takes_done": is_first and column.kind == State.DONE,
                "version": version,
                "changed_by": by,
            }
        )
    return columns


async def _lanes(session: AsyncSession, language: str) -> defaultdict[str, list[LaneSettingsJson]]:
    policies: defaultdict[tuple[str, str], dict[Metric, Policy]] = defaultdict(dict)
    for policy in await session.scalars(select(Policy)):
        policies[policy.board_key, policy.lane_key][Metric(policy.metric)] = policy
    promised = (
        select(Ticket.board_key, Ticket.lane_key, Timer.metric, func.count())
        .join(Timer, Timer.ticket_number == Ticket.number)
        .where(Ticket.done_at.is_(None), Timer.ended_at.is_(None))
        .group_by(Ticket.board_key, Ticket.lane_key, Timer.metric)
    )
    counted = {(board, lane, m): n for board, lane, m, n in await session.execute(promised)}
    kept = await renewing.waiting_by_lane(session)
    latest = await latest_changes(session, Thing.LANE)
    lanes: defaultdict[str, list[LaneSettingsJson]] = defaultdict(list)
    for lane in await session.scalars(select(Lane).order_by(Lane.board_key, Lane.position)):
        own = policies[lane.board_key, lane.key]
        version, by = latest.get(layout.key_in(lane.board_key, lane.key), (0, None))
        lanes[lane.board_key].append(
            {
                "key": lane.key,
                "name": naming.shown("lane", lane.key, lane.name, language),
                "goals": {m: seconds_or_none(own[m].goal) if m in own else None for m in Metric},
                "cut_offs": {m: own[m].cut_off if m in own else None for m in Metric},
                "calendars": {m: own[m].calendar_id if m in own else None for m in Metric},
                "warn": max((policy.warn_percent for policy in own.values()), default=USUAL_WARNING),
                "elsewhere": lane.elsewhere,
                "kept": kept.get((lane.board_key, lane.key), 0),
                "open_promises": {m: counted.get((lane.board_key, lane.key, m), 0) for m in Metric},
                "version": version,
                "changed_by": by,
            }
        )
    return lanes
