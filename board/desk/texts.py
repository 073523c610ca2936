"""The company's own texts, by language."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Setting


async def setting(session: AsyncSession, key: str) -> dict[str, str]:
    """A text by language; empty if the company has set none."""
    found = await session.get(Setting, key)
    return dict(found.value) if found else {}


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in that language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
