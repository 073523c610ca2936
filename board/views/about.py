"""What agents keep about a customer, as the panel shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
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
    return {"items": note_jsons(await session.scalar(select(NOTES_ABOUT).where(Customer.id == customer_id)))}


_NOTE = func.jsonb_build_array(
    CustomerNote.id,
    CustomerNote.text,
    Agent.name,
    CustomerNote.created_at,
    CustomerNote.changed_at,
    CustomerNote.version,
)
NOTES_ABOUT = (
    select(func.jsonb_agg(aggregate_order_by(_NOTE, CustomerNote.id)))
    .select_from(CustomerNote)
    .outerjoin(Agent, Agent.id == CustomerNote.agent_id)
    .where(CustomerNote.customer_id == Customer.id, CustomerNote.removed_at.is_(None))
    .correlate(Customer)
    .scalar_subquery()
)
"""Read with a customer; see ``note_jsons``."""


def note_jsons(found: Sequence[Any] | None) -> list[CustomerNoteJson]:
    return [
        {
            "id": number,
            "text": text,
            "agent": agent,
            "at": instant(datetime.fromisoformat(at)),
            "changed_at": changed_at and instant(datetime.fromisoformat(changed_at)),
            "version": version,
        }
        for number, text, agent, at, changed_at, version in found or ()
    ]


async def bar_of(session: AsyncSession, customer_id: int) -> CustomerBarJson:
    """The block that holds now."""
    row = (
        await session.execute(with_bar(select(Customer.id)).where(Customer.id == customer_id))
    ).one_or_none()
    return {"barred": None if row is None else bar_json(row)}


def with_bar(customers: Select[Any]) -> Select[Any]:
    """Reads with customers what ``bar_json`` tells of them."""
    kept = (
        select(func.count())
        .where(Comment.customer_id == Customer.id, Comment.ticket_number.is_(None), waiting.was_barred())
        .correlate(Customer)
        .scalar_subquery()
    )
    return (
        customers.outerjoin(Bar, and_(Bar.id == Customer.bar_id, barred()))
        .outerjoin(_BARRED_BY, _BARRED_BY.id == Bar.agent_id)
        .add_columns(Bar, Customer.barred_until, Customer.bar_told_at, _BARRED_BY.name.label("barred_by"))
        .add_columns(case((Bar.id.is_not(None), kept)).label("kept"))
    )


_BARRED_BY = aliased(Agent)


def bar_json(row: Row[Any]) -> BarJson | None:
    bar: Bar | None = row.Bar
    if bar is None:
        return None
    return {
        "id": bar.id,
        "reason": bar.reason,
        "agent": row.barred_by,
        "at": instant(bar.at),
        "until": instant_or_none(row.barred_until),
        "told_at": instant_or_none(row.bar_told_at),
        "kept": row.kept,
    }
