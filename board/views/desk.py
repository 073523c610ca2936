"""The desk's frame: its boards and topics, who works there, the cards of a board, the counters in its header."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import away, causes, naming
from board.desk.rules import rules
from board.desk.texts import GREETING, in_language, said
from board.errors import NotFound
from board.models import Agent, Board, Calendar, Column, Comment, Customer, Lane, Policy, Ticket, Topic
from board.store import clock
from board.store.tables import JobRow
from board.tickets import working_times
from board.values import Delivery, Metric, Role, State
from board.views.calendars import NamedCalendarJson, named_calendars
from board.views.cards import BY_URGENCY, cards
from board.views.door import people_at_door
from board.views.notices import ShownNoticeJson, shown_now
from board.views.open_hours import OpenHoursJson, hours_of
from board.views.shapes import StateName, TicketJson, instant, instant_or_none, seconds_or_none
from board.words.catalog import LANGUAGES

EVERY_BOARD = "all"
DONE_SHOWN_FOR = timedelta(hours=72)
_MOST_LABELS = 1000


class CountersJson(TypedDict):
    """Counters that should be zero: replies not sent, parked work, people at the door."""

    undelivered: int
    parked: int
    at_door: int


class LaneJson(TypedDict):
    """`is_open`: whether its promises count now. `next_opening`: when they next begin to; null if they always do."""

    key: str
    name: str
    is_open: bool
    next_opening: str | None
    goals: dict[Metric, int | None]
    """In seconds."""
    cut_offs: dict[Metric, int | None]
    """Instead of a goal, the end of the working day, for who asks by so many minutes after midnight. Null of both is
    not promised."""
    calendars: list[int]
    """In whose open time any of them counts."""


class ColumnJson(TypedDict):
    key: str
    name: str
    kind: StateName


class BoardJson(TypedDict):
    key: str
    name: str
    lanes: list[LaneJson]
    columns: list[ColumnJson]


class TopicJson(TypedDict):
    key: str
    name: str
    board: str
    lane: str


class AwayJson(TypedDict):
    """Nobody is there until then; `why` is what customers read beside it."""

    since: str
    until: str
    why: str


class CauseJson(TypedDict):
    """No topics are all of them."""

    id: int
    name: str
    topics: list[str]


class DeskJson(CountersJson):
    now: str
    practice: bool
    practice_offset_seconds: float
    timezone: str
    boards: list[BoardJson]
    topics: list[TopicJson]
    agents: list[str]
    """Those who answer, by whom a ticket can be taken."""
    labels: list[str]
    notices: list[ShownNoticeJson]
    calendars: list[NamedCalendarJson]
    languages: list[str]
    """In which customers are spoken to."""
    greeting: str
    away: AwayJson | None
    causes: list[CauseJson]
    waiting_days: int | None
    """After so many days a ticket that waits for its customer is listed; null where the owner wants no list."""


class CardsJson(TypedDict):
    """`hours`: those in which deadlines count that don't count every hour, by key."""

    cards: list[TicketJson]
    hours: dict[str, OpenHoursJson]
    cursor: int
    now: str


async def counters(session: AsyncSession) -> CountersJson:
    """One statement."""
    undelivered = select(func.count()).where(Comment.delivery.in_((Delivery.QUEUED, Delivery.FAILED)))
    parked = select(func.count()).where(JobRow.parked_at.is_not(None))
    at_door = select(func.count()).select_from(Customer).where(people_at_door())
    row = (
        await session.execute(
            select(
                undelivered.scalar_subquery().label("undelivered"),
                parked.scalar_subquery().label("parked"),
                at_door.scalar_subquery().label("at_door"),
            )
        )
    ).one()
    return {"undelivered": row.undelivered, "parked": row.parked, "at_door": row.at_door}


async def desk(session: AsyncSession, language: str, *, timezone: str, practice: bool) -> DeskJson:
    topics = await session.scalars(
        select(Topic).where(Topic.removed_at.is_(None)).order_by(Topic.position, Topic.key)
    )
    return {
        **await counters(session),
        "now": instant(now := await clock.now(session)),
        "notices": await shown_now(session, language, now),
        "practice": practice,
        "practice_offset_seconds": (await clock.offset(session)).total_seconds(),
        "timezone": timezone,
        "boards": await _boards(session, language, now),
        "topics": [_topic(topic, language) for topic in topics],
        "agents": list(
            await session.scalars(
                select(Agent.name)
                .where(Agent.removed_at.is_(None), Agent.role != Role.VIEWER)
                .order_by(Agent.name)
            )
        ),
        "labels": await _labels(session),
        "calendars": await named_calendars(session),
        "languages": list(LANGUAGES),
        "greeting": await said(session, GREETING, language),
        "away": await away_now(session),
        "causes": await causes_of(session),
        "waiting_days": waiting.days if (waiting := (await rules(session)).waiting).is_on else None,
    }


