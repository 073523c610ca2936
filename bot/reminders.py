"""Reminders: one kind of job for all that the bot does at a certain time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from board.queues import Queue
from board.store.db import Transaction
from board.store.jobs import Job
from board.values import CustomerId, Json

QUEUE = Queue.REMINDER
_A_SECOND = 10
"""Telegram lets a bot send some thirty messages a second in all."""


class Reminder(StrEnum):
    """Each is checked again when its time comes; one that no longer applies does nothing."""

    RATING = "rating"
    RATING_AGAIN = "rating_again"
    NUDGE = "nudge"
    CLOSE_EMPTY = "close_empty"
    NO_TOPIC = "no_topic"
    MOVED_LATER = "moved_later"
    MERGED = "merged"
    SPLIT = "split"
    DELAY = "delay"
    RECONSIDER = "reconsider"
    RECONSIDER_ALL = "reconsider_all"
    CLOSED = "closed"
    CLOSED_ALL = "closed_all"
    ALARM = "alarm"
    WAKE = "wake"
    SCHEDULED = "scheduled"
    LEAVE = "leave"
    INCIDENT_OVER = "incident_over"
    LOOP = "loop"


async def remind(
    tx: Transaction, kind: Reminder, cause: object, order_key: str, at: datetime, **what: Json
) -> None:
    """Check again at `at`. There is one reminder of a kind for each `cause`, usually an event's key."""
    await tx.later(_job(kind, cause, order_key, at, what))


def remind_each(
    tx: Transaction, kind: Reminder, cause: object, people: Iterable[CustomerId], **what: Json
) -> None:
    """One for each of many people, some each second: alarms and answers don't wait behind them all."""
    for place, customer in enumerate(people):
        at, about = tx.now + timedelta(seconds=place // _A_SECOND), {**what, "customer": int(customer)}
        tx.at_end(_job(kind, f"{cause}:{customer}", f"customer:{customer}", at, about))


def _job(kind: Reminder, cause: object, order_key: str, at: datetime, what: Mapping[str, Json]) -> Job:
    return Job(
        queue=QUEUE,
        key=f"{kind}:{cause}",
        order_key=order_key,
        payload={"kind": kind, **what},
        run_at=at,
    )
