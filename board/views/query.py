"""What people type to find tickets, told apart: words, words that must not stand there, and filters; never an error.

A filter is `field:value`, its value in quotes if it has spaces; a minus before it negates, commas mean any of several.
Fields and fixed values are understood in every language that the desk speaks (`query.*` in the catalog).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from board.words.catalog import in_every_language, keys

_QUOTED = r'"[^"]*"?|«[^»]*»?|“[^”]*”?|„[^“”]*[“”]?'
_VALUE = re.compile(rf'{_QUOTED}|[^\s,"«“„][^\s,]*')
_TOKEN = re.compile(
    rf"(?<!\S)(?P<minus>[-−–]?)(?P<field>[^\W\d]\w*):(?P<values>(?:{_VALUE.pattern})?(?:,(?:{_VALUE.pattern})?)*)"
    r"|(?<!\S)(?P<without>[-−–][^\W\d]\S*)|\S+"
)
_QUOTES = '"«»“”„'
_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?")
_AGO = re.compile(r"[-−–]?(\d{1,4})([dwmyднмгhbt])")
_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})")
_UNITS = {"d": 1, "д": 1, "h": 1, "w": 7, "н": 7, "m": 30, "м": 30, "b": 30, "y": 365, "г": 365, "t": 365}
"""Days of what begins so: day, день, hari; week, неделя; month, месяц, bulan; year, год, tahun."""


class Field(StrEnum):
    TOPIC = "topic"
    BOARD = "board"
    LANE = "lane"
    STATE = "state"
    LABEL = "label"
    ACCOUNT = "account"
    CUSTOMER = "customer"
    AGENT = "agent"
    IS = "is"
    HAS = "has"
    RATED = "rated"
    FROM = "from"
    AFTER = "after"
    BEFORE = "before"
    ON = "on"


class Claim(StrEnum):
    OPEN = "open"
    DONE = "done"
    INBOX = "inbox"
    WORKING = "working"
    WAITING = "waiting"
    LATE = "late"
    NEAR = "near"
    SNOOZED = "snoozed"
    UNREAD = "unread"
    MINE = "mine"
    STALE = "stale"
    UNDELIVERED = "undelivered"
    OUT_OF_PLAN = "out_of_plan"


class Having(StrEnum):
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    FILE = "file"
    NOTE = "note"
    RATING = "rating"


class Rated(StrEnum):
    BAD = "bad"
    FAIR = "fair"
    GOOD = "good"


_FIXED = (Field.IS, Field.HAS, Field.RATED, Field.AGENT)
"""Those whose values, or some of them, are the same on every desk."""


@dataclass(frozen=True)
class Term:
    """One filter; any of its values will do. Fixed values that are known stand here by their English word."""

    field: Field
    values: tuple[str, ...]
    is_not: bool
    written: str


@dataclass(frozen=True)
class Query:
    words: str
    without: tuple[str, ...] = ()
    """Words that must not stand on the ticket."""
    terms: tuple[Term, ...] = ()


def parse(text: str) -> Query:
    """What is no filter is words, so `12:30` and `http://…` are too; a filter without a value says nothing."""
    words: list[str] = []
    without: list[str] = []
    terms: list[Term] = []
    for token in _TOKEN.finditer(text):
        field = _known("field").get(plain(token["field"] or ""))
        if field is not None:
            terms += _term(Field(field), token)
        elif token["without"] or token["minus"]:
            without.append(token[0][1:])
        else:
            words.append(token[0])
    return Query(" ".join(words), tuple(without), tuple(terms))


def _term(field: Field, token: re.Match[str]) -> list[Term]:
    values = [_unquoted(value) for value in _VALUE.findall(token["values"])]
    if field in _FIXED:
        known = _known(field)
        values = [known.get(plain(value), value) for value in values]
    told = tuple(dict.fromkeys(value for value in values if value))
    return [Term(field, told, token["minus"] != "", token[0])] if told else []


def _unquoted(value: str) -> str:
    return value.strip(_QUOTES).strip() if value[:1] in _QUOTES else value


def plain(word: str) -> str:
    """How words are compared: whatever their case, ё or е, and however their parts are joined."""
    return re.sub(r"[\s_-]+", " ", word.casefold().replace("ё", "е")).strip()


@cache
def _known(kind: str) -> Mapping[str, str]:
    """The words of each field, or of a field's values, in every language: their key is the English one."""
    prefix = f"query.{kind}."
    return {
        plain(word): key.removeprefix(prefix)
        for key in keys(prefix)
        for words in (key.removeprefix(prefix), *in_every_language(key))
        for word in words.split(",")
    }


@dataclass(frozen=True)
class Days:
    """From the first day to before the other."""

    first: date
    end: date


def days(value: str, today: date) -> Days | None:
    """A day, a week, a month or a year as people write them; None if it is none of these."""
    word = plain(value)
    ago = _known("day").get(word)
    if ago is not None:
        return _one_day(today - timedelta(days=_DAYS_AGO[ago]))
    try:
        found = _ago(value.casefold(), today) or _week(value.casefold()) or _period(value, today)
    except (ValueError, OverflowError):
        return None
    return found if found and found.first.year in _YEARS else None


_YEARS = range(1970, 2200)
_DAYS_AGO = {"today": 0, "yesterday": 1}


def _ago(value: str, today: date) -> Days | None:
    found = _AGO.fullmatch(value)
    return _one_day(today - timedelta(days=int(found[1]) * _UNITS[found[2]])) if found else None


def _week(value: str) -> Days | None:
    found = _WEEK.fullmatch(value)
    if found is None:
        return None
    first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return Days(first, first + timedelta(days=7))


def _period(value: str, today: date) -> Days | None:
    found = _PERIOD.fullmatch(value)
    if found is None:
        return None
    year, month, day, own_day, own_month, own_year = (int(part) if part else None for part in found.groups())
    if own_day and own_month:
        return _one_day(_latest(own_day, own_month, own_year, today))
    assert year is not None
    if month is None:
        return Days(date(year, 1, 1), date(year + 1, 1, 1))
    if day is None:
        return Days(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))
    return _one_day(date(year, month, day))


def _latest(day: int, month: int, year: int | None, today: date) -> date:
    """Without a year, the last time that this day was."""
    if year is not None:
        return date(year, month, day)
    there = date(today.year, month, day)
    return there if there <= today else date(today.year - 1, month, day)


def _one_day(day: date) -> Days:
    return Days(day, day + timedelta(days=1))
