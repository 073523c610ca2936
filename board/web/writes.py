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
from board.people import kept_answers, keys
from board.store.db import Transaction
from board.values import Actor, agent_actor
from board.web.keys import CALLER, DATABASE, Caller
from board.web.problems import NotSignedIn


@dataclass(frozen=True)
class Answer:
    """`about` are the customers it speaks of: kept, it goes when one of them is erased.

    `kept` is what a repeated request is answered, where `body` holds a secret that is shown once.
    """

    body: Mapping[str, Any]
    about: Collection[int]
    kept: Mapping[str, Any] | None = None


Work = Callable[[Transaction], Awaitable[Answer]]

HEADER = "Idempotency-Key"
_MOST_CHARACTERS = 200


async def write(request: web.Request, work: Work, *, fingerprint: bytes | None = None) -> web.Response:
    """Run `work` as the caller and answer with what it returns, read inside the transaction.

    `fingerprint` stands for the body when that is no JSON.
    """
    caller = request[CALLER]
    key = key_of(request, fingerprint or await request.read())

    async def run(tx: Transaction) -> str:
        tx.actor = await actor_now(tx, caller)
        if key is None:
            return _text((await work(tx)).body)
        before = await kept_answers.claim(tx.session, caller.agent, key.name, key.request)
        if before is not None:
            return before
        answer = await work(tx)
        kept = _text(answer.body if answer.kept is None else answer.kept)
        await kept_answers.keep(tx.session, caller.agent, key.name, kept, answer.about)
        return _text(answer.body)

    answer = await request.app[DATABASE].run(caller.actor, run)
    return web.Response(text=answer, content_type="application/json")


async def actor_now(tx: Transaction, caller: Caller) -> Actor:
    """The caller may have been given another role, or none, while the request's body was on its way."""
    role = await keys.role_now(tx.session, caller.key)
    if role is None:
        raise NotSignedIn("refused.sign_in.first")
    return agent_actor(caller.agent, role)


@dataclass(frozen=True)
class Key:
    name: str
    request: bytes


def key_of(request: web.Request, body: bytes) -> Key | None:
    name = request.headers.get(HEADER)
    if name is None:
        return None
    if not 0 < len(name) <= _MOST_CHARACTERS or not name.isascii() or not name.isprintable():
        raise Invalid("refused.header.length", header=HEADER, most=_MOST_CHARACTERS)
    asked = f"{request.method} {request.path_qs}\n".encode()
    return Key(name, hashlib.sha256(asked + body).digest())


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)
