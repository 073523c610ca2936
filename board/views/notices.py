"""The company's notices, as its settings page and the board show them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import changes, notices
from board.desk.texts import in_language
from board.models import Notice
from board.store import clock
from board.tickets import places
from board.values import Thing
from board.views.shapes import instant


class NoticeJson(TypedDict):
    """`is_shown` is whether customers are told it now; no topics are all of them."""

    id: int
    texts: dict[str, str]
    topics: list[str]
    starts_at: str | None
    ends_at: str | None
    is_on: bool
    is_shown: bool
    now: str
    version: int
    changed_by: str | None


class NoticesJson(TypedDict):
    items: list[NoticeJson]


class ShownNoticeJson(TypedDict):
    """In the reader's language, with the names of its topics."""

    id: int
    text: str
    topics: list[str]


async def all_notices(session: AsyncSession) -> NoticesJson:
    now = await clock.now(session)
    return {
        "items": [await notice_json(session, notice, now) for notice in await notices.everything(session)]
    }


async def notice_json(session: AsyncSession, notice: Notice, now: datetime) -> NoticeJson:
    version = await changes.version(session, Thing.NOTICE, str(notice.id))
    return {
        "id": notice.id,
        "texts": dict(notice.texts),
        "topics": list(notice.topics),
        "starts_at": instant(notice.starts_at) if notice.starts_at else None,
        "ends_at": instant(notice.ends_at) if notice.ends_at else None,
        "is_on": notice.is_on,
        "is_shown": notices.is_shown(notice, now),
        "now": instant(now),
        "version": version,
        "changed_by": await changes.changed_by(session, version),
    }


async def shown_now(session: AsyncSession, language: str, now: datetime) -> list[ShownNoticeJson]:
    active = await notices.active(session, now)
    if not active:
        return []
    names = {topic.key: in_language(topic.names, language) for topic in await places.topics(session)}
    return [
        {
            "id": notice.id,
            "text": in_language(notice.texts, language),
            "topics": [names[key] for key in notice.topics if key in names],
        }
        for notice in active
    ]
