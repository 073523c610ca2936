"""What is to be said later on a ticket, and what holds it up."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Agent, ScheduledReply, Ticket
from board.talk.scheduling import held_now, is_moot
from board.tickets.locking import stays
from board.values import AgentId, ScheduledKind
from board.views.drafts import quick_begun, unsent
from board.views.shapes import ScheduledJson, instant


class ScheduledListJson(TypedDict):
    items: list[ScheduledJson]


async def scheduled(session: AsyncSession, number: int) -> ScheduledListJson:
    """The next first. A follow-up that nobody needs any more is gone, before its time too."""
    rows = await session.execute(
        select(ScheduledReply, Agent.name, (ScheduledReply.send_at <= func.desk_now()).label("due"))
        .join(Ticket, Ticket.number == ScheduledReply.ticket_number)
        .join(Agent, Agent.id == ScheduledReply.agent_id)
        .where(ScheduledReply.ticket_number == stays(number), ~is_moot())
        .order_by(ScheduledReply.send_at, ScheduledReply.id)
        .execution_options(populate_existing=True)
    )
    return {"items": [await _item(session, row, name, due=due) for row, name, due in rows.all()]}


async def _item(session: AsyncSession, row: ScheduledReply, agent: str, *, due: bool) -> ScheduledJson:
    held = await held_now(session, row)
    files = await unsent(session, AgentId(row.agent_id), row.files)
    quick = await quick_begun(session, [row.quick] if row.quick else [])
    return {
        "id": row.id,
        "kind": ScheduledKind(row.kind).value,
        "agent": agent,
        "text": row.text,
        "entities": row.entities,
        "files": [files[id] for id in row.files if id in files],
        "reply_to": row.reply_to,
        "quick": quick(row.quick),
        "send_at": instant(row.send_at),
        "held": held.value if held else None,
        "due": due,
    }
