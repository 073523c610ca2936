"""Errors described without people's words, and which of them come from the database and pass."""

from __future__ import annotations

import errno
import sys
import time
import traceback
from collections.abc import Callable, MutableMapping

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError
from structlog import DropEvent
from structlog.typing import EventDict

from board.store.db import sqlstate

# Connection, transaction rollback, resources, prerequisites, operator intervention, system.
_PASSING_CLASSES = ("08", "40", "53", "55", "57", "58")


def is_passing(error: BaseException) -> bool:
    """Whether the database had a problem, and the same work may succeed later."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # SQLAlchemy 2.1 does not wrap what asyncpg raises while connecting.
    state = sqlstate(error) or (error.sqlstate if isinstance(error, PostgresError) else None)
    return str(state).startswith(_PASSING_CLASSES)


def describe(error: BaseException) -> str:
    """Kind and place of an error, without its text, which may hold people's words or the token."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    code = f" {sqlstate(error)}" if sqlstate(error) else ""
    return f"{type(error).__name__}{code}{place}"


def where(error: BaseException) -> str:
    """Where an error came from, for the log."""
    return "".join(traceback.format_tb(error.__traceback__))


def without_words(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A log processor that writes only the kind and the place of the error being handled."""
    error = sys.exc_info()[1] if event.pop("exc_info", None) else None
    if error is not None:
        event.update(error=describe(error), where=where(error))
    return event


class OnceAMinute:
    """A log processor: the same trouble is logged once a minute, with how often it came in between.

    A database that refuses and a disk that is full are one trouble, whatever was being done.
    """

    def __init__(self, seconds: float = 60.0, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._said: MutableMapping[object, tuple[float, int]] = {}

    def __call__(self, _logger: object, method: str, event: EventDict) -> EventDict:
        if method not in ("warning", "error", "exception", "critical"):
            return event
        if "log" in event:  # one of its own kind, with limits of its own
            return event
        error = sys.exc_info()[1]
        shared = _shared(error) if error is not None else None
        key = shared or frozenset((name, str(value)) for name, value in event.items() if name not in _VARIES)
        now = self._now()
        at, kept_back = self._said.get(key, (-self._seconds, 0))
        if now - at < self._seconds:
            self._said[key] = at, kept_back + 1
            raise DropEvent
        self._said = {each: said for each, said in self._said.items() if now - said[0] < 2 * self._seconds}
        self._said[key] = now, 0
        if shared:
            event.pop("where", None)
            event["trouble"] = shared
        return {**event, "kept_back": kept_back} if kept_back else event


_VARIES = ("timestamp", "where", "exc_info", "attempt")


def _shared(error: BaseException) -> str | None:
    """The trouble behind an error, if it is not the fault of what was being done."""
    if isinstance(error, BaseExceptionGroup):
        return _shared(error.exceptions[0])
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "disk full"
    return "database" if is_passing(error) or isinstance(error, ConnectionError) else None
