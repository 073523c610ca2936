"""Who is at work, and how many open tickets each has."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Agent
from board.tickets import at_work
from board.values import AgentId, Role


class ColleagueJson(TypedDict):
    name: str
    at_work: bool
    open: int


class ShiftJson(TypedDict):
    """`takes_tickets`: new ones may be given to you while your page is open."""

    takes_tickets: bool
    open: int
    colleagues: list[ColleagueJson]


async def shift(session: AsyncSession, agent: AgentId) -> ShiftJson:
    """As this agent sees it; colleagues are those who answer, who is at work first."""
    is_there = at_work.is_at_work()
    rows = await session.execute(
        select(Agent.id, Agent.name, at_work.TAKES_TICKETS, is_there, at_work.THEIR_OPEN)
        .where(Agent.removed_at.is_(None), Agent.role != Role.VIEWER)
        .order_by(is_there.desc(), Agent.name)
    )
    found: ShiftJson = {"takes_tickets": False, "open": 0, "colleagues": []}
    for id, name, takes, present, count in rows:
        if id == agent:
            found["takes_tickets"], found["open"] = takes, count
        else:
            found["colleagues"].append({"name": name, "at_work": present, "open": count})
    return found
