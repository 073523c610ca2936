"""A job that becomes other work, in its place before the later ones of its order key; one put off; those not begun."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from board.store import jobs
from board.store.jobs import Claim
from board.values import Json


async def go_on_with(session: AsyncSession, claim: Claim, payload: Mapping[str, Json], note: str) -> None:
    """Do this at once instead; it has not been tried yet."""
    await put_instead(session, claim, payload)
    await jobs.retry(session, replace(claim, attempt=0), timedelta(), note)


async def put_instead(session: AsyncSession, claim: Claim, payload: Mapping[str, Json]) -> None:
    """Do this instead, when its turn comes."""
    await session.execute(
        text("UPDATE job SET payload = :payload WHERE id = :id"),
        {"id": claim.id, "payload": json.dumps(payload)},
    )


async def put_off(session: AsyncSession, claim: Claim, after: timedelta, why: str) -> None:
    """Do it later, because what it needs isn't there: neither a try nor a failure. Meanwhile it holds up nobody."""
    await jobs.retry(session, claim.uncounted(), after, why)
    await session.execute(text("UPDATE job SET first_failed_at = NULL WHERE id = :id"), {"id": claim.id})


async def hold_waiting(session: AsyncSession, claims: Sequence[Claim]) -> list[Claim]:
    """Of these open jobs those that nobody is doing or settling, held so until the transaction ends.

    One that was begun and not ended may be done already: it is none of them.
    """
    rows = await session.execute(
        text(
            "SELECT id FROM job WHERE id = ANY(:ids) AND leased_until IS NULL"
            " AND done_at IS NULL AND parked_at IS NULL FOR UPDATE SKIP LOCKED"
        ),
        {"ids": [claim.id for claim in claims]},
    )
    held = set(rows.scalars())
    return [claim for claim in claims if claim.id in held]
