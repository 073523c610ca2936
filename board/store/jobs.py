"""Durable work in one table: unique keys, order per order key, leases, retries, a place to park.

Two ways to do a job. Work that only touches the database takes it with `take` and finishes it in the same
transaction, or does both at once with `take_as_done`: a crash rolls both back. Work that leaves the database
leases it first (`lease`), so that a crash in the middle is known afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.values import Json


@dataclass(frozen=True)
class Job:
    """Work to put: `key` is unique in its queue, jobs of one `order_key` run one after the other."""

    queue: str
    key: str
    order_key: str
    payload: Mapping[str, Json]
    run_at: datetime | None = None
    keeps_place: bool = False
    """Whether the later ones of its order key wait for it also before its time."""


@dataclass(frozen=True)
class Claim:
    """A job taken or leased. `attempt` counts from 1; `error` is that of the last try; `was_interrupted` means that
    an earlier lease was not ended; `leased_at`, in real time, is when this one began."""

    id: int
    queue: str
    key: str
    order_key: str
    payload: str
    attempt: int
    first_failed_at: datetime | None
    error: str | None = None
    was_interrupted: bool = False
    leased_at: datetime | None = None

    def uncounted(self) -> Claim:
        """The claim with this try not counted: the job was not the reason that it failed."""
        return replace(self, attempt=self.attempt - 1)

    def json(self) -> dict[str, Json]:
        value = json.loads(self.payload)
        assert isinstance(value, dict)
        return value


# The candidate must be the oldest open job of its order key; one put for later and never tried holds up nobody,
# unless it keeps its place.
# A job being finished elsewhere still counts as open until that transaction commits, so two workers can't
# hold two jobs of one key: the younger is not a candidate, and SKIP LOCKED passes over the older.
_CANDIDATE = """
    SELECT j.* FROM job j
    WHERE j.queue = :queue AND j.done_at IS NULL AND j.parked_at IS NULL
      AND j.run_at <= (SELECT desk_now())
      AND (j.leased_until IS NULL OR j.leased_until < clock_timestamp())
      AND j.order_key <> ALL (cast(:excluding AS text[]))
      AND NOT EXISTS (
          SELECT FROM job e
          WHERE e.queue = j.queue AND e.order_key = j.order_key AND e.id < j.id
            AND e.done_at IS NULL AND e.parked_at IS NULL
            AND (e.run_at <= (SELECT desk_now()) OR e.first_failed_at IS NOT NULL OR e.keeps_place))
    ORDER BY j.id LIMIT :limit FOR UPDATE OF j SKIP LOCKED
"""
# A line of thousands is not searched for the few others behind it, unless nothing else is found.
_CANDIDATES_NEAR = _CANDIDATE.replace(
    "ORDER BY",
    """AND j.id <= (
          SELECT max(id) FROM (
              SELECT id FROM job WHERE queue = :queue AND done_at IS NULL AND parked_at IS NULL
              ORDER BY id LIMIT 300) AS oldest)
    ORDER BY""",
)
_CANDIDATE_FAR = _CANDIDATE.replace("ORDER BY", "AND NOT EXISTS (SELECT FROM near) ORDER BY").replace(
    ":limit", "1"
)
_RETURNED = (
    "job.id, job.queue, job.key, job.order_key, job.payload, job.attempts AS attempt,"
    " job.first_failed_at, job.error"
)
_TAKEN = _RETURNED.replace("job.", "next.").replace("attempts", "attempts + 1")

# Built once: building a statement costs as much as running it, and these run for every message.
_PUT = text(
    "INSERT INTO job (queue, key, order_key, payload, run_at, keeps_place)"
    " VALUES (:queue, :key, :order_key, :payload, :run_at, :keeps_place)"
    " ON CONFLICT (queue, key) DO NOTHING"
    " RETURNING pg_notify('lanedesk', 'job:' || queue)"
)
_PUT_MANY = text(
    "INSERT INTO job (queue, key, order_key, payload, run_at)"
    " SELECT queue, key, order_key, payload, run_at"
    " FROM unnest(cast(:queues AS text[]), cast(:keys AS text[]), cast(:order_keys AS text[]),"
    "  cast(:payloads AS text[]), cast(:times AS timestamptz[]))"
    " WITH ORDINALITY AS r (queue, key, order_key, payload, run_at, position) ORDER BY position"
    " ON CONFLICT (queue, key) DO NOTHING"
    " RETURNING pg_notify('lanedesk', 'job:' || queue)"
)
_TAKE = text(f"WITH next AS ({_CANDIDATE}) SELECT {_TAKEN} FROM next")
_TAKE_AS_DONE = text(
    f"WITH near AS ({_CANDIDATES_NEAR}), far AS ({_CANDIDATE_FAR}),"
    " heads AS (SELECT * FROM near UNION ALL SELECT * FROM far),"
    " alone AS (SELECT min(id) AS id FROM heads WHERE first_failed_at IS NOT NULL),"
    " next AS (SELECT heads.* FROM heads, alone WHERE heads.id = coalesce(alone.id, heads.id))"
    " UPDATE job SET done_at = clock_timestamp(), payload = '', error = NULL"
    f" FROM next WHERE job.id = next.id RETURNING {_TAKEN}"
)
_LEASE = text(
    f"WITH next AS ({_CANDIDATE})"
    " UPDATE job SET attempts = job.attempts + 1, leased_until = clock_timestamp() + :length"
    " FROM next WHERE job.id = next.id"
    f" RETURNING {_RETURNED}, next.leased_until IS NOT NULL AS was_interrupted,"
    " clock_timestamp() AS leased_at"
)
_FINISH = text("DELETE FROM job WHERE id = ANY(:ids)")


async def put(session: AsyncSession, job: Job, now: datetime) -> bool:
    """Insert unless the key is there; wakes the queue's workers at commit. True when it is new."""
    return await put_raw(
        session,
        job.queue,
        job.key,
        job.order_key,
        json.dumps(job.payload),
        job.run_at or now,
        keeps_place=job.keeps_place,
    )


