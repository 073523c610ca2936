"""How long people usually wait for first words at this hour of the day, as customers may be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.business_time import Calendar as OpenHours
from board.desk import away
from board.models import Calendar, Policy, Topic
from board.tickets import working_times
from board.views.numbers import measures
from board.views.numbers.measures import FirstResponse
from board.views.numbers.periods import same_hour_before

_DAYS = 28
_FEWEST = 10
"""The true middle lies between the second and the ninth of ten in 98 of 100 cases."""
_FEWEST_DAYS = 5
"""One outage brings fifty at once, and says nothing of other days."""
_DAY = timedelta(days=1)
"""Of a longer one the hour of asking says nothing."""
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


async def usual_wait(session: AsyncSession, now: datetime, zone: ZoneInfo) -> timedelta | None:
    """Rounded up. None if too little is known, or if nobody is there, or not for so long."""
    hours = await _open_hours(session)
    if (hours is not None and not hours.is_open(now)) or await away.now(session) is not None:
        return None
    waits = await measures.waits_for_first_response(session, same_hour_before(now, zone, _DAYS))
    if len(waits) < _FEWEST or len({each.asked_at.astimezone(zone).date() for each in waits}) < _FEWEST_DAYS:
        return None
    if (middle := _middle(waits)) > _DAY:
        return None
    usual, closes = rounded(middle), hours.next_close(now) if hours is not None else None
    return None if closes is not None and closes < now + usual else usual


def rounded(wait: timedelta) -> timedelta:
    """Up, as a person would say it: to minutes, from ten on to five, from an hour on to hours."""
    step = _HOUR if wait > 55 * _MINUTE else 5 * _MINUTE if wait > 10 * _MINUTE else _MINUTE
    return max(ceil(wait / step), 1) * step


def _middle(waits: Sequence[FirstResponse]) -> timedelta:
    """Who still waits has waited longest; of two in the middle the longer one."""
    took = sorted(timedelta.max if each.took is None else each.took for each in waits)
    return took[len(took) // 2]


async def _open_hours(session: AsyncSession) -> OpenHours | None:
    """By the calendar in which the default topic's lane promises first words; None is every hour."""
    in_lane = and_(Policy.board_key == Topic.board_key, Policy.lane_key == Topic.lane_key)
    key = await session.scalar(
        select(Calendar.working_time)
        .select_from(Topic)
        .join(Policy, in_lane)
        .outerjoin(Calendar, Calendar.id == Policy.calendar_id)
        .where(Topic.is_default)
        .order_by(Policy.metric)
        .limit(1)
    )
    return await working_times.of_promise(session, key)
