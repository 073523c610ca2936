"""Conflicts about a ticket, with the ticket as it is now or with the comments that nobody has seen."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Conflict
from board.views.comments import comments_by_id
from board.views.tickets import ticket
from board.web.keys import DATABASE, language


async def written_out(request: web.Request, number: int, conflict: Conflict) -> Conflict:
    """The same conflict, with details in the shapes that clients read."""
    async with request.app[DATABASE].reading() as session:
        details = await _details(session, number, language(request), conflict)
    return Conflict(conflict.key, details, **conflict.params)


async def _details(
    session: AsyncSession, number: int, language: str, conflict: Conflict
) -> dict[str, object]:
    unseen = conflict.details.get("unseen")
    if isinstance(unseen, list):
        return {"unseen": await comments_by_id(session, language, unseen)}
    if "stale" in conflict.details:
        fresh = await ticket(session, number, language)
        return {"ticket": fresh, "changed_by": conflict.details.get("changed_by")}
    return {}
