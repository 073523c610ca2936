"""How long words and files are kept, as the settings page reads it, and what an age would take."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import changes, retention
from board.desk.retention import Ages
from board.models import Comment, CommentPart, File, Ticket
from board.store import clock
from board.talk.forgetting import Gone
from board.upkeep.retention import BEGINNING, before, with_old_files, with_old_words
from board.values import FileState, Thing
from board.views.shapes import instant_or_none

SOON = timedelta(days=30)
_LAST = func.greatest(Ticket.done_at, Ticket.last_message_at)


class RetentionJson(TypedDict):
    """Days, null for ever. Until `counts_from`, if there is one, the ages that count are those of `now_…`."""

    words_days: int | None
    files_days: int | None
    now_words_days: int | None
    now_files_days: int | None
    counts_from: str | None
    least_days: int
    version: int
    changed_by: str | None


async def kept_for(session: AsyncSession) -> RetentionJson:
    own, now = await retention.retention(session), await clock.now(session)
    version = await changes.version(session, Thing.SETTING, retention.RETENTION)
    decided, counts = own.decided, own.at(now)
    return {
        "words_days": decided.words_days,
        "files_days": decided.files_days,
        "now_words_days": counts.words_days,
        "now_files_days": counts.files_days,
        "counts_from": instant_or_none(own.begins(now)),
        "least_days": retention.LEAST_DAYS,
        "version": version,
        "changed_by": await changes.changed_by(session, version),
    }


class TakenJson(TypedDict):
    """Of how many tickets words go, with how many comments; files with them or alone, and the bytes that come free."""

    tickets: int
    comments: int
    files: int
    bytes: int


class TakenNowJson(TakenJson):
    """When the tickets whose words go were last written on, the first and the last of them."""

    oldest: str | None
    newest: str | None


class RetentionPreviewJson(TypedDict):
    """What goes by these ages now, and how much more within 30 days."""

    now: TakenNowJson
    soon: TakenJson


async def would_go(session: AsyncSession, ages: Ages) -> RetentionPreviewJson:
    """Nothing is changed. Ages that the owner may not choose are refused as when they are set."""
    retention.refuse_wrong(ages)
    now = await clock.now(session)
    first, later = await _taken(session, ages, now), await _taken(session, ages, now + SOON)
    return {"now": first, "soon": _beyond(first, later)}


async def _taken(session: AsyncSession, ages: Ages, now: datetime) -> TakenNowJson:
    words, files = (_cutoff(now, days) for days in (ages.words_days, ages.files_go_after))
    of_words, of_files = with_old_words(words).subquery(), with_old_files(files).subquery()
    tickets, oldest, newest = (
        await session.execute(
            select(func.count(), func.min(_LAST), func.max(_LAST))
            .select_from(Ticket)
            .where(Ticket.number.in_(select(of_words.c.number)))
        )
    ).one()
    comments = await session.scalar(
        select(func.count())
        .select_from(Comment)
        .where(Comment.ticket_number.in_(select(of_words.c.number)), ~Comment.detail.has_key(Gone.AGED.value))
    )
    gone = (
        select(File.id, File.sha256, File.size_bytes)
        .join(CommentPart, CommentPart.id == File.part_id)
        .join(Comment, Comment.id == CommentPart.comment_id)
        .where(Comment.ticket_number.in_(select(of_files.c.number)), File.state != FileState.FORGOTTEN)
    ).cte("gone")
    stays = (
        select(File.id).where(File.sha256 == gone.c.sha256, File.id.not_in(select(gone.c.id))).correlate(gone)
    )
    freed = (
        select(func.max(gone.c.size_bytes).label("size"))
        .where(gone.c.sha256.is_not(None), ~stays.exists())
        .group_by(gone.c.sha256)
        .subquery()
    )
    count = await session.scalar(select(func.count()).select_from(gone))
    size = await session.scalar(select(func.coalesce(func.sum(freed.c.size), 0)))
    return {
        "tickets": tickets,
        "comments": comments or 0,
        "files": count or 0,
        "bytes": int(size or 0),
        "oldest": instant_or_none(oldest),
        "newest": instant_or_none(newest),
    }


def _cutoff(now: datetime, days: int | None) -> datetime:
    """None is never: nothing is as old as the beginning."""
    return BEGINNING if days is None else before(now, days)


def _beyond(first: TakenJson, later: TakenJson) -> TakenJson:
    return {
        "tickets": later["tickets"] - first["tickets"],
        "comments": later["comments"] - first["comments"],
        "files": later["files"] - first["files"],
        "bytes": later["bytes"] - first["bytes"],
    }