async def put_raw(
    session: AsyncSession,
    queue: str,
    key: str,
    order_key: str,
    payload: str,
    run_at: datetime,
    *,
    keeps_place: bool = False,
) -> bool:
    inserted = await session.execute(
        _PUT,
        {
            "queue": queue,
            "key": key,
            "order_key": order_key,
            "payload": payload,
            "run_at": run_at,
            "keeps_place": keeps_place,
        },
    )
    return inserted.first() is not None


@dataclass(frozen=True)
class RawJob:
    """A job whose payload is a text as it came."""

    key: str
    order_key: str
    payload: str


async def put_all(session: AsyncSession, jobs: Sequence[Job]) -> None:
    """Insert those whose key isn't there, in the order given, in one statement."""
    await session.execute(
        _PUT_MANY,
        {
            "queues": [job.queue for job in jobs],
            "keys": [job.key for job in jobs],
            "order_keys": [job.order_key for job in jobs],
            "payloads": [json.dumps(job.payload) for job in jobs],
            "times": [job.run_at for job in jobs],
        },
    )


async def put_many(session: AsyncSession, queue: str, raw: Sequence[RawJob], run_at: datetime) -> int:
    """Insert those whose key isn't there, in the order given, in one statement; returns how many are new."""
    inserted = await session.execute(
        _PUT_MANY,
        {
            "queues": [queue] * len(raw),
            "keys": [job.key for job in raw],
            "order_keys": [job.order_key for job in raw],
            "payloads": [job.payload for job in raw],
            "times": [run_at] * len(raw),
        },
    )
    return len(inserted.all())


async def take(session: AsyncSession, queue: str) -> Claim | None:
    """Claim the next job inside the caller's transaction, which holds its row until it ends."""
    taken = await _taken(session, _TAKE, queue, 1)
    return taken[0] if taken else None


async def take_as_done(session: AsyncSession, queue: str, limit: int = 1) -> list[Claim]:
    """Claim up to `limit` jobs of different order keys and finish them, all with the caller's transaction:
    rolled back, they are there again. A job that has failed before comes alone, and first.

    The keys stay, so that the same work is not taken in again; the words go.
    """
    return await _taken(session, _TAKE_AS_DONE, queue, limit)


async def _taken(session: AsyncSession, statement: TextClause, queue: str, limit: int) -> list[Claim]:
    rows = await session.execute(statement, {"queue": queue, "limit": limit, "excluding": []})
    return sorted(map(_claim, rows.mappings()), key=lambda claim: claim.id)


async def lease(
    session: AsyncSession, queue: str, length: timedelta, limit: int = 1, excluding: Sequence[str] = ()
) -> list[Claim]:
    """Claim up to `limit` jobs of different order keys for `length`; the caller commits before working.

    Order keys in `excluding` are left alone this time.
    """
    rows = await session.execute(
        _LEASE, {"queue": queue, "length": length, "limit": limit, "excluding": list(excluding)}
    )
    return sorted(map(_claim, rows.mappings()), key=lambda claim: claim.id)


