"""Incidents as agents see them: their tickets, who has been told what, who waits, and what looks like more of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, ScalarSelect, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.errors import NotFound
from board.models import Agent, Column, Comment, Incident, IncidentPerson, IncidentTicket, Ticket
from board.values import Author, Delivery, State
from board.views.bursts import Burst, bursts
from board.views.shapes import StateName, instant, instant_or_none
from board.words.catalog import LANGUAGES, say

_MOST_CLOSED = 30


class MemberJson(TypedDict):
    """`told`: what became of the latest answer since the incident was opened; null if there was none."""

    number: int
    state: StateName
    told: Delivery | None


class IncidentJson(TypedDict):
    """`following` counts those who want to hear of it instead of a ticket; `similar` are tickets like its own.

    `loop` are the texts that closing the loop says, by language; `loop_told` of the people it concerns have heard it.
    """

    id: int
    name: str
    topic: str | None
    notice: dict[str, str]
    link: str | None
    opened_at: str
    opened_by: str
    resolved_at: str | None
    members: list[MemberJson]
    following: int
    similar: list[int]
    loop: dict[str, str]
    loop_closed_at: str | None
    loop_told: int


class BurstJson(TypedDict):
    """Tickets of one topic that say the same within minutes, and the words that they have in common."""

    topic: str
    words: list[str]
    numbers: list[int]


class IncidentsJson(TypedDict):
    """The open ones, then the latest of the others; `suggested` may be opened as one."""

    items: list[IncidentJson]
    suggested: list[BurstJson]


async def incidents(session: AsyncSession) -> IncidentsJson:
    wanted = select(Incident, Agent.name).join(Agent, Agent.id == Incident.agent_id)
    open_ones = await session.execute(wanted.where(Incident.is_open).order_by(Incident.id.desc()))
    closed = wanted.where(~Incident.is_open).order_by(Incident.resolved_at.desc()).limit(_MOST_CLOSED)
    rows: list[Row[Any]] = [*open_ones, *await session.execute(closed)]
    suggested, similar = await bursts(session, [row.Incident.id for row in rows if row.Incident.is_open])
    return {"items": await _told(session, rows, similar), "suggested": list(map(_burst, suggested))}


async def incident(session: AsyncSession, incident_id: int) -> IncidentJson:
    wanted = select(Incident, Agent.name).join(Agent, Agent.id == Incident.agent_id)
    rows: list[Row[Any]] = [*await session.execute(wanted.where(Incident.id == incident_id))]
    if not rows:
        raise NotFound("refused.incident.unknown", id=incident_id)
    _, similar = await bursts(session, [row.Incident.id for row in rows if row.Incident.is_open])
    return (await _told(session, rows, similar))[0]


async def _told(
    session: AsyncSession, rows: Sequence[Row[Any]], similar: Mapping[int, list[int]]
) -> list[IncidentJson]:
    ids = [row.Incident.id for row in rows]
    members, people = await _members(session, ids), await _people(session, ids)
    return [
        _incident(
            row.Incident,
            row.name,
            members.get(row.Incident.id, []),
            people.get(row.Incident.id, (0, 0)),
            similar.get(row.Incident.id, []),
        )
        for row in rows
    ]


def _incident(
    row: Incident, opened_by: str, members: list[MemberJson], people: tuple[int, int], similar: list[int]
) -> IncidentJson:
    following, loop_told = people
    return {
        "id": row.id,
        "name": row.name,
        "topic": row.topic_key,
        "notice": row.notice,
        "link": row.link,
        "opened_at": instant(row.opened_at),
        "opened_by": opened_by,
        "resolved_at": instant_or_none(row.resolved_at),
        "members": members,
        "following": following,
        "similar": similar,
        "loop": {code: row.loop_texts.get(code) or say(code, "incident.loop") for code in LANGUAGES},
        "loop_closed_at": instant_or_none(row.loop_closed_at),
        "loop_told": loop_told,
    }


async def _members(session: AsyncSession, ids: Collection[int]) -> Mapping[int, list[MemberJson]]:
    stands = and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key)
    rows = await session.execute(
        select(IncidentTicket.incident_id, Ticket.number, Column.kind, _latest_answer())
        .join(Incident, Incident.id == IncidentTicket.incident_id)
        .join(Ticket, Ticket.number == IncidentTicket.ticket_number)
        .join(Column, stands)
        .where(IncidentTicket.incident_id.in_(ids))
        .order_by(Ticket.number)
    )
    found: defaultdict[int, list[MemberJson]] = defaultdict(list)
    for incident_id, number, state, told in rows:
        told = None if told is None else Delivery(told)
        found[incident_id].append({"number": number, "state": State(state).value, "told": told})
    return found


async def is_told(session: AsyncSession, incident_id: int, number: int) -> bool:
    """Whether the ticket was answered since the incident was opened."""
    of = Incident.id == incident_id, Ticket.number == number
    latest = select(_latest_answer()).select_from(Incident).join(Ticket, true()).where(*of)
    return await session.scalar(latest) is not None


def _latest_answer() -> ScalarSelect[Delivery | None]:
    """What became of it, for a row of an incident and a ticket; one taken back before it went was none."""
    return (
        select(Comment.delivery)
        .where(Comment.ticket_number == Ticket.number, Comment.created_at >= Incident.opened_at)
        .where(Comment.author == Author.AGENT, Comment.is_public, Comment.delivery != Delivery.WITHDRAWN)
        .order_by(Comment.id.desc())
        .limit(1)
        .correlate(Ticket, Incident)
        .scalar_subquery()
    )


async def _people(session: AsyncSession, ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """How many follow each, and how many have heard that it is fixed for good."""
    rows = await session.execute(
        select(
            IncidentPerson.incident_id,
            func.count(IncidentPerson.followed_at),
            func.count(IncidentPerson.loop_told_at),
        )
        .where(IncidentPerson.incident_id.in_(ids))
        .group_by(IncidentPerson.incident_id)
    )
    return {incident_id: (following, told) for incident_id, following, told in rows}


def _burst(burst: Burst) -> BurstJson:
    return {"topic": burst.topic, "words": list(burst.words), "numbers": list(burst.numbers)}
