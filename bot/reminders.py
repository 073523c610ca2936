"""Reminders: one kind of job for all that the bot does at a certain time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from board.queues import Queue
from board.store.db import Transaction
from board.store.jobs import Job
from board.values import Json

QUEUE = Queue.REMINDER


class Reminder(StrEnum):
    """Each is checked again when its time comes; one that no longer applies does nothing."""

    RATING = "rating"
    RATING_AGAIN = "rating_again"
    NUDGE = "nudge"
    CLOSE_EMPTY = "close_empty"
    NO_TOPIC = "no_topic"
    MOVED_LATER = "moved_later"
    DELAY = "delay"
    RECONSIDER = "reconsider"
    RECONSIDER_ALL = "reconsider_all"
    ALARM = "alarm"
    WAKE = "wake"
    LEAVE = "leave"


async def remind(
    tx: Transaction, kind: Reminder, cause: object, order_key: str, at: datetime, **what: Json
) -> None:
    """Check again at `at`. There is one reminder of a kind for each `cause`, usually an event's key."""
    await tx.later(
        Job(
            queue=QUEUE,
            key=f"{kind}:{cause}",
            order_key=order_key,
            payload={"kind": kind, **what},
            run_at=at,
        )
    )