async def finish(session: AsyncSession, *claims: Claim) -> None:
    """Delete jobs that are done; what they proved is stored elsewhere."""
    await session.execute(_FINISH, {"ids": [claim.id for claim in claims]})


async def waiting(session: AsyncSession, queue: str, order_key: str) -> list[Claim]:
    """The open jobs of an order key, oldest first; none is claimed."""
    rows = await session.execute(
        text(
            f"SELECT {_RETURNED} FROM job WHERE queue = :queue AND order_key = :order_key"
            " AND done_at IS NULL AND parked_at IS NULL ORDER BY id"
        ),
        {"queue": queue, "order_key": order_key},
    )
    return [_claim(row) for row in rows.mappings()]


async def set_aside(session: AsyncSession, queue: str) -> list[Claim]:
    """The parked jobs of a queue, oldest first; none is claimed."""
    rows = await session.execute(
        text(
            f"SELECT {_RETURNED} FROM job WHERE queue = :queue AND parked_at IS NOT NULL ORDER BY parked_at"
        ),
        {"queue": queue},
    )
    return [_claim(row) for row in rows.mappings()]


async def was_done_since(session: AsyncSession, queue: str, order_key: str, since: datetime) -> bool:
    """Whether a job of this order key was done after `since`, in real time. Only for queues that keep done jobs."""
    found = await session.execute(
        text(
            "SELECT 1 FROM job WHERE queue = :queue AND order_key = :order_key AND done_at > :since LIMIT 1"
        ),
        {"queue": queue, "order_key": order_key, "since": since},
    )
    return found.first() is not None


async def forget_open(session: AsyncSession, queue: str, order_key: str) -> None:
    """Delete the open jobs of an order key, leased ones too."""
    await session.execute(
        text(
            "DELETE FROM job WHERE queue = :queue AND order_key = :order_key"
            " AND done_at IS NULL AND parked_at IS NULL"
        ),
        {"queue": queue, "order_key": order_key},
    )


async def forget_keyed(session: AsyncSession, queue: str, prefix: str) -> None:
    """Delete the jobs that are not done and whose own keys begin so, leased and parked ones too."""
    await session.execute(
        text("DELETE FROM job WHERE queue = :queue AND starts_with(key, :prefix) AND done_at IS NULL"),
        {"queue": queue, "prefix": prefix},
    )


async def forget_all(session: AsyncSession, queues: Sequence[str], order_keys: Sequence[str]) -> None:
    """Delete the open and parked jobs of these order keys."""
    for which in ("parked_at IS NULL", "parked_at IS NOT NULL"):  # one index for each
        await session.execute(
            text(
                "DELETE FROM job WHERE queue = ANY(:queues) AND order_key = ANY(:order_keys)"
                f" AND done_at IS NULL AND {which}"
            ),
            {"queues": list(queues), "order_keys": list(order_keys)},
        )


async def end_leases(session: AsyncSession, queue: str) -> None:
    """End all leases of a queue whose worker is known to be gone: its jobs can be leased again, as interrupted."""
    await session.execute(
        text(
            "UPDATE job SET leased_until = clock_timestamp()"
            " WHERE queue = :queue AND leased_until > clock_timestamp()"
        ),
        {"queue": queue},
    )


async def retry(session: AsyncSession, claim: Claim, after: timedelta, error: str) -> None:
    """Try again after a while; the job keeps its place before the later ones of its order key."""
    await session.execute(
        text(
            "UPDATE job SET run_at = desk_now() + :after, leased_until = NULL, error = :error,"
            " attempts = :attempt, first_failed_at = coalesce(first_failed_at, clock_timestamp())"
            " WHERE id = :id"
        ),
        {
            "id": claim.id,
            "after": after,
            "error": error[:500],
            "attempt": claim.attempt,
        },
    )


async def keep_apart(session: AsyncSession, claims: Sequence[Claim]) -> None:
    """From now on each of these is taken alone: they were rolled back together, and whose fault it was is unknown."""
    await session.execute(
        text(
            "UPDATE job SET first_failed_at = coalesce(first_failed_at, clock_timestamp())"
            " WHERE id = ANY(:ids) AND done_at IS NULL AND parked_at IS NULL"
        ),
        {"ids": [claim.id for claim in claims]},
    )


