"""What agents keep about a customer, as the panel shows it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Agent, CustomerNote
from board.views.shapes import instant, instant_or_none


class CustomerNoteJson(TypedDict):
    """`agent`: who wrote it last; null at the command line. `version` goes back with a change."""

    id: int
    text: str
    agent: str | None
    at: str
    changed_at: str | None
    version: int


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