async def causes_of(session: AsyncSession) -> list[CauseJson]:
    known = await causes.everything(session)
    return [{"id": each.id or 0, "name": each.name, "topics": list(each.topics)} for each in known]


async def away_now(session: AsyncSession) -> AwayJson | None:
    found = await away.now(session)
    if found is None:
        return None
    return {"since": instant(found.since), "until": instant(found.until), "why": found.why}


async def board_cards(session: AsyncSession, board: str, language: str) -> CardsJson:
    """All tickets not done and those done lately, by urgency, with the cursor from which live events go on."""
    if board != EVERY_BOARD and await session.get(Board, board) is None:
        raise NotFound("refused.board.unknown", board=board)
    moment = await clock.moment(session)
    # By one index, and not by the column's kind, for which every ticket there ever was is read.
    is_shown = or_(Ticket.done_at.is_(None), Ticket.done_at > moment.now - DONE_SHOWN_FOR)
    is_here = true() if board == EVERY_BOARD else Ticket.board_key == board
    newest_done_first = case((Column.kind == State.DONE, Ticket.done_at)).desc().nulls_first()
    shown = await cards(session, language, is_shown, is_here, order=(newest_done_first, *BY_URGENCY))
    return await _told_at(session, moment, shown)


async def named_cards(session: AsyncSession, numbers: Iterable[int], language: str) -> CardsJson:
    """By number, the tickets named that there are; a board told before goes on from them."""
    moment = await clock.moment(session)
    return await _told_at(session, moment, await cards(session, language, Ticket.number.in_(numbers)))


async def _told_at(session: AsyncSession, moment: clock.Moment, told: list[TicketJson]) -> CardsJson:
    hours = await hours_of(session, told, moment.now)
    return {"cards": told, "hours": hours, "cursor": moment.cursor, "now": instant(moment.now)}


async def _boards(session: AsyncSession, language: str, now: datetime) -> list[BoardJson]:
    """Removed columns are shown as long as cards stand in them."""
    lanes = await _lanes(session, language, now)
    columns: defaultdict[str, list[ColumnJson]] = defaultdict(list)
    has_cards = exists().where(Ticket.board_key == Column.board_key, Ticket.column_key == Column.key)
    shown = select(Column).where(or_(Column.removed_at.is_(None), has_cards))
    for column in await session.scalars(shown.order_by(Column.board_key, Column.position, Column.key)):
        name = naming.shown("column", column.key, column.name, language)
        columns[column.board_key].append({"key": column.key, "name": name, "kind": State(column.kind).value})
    boards = await session.scalars(select(Board).order_by(Board.position, Board.key))
    return [
        {
            "key": board.key,
            "name": naming.shown("board", board.key, board.name, language),
            "lanes": lanes[board.key],
            "columns": columns[board.key],
        }
        for board in boards
        if columns[board.key]
    ]


async def _lanes(session: AsyncSession, language: str, now: datetime) -> defaultdict[str, list[LaneJson]]:
    policies: defaultdict[tuple[str, str], dict[str, Policy]] = defaultdict(dict)
    hours: defaultdict[tuple[str, str], set[UUID | None]] = defaultdict(set)
    calendar_of = select(Policy, Calendar.working_time).outerjoin(Calendar, Calendar.id == Policy.calendar_id)
    for policy, working_time in await session.execute(calendar_of):
        policies[policy.board_key, policy.lane_key][policy.metric] = policy
        hours[policy.board_key, policy.lane_key].add(working_time)
    lanes: defaultdict[str, list[LaneJson]] = defaultdict(list)
    for lane in await session.scalars(select(Lane).order_by(Lane.board_key, Lane.position)):
        own = policies[lane.board_key, lane.key]
        counted = hours[lane.board_key, lane.key]
        opens = await working_times.next_opening(session, counted, now)
        lanes[lane.board_key].append(
            {
                "key": lane.key,
                "name": naming.shown("lane", lane.key, lane.name, language),
                "is_open": await working_times.closed_until(session, counted, now) is None,
                "next_opening": instant_or_none(opens),
                "goals": {
                    metric: seconds_or_none(own[metric].goal) if metric in own else None for metric in Metric
                },
                "cut_offs": {metric: own[metric].cut_off if metric in own else None for metric in Metric},
                "calendars": sorted(
                    {each.calendar_id for each in own.values() if each.calendar_id is not None}
                ),
            }
        )
    return lanes


def _topic(topic: Topic, language: str) -> TopicJson:
    return {
        "key": topic.key,
        "name": in_language(topic.names, language),
        "board": topic.board_key,
        "lane": topic.lane_key,
    }


async def _labels(session: AsyncSession) -> list[str]:
    """Those of any ticket; one step down an index for each, however many tickets have it."""
    words = await session.scalars(select(func.words_beginning("=", _MOST_LABELS)))
    return [word.removeprefix("=") for word in words]
