"""Errors told without a customer's words, and which of them say nothing about the work that met them."""

from __future__ import annotations

import sys
import traceback

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict

from board.store.db import sqlstate

# Connection, rollback asked for, resources, prerequisites, shutdown, system.
_PASSING_CLASSES = ("08", "40", "53", "55", "57", "58")


def is_passing(error: BaseException) -> bool:
    """Trouble of the database, not of what was asked of it."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # SQLAlchemy 2.1 hands on what asyncpg raises while connecting as it is.
    state = sqlstate(error) or (error.sqlstate if isinstance(error, PostgresError) else None)
    return str(state).startswith(_PASSING_CLASSES)


def describe(error: BaseException) -> str:
    """Kind and place of an error. Its own words may hold a customer's, or the token."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    code = f" {sqlstate(error)}" if sqlstate(error) else ""
    return f"{type(error).__name__}{code}{place}"


def where(error: BaseException) -> str:
    """The way to an error, for the log."""
    return "".join(traceback.format_tb(error.__traceback__))


def without_words(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A log's processor: of the error being handled only its kind and the way to it are written."""
    error = sys.exc_info()[1] if event.pop("exc_info", None) else None
    if error is not None:
        event.update(error=describe(error), where=where(error))
    return event
