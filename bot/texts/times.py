"""Durations and times in words; a time always names its zone, because Telegram does not tell the customer's."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location

from bot.texts.catalog import FALLBACK, LANGUAGES, say, say_count

_UNITS = (
    ("days", timedelta(days=1), 2),
    ("hours", timedelta(hours=1), 1),
    ("minutes", timedelta(minutes=1), 1),
    ("seconds", timedelta(seconds=1), 0),
)


def within(language: str, duration: timedelta) -> str:
    """“within 5 minutes”, in the largest unit that says it exactly; one day is said as 24 hours."""
    for unit, length, at_least in _UNITS:
        if duration % length == timedelta() and duration // length >= at_least:
            return say_count(language, f"within.{unit}", duration // length)
    return say_count(language, "within.seconds", round(duration.total_seconds()))


def moment(language: str, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """“18:30 (Moscow)”, with the day when it isn't today there."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    locale = language if language in LANGUAGES else FALLBACK
    words = {
        "clock": format_time(local, say(language, "time.clock"), locale=locale),
        "zone": get_timezone_location(zone, locale=locale, return_city=True),
    }
    if local.date() == today:
        return say(language, "time.today", **words)
    if local.date() == today + timedelta(days=1):
        return say(language, "time.tomorrow", **words)
    date = format_date(local.date(), say(language, "time.date"), locale=locale)
    return say(language, "time.later", date=date, **words)
