"""Copies of what is stored about people, as they are handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.errors import NotFound
from board.models import Agent, Archive, ArchiveFile, Customer
from board.people.archives import KEPT_FOR, is_given_up
from board.values import ArchiveId
from board.views.names import SHOWN_NAME
from board.views.shapes import instant, instant_or_none

MOST = 50


class CopyJson(TypedDict):
    """Of `person`, whose name is `name`; `by` asked for it. It is deleted at `goes_at`."""

    id: int
    person: int
    name: str
    language: str
    notes: bool
    by: str | None
    state: Literal["making", "ready", "failed"]
    asked_at: str
    goes_at: str | None
    file: str | None
    size: int | None


class CopiesJson(TypedDict):
    items: list[CopyJson]


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


async def copies(session: AsyncSession, person: int | None = None) -> CopiesJson:
    """Those that agents asked for, of one person or of all, the newest first. What people asked for is theirs."""
    asked = _copies().order_by(Archive.id.desc()).limit(MOST)
    if person is not None:
        asked = asked.where(Archive.customer_id == person)
    return {"items": [_copy(row) for row in await session.execute(asked)]}


async def copy(session: AsyncSession, archive_id: int) -> CopyJson:
    return _copy((await session.execute(_copies().where(Archive.id == archive_id))).one())


async def copy_file(session: AsyncSession, person: int, archive_id: int) -> tuple[str, str]:
    """Its name and blob."""
    found = (
        await session.execute(
            select(ArchiveFile.name, ArchiveFile.sha256)
            .join(Archive, Archive.id == ArchiveFile.archive_id)
            .where(Archive.id == archive_id, Archive.customer_id == person, ~Archive.is_for_chat)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("refused.file.gone")
    return found.name, found.sha256


def _copies() -> Select[Any]:
    return (
        select(Archive, SHOWN_NAME.label("shown"), Agent.name.label("agent"))
        .add_columns(ArchiveFile.name.label("file"), ArchiveFile.size_bytes, is_given_up().label("given_up"))
        .join(Customer, Customer.id == Archive.customer_id)
        .outerjoin(Agent, Agent.id == Archive.agent_id)
        .outerjoin(ArchiveFile, ArchiveFile.archive_id == Archive.id)
        .where(~Archive.is_for_chat)
    )


def _copy(row: Any) -> CopyJson:
    archive: Archive = row.Archive
    made = archive.made_at
    return {
        "id": archive.id,
        "person": archive.customer_id,
        "name": row.shown,
        "language": archive.language,
        "notes": archive.has_notes,
        "by": row.agent,
        "state": "ready" if made else "failed" if row.given_up else "making",
        "asked_at": instant(archive.asked_at),
        "goes_at": instant_or_none(made and made + KEPT_FOR),
        "file": row.file,
        "size": row.size_bytes,
    }
