"""Which files an agent may see: those of any comment, and what they uploaded themselves."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import NotFound
from board.models import File
from board.values import AgentId


async def visible_file(session: AsyncSession, file_id: int, agent: AgentId) -> File:
    """Raises ``NotFound`` also for a file that they may not see."""
    is_visible = or_(File.part_id.is_not(None), File.agent_id == agent)
    file: File | None = await session.scalar(select(File).where(File.id == file_id, is_visible))
    if file is None:
        raise NotFound("refused.file.gone")
    return file
