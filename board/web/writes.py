"""Writes: one transaction each, answered once per Idempotency-Key.

The key is claimed first and its answer stored in the same transaction as what the write did, so both
stand or neither does. A second request with the key waits for the first, then gets its answer.
A refused write did nothing and leaves no key: trying it again tries it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from board.errors import Invalid
from board.people import kept_answers
from board.store.db import Transaction
from board.web.keys import CALLER, DATABASE


@dataclass(frozen=True)
class Answer:
    """`about` are the customers it speaks of: kept, it goes when one of them is erased."""

    body: Mapping[str, Any]
    about: Collection[int]


Work = Callable[[Transaction], Awaitable[Answer]]

HEADER = "Idempotency-Key"
_MOST_CHARACTERS = 200


async def write(request: web.Request, work: Work, *, fingerprint: bytes | None = None) -> web.Response:
    """Run `work` as the caller and answer with what it returns, read inside the transaction.

    `fingerprint` stands for the body when that is no JSON.
    """
    caller = request[CALLER]
    key = _key(request, fingerprint or await request.read())

    async def run(tx: Transaction) -> str:
        if key is None:
            return _text(await work(tx))
        kept = await kept_answers.claim(tx.session, caller.agent, key.name, key.request)
        if kept is not None:
            return kept
        answer = await work(tx)
        await kept_answers.keep(tx.session, caller.agent, key.name, _text(answer), answer.about)
        return _text(answer)

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
        raise Invalid("refused.header.length", header=HEADER, most=_MOST_CHARACTERS)
    asked = f"{request.method} {request.path_qs}\n".encode()
    return _Key(name, hashlib.sha256(asked + body).digest())


def _text(answer: Answer) -> str:
    return json.dumps(answer.body, ensure_ascii=False)
