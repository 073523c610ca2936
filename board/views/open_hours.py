"""Open time for a page that counts it down by itself: how long hours have been open, and when they are next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board import models
from board.business_time import Calendar
from board.tickets import working_times
from board.views.shapes import TicketJson, instant

_SINCE = datetime(2026, 1, 5, tzinfo=UTC)
"""From here open time is counted; any moment would do, were it always the same."""
_AHEAD = timedelta(days=14)
_NEVER = timedelta(days=371)
"""Later than a calendar is asked when it closes."""
_INSTANT = timedelta(microseconds=1)


class OpenHoursJson(TypedDict):
    """`open_seconds`: how long they had been open at `since`, counted as a deadline's are. `spans`: from when to when
    they are open from then on, for two weeks, and the one that comes after. `name`: the calendar that has these hours
    now; null: none does any more."""

    name: str | None
    since: str
    open_seconds: float
    spans: list[list[str]]


class OpenTime:
    """How long hours have been open; one for each answer, for which it keeps what is the same for all its cards."""

    def __init__(self, calendars: Mapping[UUID, Calendar]) -> None:
        self._calendars = calendars
        self._counted: dict[UUID, tuple[datetime, timedelta]] = {}

    def ends_at(self, hours: UUID, at: datetime) -> bool:
        """Whether a goal may be over then: one of a calendar that opened no more counts every hour."""
        return self._calendars[hours].is_open(at - _INSTANT)

    def seconds(self, hours: UUID, at: datetime) -> float:
        calendar = self._calendars[hours]
        # Years are measured once, and from there only what lies between two moments of one answer.
        if hours not in self._counted:
            self._counted[hours] = (at, calendar.measure(_SINCE, at))
        known, counted = self._counted[hours]
        return (counted + calendar.measure(known, at)).total_seconds()


async def open_time(session: AsyncSession, keys: Collection[UUID | None]) -> OpenTime:
    return OpenTime(await working_times.load(session, keys))


async def hours_of(
    session: AsyncSession, cards: Collection[TicketJson], now: datetime
) -> dict[str, OpenHoursJson]:
    """By key, those in which the cards' deadlines count."""
    deadlines = [deadline for card in cards if (deadline := card["deadline"]) and "hours" in deadline]
    calendars = await working_times.load(session, {UUID(each["hours"]) for each in deadlines})
    if not calendars:
        return {}
    counted, names = OpenTime(calendars), await _names(session, calendars)
    begins = (datetime.fromisoformat(each["counts_from"]) for each in deadlines if "counts_from" in each)
    until = min(max([now + _AHEAD, *begins]), now + _NEVER)
    return {
        str(key): {
            "name": names.get(key),
            "since": instant(now),
            "open_seconds": counted.seconds(key, now),
            "spans": [[instant(opens), instant(closes)] for opens, closes in _spans(calendar, now, until)],
        }
        for key, calendar in calendars.items()
    }


async def _names(session: AsyncSession, keys: Collection[UUID]) -> dict[UUID, str]:
    named = select(models.Calendar.working_time, func.min(models.Calendar.name)).where(
        models.Calendar.working_time.in_(keys)
    )
    rows = await session.execute(named.group_by(models.Calendar.working_time))
    return {key: name for key, name in rows}  # noqa: C416  # rows are no pairs to mypy


def _spans(calendar: Calendar, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Those that begin by then, and one more, so that whoever closes knows when it opens."""
    at = since
    while at <= until and (opens := calendar.next_open(at)) is not None:
        at = calendar.next_close(opens) or opens + _NEVER
        yield opens, at
