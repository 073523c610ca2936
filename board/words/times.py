"""Durations and times in words; a time always names its zone, because Telegram does not tell the customer's."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location

from board.words.catalog import FALLBACK, LANGUAGES, say, say_count

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_ROUND_FROM = _HOUR
_ROUND_MINUTES = 5
_DAYS = 7
_UNITS = (
    ("days", timedelta(days=1), 2),
    ("hours", timedelta(hours=1), 1),
    ("minutes", timedelta(minutes=1), 1),
    ("seconds", timedelta(seconds=1), 0),
)


def zone_named(name: str | None) -> ZoneInfo | None:
    """None for an unknown zone: registries are written by people."""
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):
        return None


def within(language: str, duration: timedelta) -> str:
    """“within 5 minutes”, in the largest unit that says it exactly; one day is said as 24 hours."""
    for unit, length, at_least in _UNITS:
        if duration % length == timedelta() and duration // length >= at_least:
            return say_count(language, f"within.{unit}", duration // length)
    return say_count(language, "within.seconds", round(duration.total_seconds()))


def usually(language: str, duration: timedelta) -> str:
    """“We usually answer in about 5 minutes”, of a whole number of minutes or of hours."""
    unit, length = ("hours", _HOUR) if duration >= _HOUR else ("minutes", _MINUTE)
    return say_count(language, f"usually.{unit}", duration // length)


def moment(language: str, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """“18:30 (Moscow)”, with the day when it isn't today there."""
    return _told("time", language, at.astimezone(zone), now, zone)


def by(
    language: str, at: datetime, now: datetime, zone: ZoneInfo, *, length: timedelta = timedelta.max
) -> str:
    """“by 18:30 (Moscow)” for a promise: never later than it is, and as round as a person would say it."""
    return _told("by", language, as_said(at, now, zone, length=length), now, zone)


def as_said(at: datetime, now: datetime, zone: ZoneInfo, *, length: timedelta = timedelta.max) -> datetime:
    """The time that `by` names, to the minute, there.

    `length` is how long it is in open time: of five minutes none is rounded away.
    """
    step = _ROUND_MINUTES if min(at - now, length) > _ROUND_FROM else 1
    local = at.astimezone(zone).replace(second=0, microsecond=0)
    local -= timedelta(minutes=local.minute % step)
    # Nobody agrees which day midnight belongs to.
    if (local.hour, local.minute) == (0, 0):
        local -= timedelta(minutes=step)
    return local


def until(language: str, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The moment something ends that holds until then: never earlier than it does."""
    return moment(language, _whole(at), now, zone)


def opens(language: str, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """“on Monday at 09:00 (Moscow)”, for when somebody is there again: never earlier than they are."""
    local = _whole(at).astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    if not 1 < days < _DAYS:
        return _told("at", language, local, now, zone)
    day = say(language, f"at.day.{local.isoweekday()}")
    return say(language, "at.weekday", day=day, **_words(language, local, zone))


def _whole(at: datetime) -> datetime:
    return at if at == at.replace(second=0, microsecond=0) else at + _MINUTE


def _told(phrase: str, language: str, local: datetime, now: datetime, zone: ZoneInfo) -> str:
    today = now.astimezone(zone).date()
    words = _words(language, local, zone)
    if local.date() == today:
        return say(language, f"{phrase}.today", **words)
    if local.date() == today + timedelta(days=1):
        return say(language, f"{phrase}.tomorrow", **words)
    date = format_date(local.date(), say(language, "time.date"), locale=_locale(language))
    return say(language, f"{phrase}.later", date=date, **words)


def _words(language: str, local: datetime, zone: ZoneInfo) -> dict[str, str]:
    locale = _locale(language)
    return {
        "clock": format_time(local, say(language, "time.clock"), locale=locale),
        "zone": get_timezone_location(zone, locale=locale, return_city=True),
    }


def _locale(language: str) -> str:
    return language if language in LANGUAGES else FALLBACK
