"""Answers of the API, kept by the request's key: a repeated request gets the same answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Conflict, Invalid
from board.models import IdempotencyKey
from board.values import AgentId

_KEPT_FOR = text("interval '3 days'")
_EMPTY = "{}"


async def claim(session: AsyncSession, agent: AgentId, key: str, request: bytes) -> str | None:
    """Claim the key, or return the answer kept for it; waits while another request with it is running.

    `request` is a digest of the request. Raises ``Invalid`` if the key was used for another one.
    """
    await _forget_old(session, agent)
    claimed = await session.scalar(
        insert(IdempotencyKey)
        .values(key=key, agent_id=agent, request=request, body="")
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    if claimed is not None:
        return None
    row = await session.scalar(select(IdempotencyKey).where(*_is(agent, key)))
    if row is None:
        raise Conflict("refused.request.in_hand")
    if row.request != request:
        raise Invalid("refused.request.other")
    return row.body


async def keep(session: AsyncSession, agent: AgentId, key: str, answer: str, about: Collection[int]) -> None:
    """`about` are the customers that the answer speaks of."""
    await session.execute(
        update(IdempotencyKey).where(*_is(agent, key)).values(body=answer, customers=sorted(about))
    )


async def finish(session: AsyncSession, agent: AgentId, key: str, answer: str, about: Collection[int]) -> str:
    """As `keep`, of a request that several may make at once: the answer that was kept first is given to all."""
    is_open = (*_is(agent, key), IdempotencyKey.body == "")
    kept = update(IdempotencyKey).where(*is_open).values(body=answer, customers=sorted(about))
    await session.execute(kept)
    return await session.scalar(select(IdempotencyKey.body).where(*_is(agent, key))) or answer


async def is_last_within(
    session: AsyncSession, agent: AgentId, one_of: Sequence[str], groups: Sequence[str], within: timedelta
) -> bool:
    """Whether one of the keys is known, and the latest of those that begin as one of the groups is no older."""
    if not one_of:
        return False
    mine = IdempotencyKey.agent_id == agent
    known = select(IdempotencyKey.key).where(mine, IdempotencyKey.key.in_(one_of)).exists()
    group = func.split_part(IdempotencyKey.key, "\n", 1).in_(groups)
    latest = select(func.max(IdempotencyKey.created_at)).where(mine, group).scalar_subquery()
    return bool(await session.scalar(select(known & (latest > func.now() - within))))


async def forget_about(session: AsyncSession, customer_id: int) -> None:
    """Empty the answers about a customer; the keys still count as used."""
    is_about = IdempotencyKey.customers.contains([customer_id])
    await session.execute(update(IdempotencyKey).where(is_about).values(body=_EMPTY))


async def forget_about_ticket(session: AsyncSession, customer_id: int, number: int) -> None:
    """Empty those about this ticket of theirs."""
    is_about = (
        IdempotencyKey.customers.contains([customer_id]),
        IdempotencyKey.body.regexp_match(rf'"number": {number}\y'),
    )
    await session.execute(update(IdempotencyKey).where(*is_about).values(body=_EMPTY))


async def _forget_old(session: AsyncSession, agent: AgentId) -> None:
    await session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.agent_id == agent, IdempotencyKey.created_at < func.now() - _KEPT_FOR
        )
    )


def _is(agent: AgentId, key: str) -> tuple[Any, ...]:
    return IdempotencyKey.key == key, IdempotencyKey.agent_id == agent
