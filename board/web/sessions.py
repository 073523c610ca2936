"""Where the agent is signed in: listed, and ended one by one or all but this."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.people import keys
from board.store.db import Transaction
from board.views.shapes import instant
from board.web import bodies
from board.web.bodies import body_of, number_of
from board.web.keys import CALLER, Caller
from board.web.reads import read
from board.web.writes import Answer, write


class SessionJson(TypedDict):
    """`is_here`: the one that asks. `device` and `address` are as last used, empty when unknown."""

    id: int
    device: str
    address: str
    created_at: str
    used_at: str | None
    is_here: bool


class SessionsJson(TypedDict):
    """The latest used first."""

    items: list[SessionJson]


async def sessions(request: web.Request) -> web.Response:
    return await read(request, lambda session: _sessions(session, request[CALLER]))


async def end_session(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    caller = request[CALLER]

    async def work(tx: Transaction) -> Answer:
        await keys.take_back(tx, "session", number, caller.agent)
        return Answer(await _sessions(tx.session, caller), ())

    return await write(request, work)


async def end_other_sessions(request: web.Request) -> web.Response:
    await body_of(request, bodies.Empty)
    caller = request[CALLER]

    async def work(tx: Transaction) -> Answer:
        await keys.take_back_sessions(tx, caller.agent, but=caller.key)
        return Answer(await _sessions(tx.session, caller), ())

    return await write(request, work)


async def _sessions(session: AsyncSession, caller: Caller) -> SessionsJson:
    return {"items": [_session(key, caller) for key in await keys.living(session, "session", caller.agent)]}


def _session(key: keys.Key, caller: Caller) -> SessionJson:
    return {
        "id": key.id,
        "device": key.device,
        "address": key.address,
        "created_at": instant(key.created_at),
        "used_at": instant(key.used_at) if key.used_at else None,
        "is_here": key.id == caller.key,
    }
