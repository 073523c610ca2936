"""Durable work in one table: unique keys, order per order key, leases, retries, a place to park.

Two ways to do a job. Work that only touches the database takes it with `take` and finishes it in the same
transaction: a crash rolls both back. Work that leaves the database leases it first (`lease`), so that
a crash in the middle is known afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.events import Json


@dataclass(frozen=True)
class Job:
    """Work to put: `key` is unique in its queue, jobs of one `order_key` run one after the other."""

    queue: str
    key: str
    order_key: str
    payload: Mapping[str, Json]
    run_at: datetime | None = None


@dataclass(frozen=True)
class Claim:
    """A job in hand. `attempt` counts from 1; `was_interrupted` tells that an earlier lease never ended."""

    id: int
    queue: str
    key: str
    order_key: str
    payload: str
    attempt: int
    first_failed_at: datetime | None
    was_interrupted: bool = False

    def json(self) -> dict[str, Json]:
        value = json.loads(self.payload)
        assert isinstance(value, dict)
        return value


# The candidate must be the oldest open job of its order key. A job being finished elsewhere still counts as
# open until that transaction commits, so two workers can't hold two jobs of one key: the younger is not a
# candidate, and SKIP LOCKED passes over the older.
_CANDIDATE = """
    SELECT j.id, j.leased_until FROM job j
    WHERE j.queue = :queue AND j.done_at IS NULL AND j.parked_at IS NULL
      AND j.run_at <= (SELECT desk_now())
      AND (j.leased_until IS NULL OR j.leased_until < clock_timestamp())
      AND NOT EXISTS (
          SELECT FROM job e
          WHERE e.queue = j.queue AND e.order_key = j.order_key AND e.id < j.id
            AND e.done_at IS NULL AND e.parked_at IS NULL)
    ORDER BY j.id LIMIT :limit FOR UPDATE OF j SKIP LOCKED
"""
_RETURNED = "job.id, queue, key, order_key, payload, attempts AS attempt, first_failed_at"


async def put(session: AsyncSession, job: Job, now: datetime) -> bool:
    """Insert unless the key is there; wakes the queue's workers at commit. True when it is new."""
    return await put_raw(
        session, job.queue, job.key, job.order_key, json.dumps(job.payload), job.run_at or now
    )


async def put_raw(
    session: AsyncSession, queue: str, key: str, order_key: str, payload: str, run_at: datetime
) -> bool:
    inserted = await session.execute(
        text(
            "INSERT INTO job (queue, key, order_key, payload, run_at)"
            " VALUES (:queue, :key, :order_key, :payload, :run_at)"
            " ON CONFLICT (queue, key) DO NOTHING"
            " RETURNING pg_notify('lanedesk', 'job:' || queue)"
        ),
        {"queue": queue, "key": key, "order_key": order_key, "payload": payload, "run_at": run_at},
    )
    return inserted.first() is not None


async def take(session: AsyncSession, queue: str) -> Claim | None:
    """Claim the next job inside the caller's transaction, which holds its row until it ends."""
    row = (
        (
            await session.execute(
                text(
                    f"WITH next AS ({_CANDIDATE}) SELECT {_RETURNED.replace('attempts', 'attempts + 1')},"
                    " false AS was_interrupted FROM job JOIN next ON job.id = next.id"
                ),
                {"queue": queue, "limit": 1},
            )
        )
        .mappings()
        .first()
    )
    return _claim(row) if row else None


async def lease(session: AsyncSession, queue: str, length: timedelta, limit: int = 1) -> list[Claim]:
    """Claim up to `limit` jobs of different order keys for `length`; the caller commits before working."""
    rows = (
        await session.execute(
            text(
                f"WITH next AS ({_CANDIDATE})"
                " UPDATE job SET attempts = attempts + 1, leased_until = clock_timestamp() + :length"
                " FROM next WHERE job.id = next.id"
                f" RETURNING {_RETURNED}, next.leased_until IS NOT NULL AS was_interrupted"
            ),
            {"queue": queue, "length": length, "limit": limit},
        )
    ).mappings()
    return sorted(map(_claim, rows), key=lambda claim: claim.id)


