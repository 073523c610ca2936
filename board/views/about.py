"""What agents keep about a customer, as the panel shows it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Agent, Bar, Comment, Customer, CustomerNote
from board.talk import waiting
from board.tickets.reach import barred
from board.views.shapes import instant, instant_or_none


class CustomerNoteJson(TypedDict):
    """`agent`: who wrote it last; null at the command line. `version` goes back with a change."""

    id: int
    text: str
    agent: str | None
    at: str
    changed_at: str | None
    version: int


class BarJson(TypedDict):
    """`reason` is for agents alone; `until` null is for good. `kept`: how many messages came since, shown to nobody."""

    id: int
    reason: str
    agent: str | None
    at: str
    until: str | None
    told_at: str | None
    kept: int


class CustomerBarJson(TypedDict):
    barred: BarJson | None


class CustomerNotesJson(TypedDict):
    items: list[CustomerNoteJson]


async def notes_about(session: AsyncSession, customer_id: int) -> CustomerNotesJson:
    """The oldest first, as they were written."""
    rows = await session.execute(
        select(CustomerNote, Agent.name)
        .outerjoin(Agent, Agent.id == CustomerNote.agent_id)
        .where(CustomerNote.customer_id == customer_id, CustomerNote.removed_at.is_(None))
        .order_by(CustomerNote.id)
    )
    return {"items": [_note(note, name) for note, name in rows]}


def _note(note: CustomerNote, name: str | None) -> CustomerNoteJson:
    return {
        "id": note.id,
        "text": note.text,
        "agent": name,
        "at": instant(note.created_at),
        "changed_at": instant_or_none(note.changed_at),
        "version": note.version,
    }


async def bar_of(session: AsyncSession, customer_id: int) -> CustomerBarJson:
    """The block that holds now."""
    kept = (
        select(func.count())
        .where(Comment.customer_id == customer_id, Comment.ticket_number.is_(None), waiting.was_barred())
        .scalar_subquery()
    )
    row = (
        await session.execute(
            select(Bar, Customer.barred_until, Customer.bar_told_at, Agent.name)
            .add_columns(kept.label("kept"))
            .join(Customer, Customer.bar_id == Bar.id)
            .outerjoin(Agent, Agent.id == Bar.agent_id)
            .where(Customer.id == customer_id, barred())
        )
    ).one_or_none()
    return {"barred": None if row is None else _bar(row)}


def _bar(row: Row[Any]) -> BarJson:
    bar: Bar = row.Bar
    return {
        "id": bar.id,
        "reason": bar.reason,
        "agent": row.name,
        "at": instant(bar.at),
        "until": instant_or_none(row.barred_until),
        "told_at": instant_or_none(row.bar_told_at),
        "kept": row.kept,
    }
