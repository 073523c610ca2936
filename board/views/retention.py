"""How long words and files are kept, as the settings page reads it, and what an age would take."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import changes, retention
from board.values import Thing
from board.views import clock
from board.views.shapes import instant_or_none


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