async def finish(session: AsyncSession, claim: Claim) -> None:
    """Done and forgotten; what it proved stands elsewhere."""
    await session.execute(text("DELETE FROM job WHERE id = :id"), {"id": claim.id})


async def finish_and_keep(session: AsyncSession, claim: Claim) -> None:
    """Done, but the key stays, so that the same work is not taken in again."""
    await session.execute(
        text("UPDATE job SET done_at = clock_timestamp(), leased_until = NULL WHERE id = :id"),
        {"id": claim.id},
    )


async def retry(session: AsyncSession, claim: Claim, after: timedelta, error: str) -> None:
    """Try again after a while; the job keeps its place before the later ones of its order key."""
    await session.execute(
        text(
            "UPDATE job SET run_at = desk_now() + :after, leased_until = NULL, error = :error,"
            " attempts = :attempt, first_failed_at = coalesce(first_failed_at, clock_timestamp())"
            " WHERE id = :id"
        ),
        {"id": claim.id, "after": after, "error": error[:500], "attempt": claim.attempt},
    )


async def park(session: AsyncSession, claim: Claim, error: str) -> None:
    """Set aside for a person; the next job of the order key goes on."""
    await session.execute(
        text(
            "UPDATE job SET parked_at = clock_timestamp(), leased_until = NULL, error = :error,"
            " attempts = :attempt WHERE id = :id"
        ),
        {"id": claim.id, "error": error[:500], "attempt": claim.attempt},
    )


async def unpark(session: AsyncSession, job_id: int) -> bool:
    """Give a parked job another go, as if new; False when there is none."""
    changed = await session.execute(
        text(
            "UPDATE job SET parked_at = NULL, attempts = 0, first_failed_at = NULL, run_at = desk_now()"
            " WHERE id = :id AND parked_at IS NOT NULL"
            " RETURNING pg_notify('lanedesk', 'job:' || queue)"
        ),
        {"id": job_id},
    )
    return changed.first() is not None


async def drop_parked(session: AsyncSession, job_id: int) -> bool:
    """Mark a parked job done without doing it; its key stays known."""
    changed = await session.execute(
        text(
            "UPDATE job SET parked_at = NULL, done_at = clock_timestamp()"
            " WHERE id = :id AND parked_at IS NOT NULL RETURNING id"
        ),
        {"id": job_id},
    )
    return changed.first() is not None


async def parked(session: AsyncSession) -> Sequence[RowMapping]:
    rows = await session.execute(
        text("SELECT id, queue, order_key, error, parked_at FROM job WHERE parked_at IS NOT NULL ORDER BY id")
    )
    return rows.mappings().all()


async def forget_done(session: AsyncSession, older_than: timedelta) -> None:
    await session.execute(
        text("DELETE FROM job WHERE done_at < clock_timestamp() - cast(:age AS interval)"),
        {"age": older_than},
    )


async def forget_waiting(session: AsyncSession, order_key: str) -> None:
    """Drop what is queued for an order key and not begun, as when a customer is erased."""
    await session.execute(
        text("DELETE FROM job WHERE order_key = :order_key AND done_at IS NULL"), {"order_key": order_key}
    )


async def seconds_to_next(session: AsyncSession, queue: str) -> float | None:
    """How long until the queue's next job could run, in real seconds; None when it is empty."""
    return (
        await session.execute(
            text(
                "SELECT extract(epoch FROM greatest(min(run_at) - (SELECT desk_now()),"
                " min(leased_until) - clock_timestamp()))::float FROM job"
                " WHERE queue = :queue AND done_at IS NULL AND parked_at IS NULL"
            ),
            {"queue": queue},
        )
    ).scalar_one()


async def lag_seconds(session: AsyncSession, queue: str) -> float:
    """How long the oldest job that could run has been waiting."""
    return (
        await session.execute(
            text(
                "SELECT coalesce(extract(epoch FROM (SELECT desk_now()) - min(run_at)), 0)::float FROM job"
                " WHERE queue = :queue AND done_at IS NULL AND parked_at IS NULL"
                " AND run_at <= (SELECT desk_now())"
            ),
            {"queue": queue},
        )
    ).scalar_one()


def _claim(row: RowMapping) -> Claim:
    return Claim(**row)
