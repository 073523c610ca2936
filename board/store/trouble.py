"""Errors described without people's words, and which of them come from the database and pass."""

from __future__ import annotations

import sys
import traceback

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError
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
