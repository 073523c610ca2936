"""Queued calls to a chat go to another one."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Order within the chat stays: it is by id. What is being sent now keeps its lease, and ends under the new key.
_READDRESS = text("""
    UPDATE job
    SET order_key = :new || substr(order_key, length(:old) + 1),
        payload = jsonb_set(payload::jsonb, '{chat_id}', to_jsonb(cast(:chat AS bigint)))::text
    WHERE queue = :queue AND done_at IS NULL AND (order_key = :old OR starts_with(order_key, :old || ':'))
""")


async def readdress(session: AsyncSession, queue: str, old_key: str, new_key: str, chat_id: int) -> None:
    """Give open and parked jobs of one order key, and of those below it, another key and chat."""
    await session.execute(_READDRESS, {"queue": queue, "old": old_key, "new": new_key, "chat": chat_id})