async def hold(session: AsyncSession, claim: Claim) -> bool:
    """Lock a job whose try was rolled back; False if it was done meanwhile."""
    found = await session.execute(
        text("SELECT 1 FROM job WHERE id = :id AND done_at IS NULL AND parked_at IS NULL FOR UPDATE"),
        {"id": claim.id},
    )
    return found.first() is not None


async def park(session: AsyncSession, claim: Claim, error: str) -> None:
    """Set a job aside for a person, also one taken as done; the next of its order key can go."""
    await session.execute(
        text(
            "UPDATE job SET parked_at = clock_timestamp(), leased_until = NULL, error = :error,"
            " attempts = :attempt, done_at = NULL, payload = :payload WHERE id = :id"
        ),
        {"id": claim.id, "error": error[:500], "attempt": claim.attempt, "payload": claim.payload},
    )


async def unpark(session: AsyncSession, job_id: int) -> bool:
    """Try a parked job again, as if it were new; False if there is none."""
    changed = await session.execute(
        text(
            "UPDATE job SET parked_at = NULL, attempts = 0, first_failed_at = NULL, error = NULL,"
            " run_at = desk_now()"
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
            "UPDATE job SET parked_at = NULL, done_at = clock_timestamp(), payload = '', error = NULL"
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


async def forget_under(session: AsyncSession, queues: Sequence[str], order_key: str) -> None:
    """Delete all jobs of this order key, and of those that begin with it and a colon."""
    await session.execute(
        text(
            "DELETE FROM job WHERE queue = ANY(:queues)"
            " AND (order_key = :key OR starts_with(order_key, :key || ':'))"
        ),
        {"queues": list(queues), "key": order_key},
    )


async def forget_payloads(session: AsyncSession, queue: str, key_end: str) -> None:
    """Empty the payloads of done and parked jobs whose order key ends with a colon and this; their keys stay."""
    await session.execute(
        text(
            "UPDATE job SET payload = '{}', error = NULL WHERE queue = :queue"
            " AND order_key LIKE '%:' || :key_end AND (done_at IS NOT NULL OR parked_at IS NOT NULL)"
        ),
        {"queue": queue, "key_end": key_end},
    )


async def forget_said(session: AsyncSession, queue: str, key_end: str, message_id: int) -> None:
    """The same for those alone that name this Telegram message, as what they are or as what they answer."""
    await session.execute(
        text(
            "UPDATE job SET payload = '{}', error = NULL WHERE queue = :queue"
            " AND order_key LIKE '%:' || :key_end AND (done_at IS NOT NULL OR parked_at IS NOT NULL)"
            r" AND payload ~ ('\"message_id\"\s*:\s*' || :message || '\M')"
        ),
        {"queue": queue, "key_end": key_end, "message": str(message_id)},
    )


async def seconds_to_next(session: AsyncSession, queue: str) -> float | None:
    """Real seconds until the next job can run, counting only the first of each order key; None if there is none."""
    seconds: float | None = (
        await session.execute(
            text(
                "SELECT min(extract(epoch FROM greatest("
                " j.run_at - (SELECT desk_now()), j.leased_until - clock_timestamp())))::float FROM job j"
                " WHERE j.queue = :queue AND j.done_at IS NULL AND j.parked_at IS NULL"
                " AND NOT EXISTS (SELECT FROM job e"
                "  WHERE e.queue = j.queue AND e.order_key = j.order_key AND e.id < j.id"
                "  AND e.done_at IS NULL AND e.parked_at IS NULL"
                "  AND (e.run_at <= (SELECT desk_now()) OR e.first_failed_at IS NOT NULL OR e.keeps_place))"
            ),
            {"queue": queue},
        )
    ).scalar_one()
    return seconds


async def lag_seconds(session: AsyncSession, queue: str) -> float:
    """How long the oldest job that can run has been waiting."""
    seconds: float = (
        await session.execute(
            text(
                "SELECT coalesce(extract(epoch FROM (SELECT desk_now()) - min(run_at)), 0)::float FROM job"
                " WHERE queue = :queue AND done_at IS NULL AND parked_at IS NULL"
                " AND run_at <= (SELECT desk_now())"
            ),
            {"queue": queue},
        )
    ).scalar_one()
    return seconds


def _claim(row: RowMapping) -> Claim:
    return Claim(**row)
