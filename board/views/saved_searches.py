"""The searches an agent keeps, each with how many tickets it finds now."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import SavedSearch
from board.views.filters import Reader
from board.views.tickets import count_found

_MOST = 100


class SavedSearchJson(TypedDict):
    """`count`: how many tickets it finds; from a hundred on it is not counted, and `more` is true."""

    id: int
    name: str
    q: str
    count: int
    more: bool


class SavedSearchesJson(TypedDict):
    items: list[SavedSearchJson]


async def saved_searches(session: AsyncSession, reader: Reader) -> SavedSearchesJson:
    """A search for each."""
    own = select(SavedSearch).where(SavedSearch.agent_id == reader.agent).order_by(SavedSearch.id)
    return {"items": [await _counted(session, each, reader) for each in await session.scalars(own)]}


async def _counted(session: AsyncSession, saved: SavedSearch, reader: Reader) -> SavedSearchJson:
    found = await count_found(session, saved.query, reader, most=_MOST)
    return {
        "id": saved.id,
        "name": saved.name,
        "q": saved.query,
        "count": found,
        "more": found >= _MOST,
    }
