"""Copies of what is stored about people, as they are handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Archive, ArchiveFile, Customer
from board.values import ArchiveId


@dataclass(frozen=True)
class ArchiveToSend:
    """`files` are names and blobs, in order."""

    id: ArchiveId
    chat: int
    language: str
    files: Sequence[tuple[str, str]]


async def to_send(session: AsyncSession, archive_id: int) -> ArchiveToSend | None:
    """None if it is not for the chat, or there is no chat any more."""
    found = (
        await session.execute(
            select(Archive.id, Customer.telegram_id, Customer.language)
            .join(Customer, Customer.id == Archive.customer_id)
            .where(Archive.id == archive_id, Archive.is_for_chat, Customer.telegram_id.is_not(None))
        )
    ).one_or_none()
    if found is None:
        return None
    files = await session.execute(
        select(ArchiveFile.name, ArchiveFile.sha256)
        .where(ArchiveFile.archive_id == archive_id)
        .order_by(ArchiveFile.place)
    )
    return ArchiveToSend(found.id, found.telegram_id, found.language, files.all())
