"""Notices: "card payments are down, we know", said to whoever picks a topic that they concern."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes
from board.desk.texts import in_language
from board.errors import DeskError, Invalid, NotFound
from board.models import Notice
from board.store.allowed import allowed
from board.store.db import Transaction
from board.text import clean, is_blank, utf16_length
from board.tickets import places
from board.values import Json, Role, Thing
from board.words.catalog import LANGUAGES

LONGEST = 700
_MOST_SAID = 3
"""The newest: an opening has room for its promise and the topic's question too."""


@dataclass(frozen=True)
class Content:
    """No topics: it concerns them all. Without times it begins at once and has no end."""

    texts: Mapping[str, str]
    topics: Sequence[str] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_on: bool = True


@allowed(Role.OWNER)
async def add(tx: Transaction, content: Content) -> Notice:
    notice = Notice(**await _checked(tx, content))
    tx.session.add(notice)
    await tx.session.flush()
    await changes.note(tx, Thing.NOTICE, str(notice.id), None, _told(notice))
    return notice


@allowed(Role.OWNER)
async def edit(tx: Transaction, notice_id: int, content: Content, version: int | None = None) -> Notice:
    """Everything of it at once."""
    notice = await _locked(tx, notice_id)
    await changes.check(tx, Thing.NOTICE, str(notice_id), version)
    return await _set(tx, notice, await _checked(tx, content, notice.topics))


@allowed(Role.OWNER)
async def remove(tx: Transaction, notice_id: int, version: int | None = None) -> None:
    notice = await _locked(tx, notice_id)
    await changes.check(tx, Thing.NOTICE, str(notice_id), version)
    before = _told(notice)
    await tx.session.delete(notice)
    await tx.session.flush()
    await changes.note(tx, Thing.NOTICE, str(notice_id), before, None)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    if not isinstance(before, dict):
        await remove(tx, int(key))
        return
    content = _content(before)
    checked = await _checked(tx, content, content.topics)
    if await tx.session.get(Notice, int(key)) is not None:
        await _set(tx, await _locked(tx, int(key)), checked)
        return
    notice = Notice(id=int(key), **checked)
    tx.session.add(notice)
    await tx.session.flush()
    await changes.note(tx, Thing.NOTICE, key, None, _told(notice))


async def everything(session: AsyncSession) -> list[Notice]:
    """The newest first."""
    return list(await session.scalars(select(Notice).order_by(Notice.id.desc())))


async def active(session: AsyncSession, now: datetime) -> list[Notice]:
    """Those that customers are told now, the newest first."""
    has_begun = or_(Notice.starts_at.is_(None), Notice.starts_at <= now)
    lasts = or_(Notice.ends_at.is_(None), Notice.ends_at > now)
    shown = select(Notice).where(Notice.is_on, has_begun, lasts).order_by(Notice.id.desc())
    return list(await session.scalars(shown))


async def said(session: AsyncSession, topic: str, language: str, now: datetime) -> list[str]:
    """What whoever picks this topic is told."""
    told = [notice for notice in await active(session, now) if concerns(notice, topic)]
    return [in_language(notice.texts, language) for notice in told[:_MOST_SAID]]


def concerns(notice: Notice, topic: str) -> bool:
    return not notice.topics or topic in notice.topics


def is_shown(notice: Notice, now: datetime) -> bool:
    has_begun = notice.starts_at is None or notice.starts_at <= now
    return notice.is_on and has_begun and (notice.ends_at is None or notice.ends_at > now)


async def _set(tx: Transaction, notice: Notice, values: Mapping[str, object]) -> Notice:
    before = _told(notice)
    for name, value in values.items():
        setattr(notice, name, value)
    await tx.session.flush()
    await changes.note(tx, Thing.NOTICE, str(notice.id), before, _told(notice))
    return notice


async def _locked(tx: Transaction, notice_id: int) -> Notice:
    notice = await tx.session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    if notice is None:
        raise NotFound("refused.notice.unknown", id=notice_id)
    return notice


async def _checked(
    tx: Transaction, content: Content, named_before: Collection[str] = ()
) -> dict[str, object]:
    """A topic that it named before may not be offered any more, or for a while."""
    texts = {language: clean(text) for language, text in content.texts.items() if not is_blank(text)}
    wrong: dict[str, DeskError | str] = dict(_wrong(texts))
    if content.starts_at and content.ends_at and content.ends_at <= content.starts_at:
        wrong["ends_at"] = DeskError("refused.notice.ends_first")
    known = {*named_before, *(topic.key for topic in await places.topics(tx.session))}
    strange = [topic for topic in content.topics if topic not in known]
    if strange:
        wrong["topics"] = DeskError("refused.notice.topic", topic=strange[0])
    if wrong:
        raise Invalid("refused.notice.wrong", wrong=wrong)
    return {
        "texts": texts,
        "topics": sorted(set(content.topics)),
        "starts_at": content.starts_at,
        "ends_at": content.ends_at,
        "is_on": content.is_on,
    }


def _wrong(texts: Mapping[str, str]) -> Iterable[tuple[str, DeskError]]:
    if not texts:
        yield "texts", DeskError("refused.notice.empty")
    for language, text in texts.items():
        if language not in LANGUAGES:
            yield f"texts.{language}", DeskError("refused.language.unknown", name=language)
        elif (length := utf16_length(text)) > LONGEST:
            yield f"texts.{language}", DeskError("refused.text.too_long", longest=LONGEST, length=length)


def _told(notice: Notice) -> dict[str, Json]:
    return {
        "texts": dict(notice.texts),
        "topics": list(notice.topics),
        "starts_at": notice.starts_at.isoformat() if notice.starts_at else None,
        "ends_at": notice.ends_at.isoformat() if notice.ends_at else None,
        "is_on": notice.is_on,
    }


def _content(told: Mapping[str, Json]) -> Content:
    texts, topics = told["texts"], told["topics"]
    assert isinstance(texts, dict)
    assert isinstance(topics, list)
    return Content(
        {language: str(text) for language, text in texts.items()},
        [str(topic) for topic in topics],
        _moment(told["starts_at"]),
        _moment(told["ends_at"]),
        bool(told["is_on"]),
    )


def _moment(told: Json) -> datetime | None:
    return datetime.fromisoformat(told) if isinstance(told, str) else None
