"""Writes: one transaction each, answered once per Idempotency-Key.

The key is claimed first and its answer stored in the same transaction as what the write did, so both
stand or neither does. A second request with the key waits for the first, then gets its answer.
A refused write did nothing and leaves no key: trying it again tries it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Conflict, Invalid
from board.models import IdempotencyKey
from board.store.db import Transaction
from board.web.keys import CALLER, DATABASE, Caller

Work = Callable[[Transaction], Awaitable[Mapping[str, Any]]]

HEADER = "Idempotency-Key"
_MOST_CHARACTERS = 200
_KEPT_FOR = text("interval '3 days'")


async def write(request: web.Request, work: Work, *, fingerprint: bytes | None = None) -> web.Response:
    """Run `work` as the caller and answer with what it returns, read inside the transaction.

    `fingerprint` stands for the body when that is no JSON.
    """
    caller = request[CALLER]
    key = _key(request, fingerprint or await request.read())

    async def run(tx: Transaction) -> str:
        if key is not None and (answered := await _claim(tx.session, caller, key)) is not None:
            return answered
        answer = json.dumps(await work(tx), ensure_ascii=False)
        if key is not None:
            await _remember(tx.session, caller, key, answer)
        return answer

    answer = await request.app[DATABASE].run(caller.actor, run)
    return web.Response(text=answer, content_type="application/json")


@dataclass(frozen=True)
class _Key:
    name: str
    request: bytes


def _key(request: web.Request, body: bytes) -> _Key | None:
    name = request.headers.get(HEADER)
    if name is None:
        return None
    if not 0 < len(name) <= _MOST_CHARACTERS or not name.isascii() or not name.isprintable():
        raise Invalid(f"{HEADER} has 1 to {_MOST_CHARACTERS} printable characters.")
    asked = f"{request.method} {request.path_qs}\n".encode()
    return _Key(name, hashlib.sha256(asked + body).digest())


async def _claim(session: AsyncSession, caller: Caller, key: _Key) -> str | None:
    """Take the key, or return what was answered under it; waits while another request holds it."""
    await _forget_old(session, caller)
    claimed = await session.scalar(
        insert(IdempotencyKey)
        .values(key=key.name, agent_id=caller.agent, request=key.request, status=200, body="")
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    if claimed is not None:
        return None
    row = await session.scalar(select(IdempotencyKey).where(*_is(caller, key)))
    if row is None:
        raise Conflict("Another request with this key has only just ended; try again.")
    if row.request != key.request:
        raise Invalid(f"This {HEADER} was used for another request.")
    return row.body


async def _remember(session: AsyncSession, caller: Caller, key: _Key, answer: str) -> None:
    await session.execute(update(IdempotencyKey).where(*_is(caller, key)).values(body=answer))


async def _forget_old(session: AsyncSession, caller: Caller) -> None:
    await session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.agent_id == caller.agent,
            IdempotencyKey.created_at < func.now() - _KEPT_FOR,
        )
    )


def _is(caller: Caller, key: _Key) -> tuple[Any, ...]:
    return IdempotencyKey.key == key.name, IdempotencyKey.agent_id == caller.agent
