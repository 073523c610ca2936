"""The stretches of time that figures are about, by the desk's clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class Period(NamedTuple):
    """From `since` on, and before `until`."""

    since: datetime
    until: datetime


def day_of(now: datetime, zone: ZoneInfo) -> Period:
    """The whole day, from midnight to midnight; it may have 23 hours or 25."""
    return _between(now.astimezone(zone).date(), time(), _DAY, zone)


def same_hour_before(now: datetime, zone: ZoneInfo, days: int) -> list[Period]:
    """That hour of each of the days before today. One that clocks jump over is empty."""
    here = now.astimezone(zone)
    dates = (here.date() - _DAY * back for back in range(1, days + 1))
    return [_between(day, time(here.hour), _HOUR, zone) for day in dates]


def _between(day: date, begins: time, length: timedelta, zone: ZoneInfo) -> Period:
    start = datetime.combine(day, begins)
    return Period(_instant(start, zone), _instant(start + length, zone))


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)
