"""Nobody there for a while, and promises given anew in the hours that count now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import away
from board.store.db import Transaction
from board.tickets import renewing
from board.tickets.renewing import Scope
from board.upkeep import clearing
from board.values import Role, TicketNumber
from board.views.desk import AwayJson, away_now
from board.web import bodies
from board.web.bodies import Moment, body_of
from board.web.endpoint import Endpoint
from board.web.keys import CALLER, DATABASE
from board.web.reads import read, refuse_lesser
from board.web.writes import Answer, write

_AWAY, _RENEW = "/api/v1/away", "/api/v1/settings/promises/renew"
_TICKETS_AT_ONCE = 200
"""Promised anew before the answer; the loop goes on with the rest."""


class Away(bodies.Body):
    """`why` is what customers read beside it."""

    until: Moment
    why: bodies.Text = ""


class Renew(bodies.Body):
    """Promises that count by a calendar, or those of a lane. `dry`: only how many tickets it concerns."""

    calendar: bodies.SmallId | None = None
    board: bodies.Key | None = None
    lane: bodies.Key | None = None
    dry: bool = False


class AwayNowJson(TypedDict):
    away: AwayJson | None


class RenewedJson(TypedDict):
    tickets: int


async def show(request: web.Request) -> web.Response:
    return await read(request, _now)


async def go(request: web.Request) -> web.Response:
    body = await body_of(request, Away)

    return await _answered(request, lambda tx: away.go(tx, body.until, body.why))


async def come_back(request: web.Request) -> web.Response:
    await body_of(request, bodies.Empty)
    return await _answered(request, away.come_back)


async def renew(request: web.Request) -> web.Response:
    refuse_lesser(request, Role.OWNER)
    body = await body_of(request, Renew)
    scope = Scope(body.calendar, body.board, body.lane)

    async def work(tx: Transaction) -> Answer:
        number = await (renewing.count(tx, scope) if body.dry else renewing.begin(tx, scope))
        return Answer(RenewedJson(tickets=number), ())

    response = await write(request, work)
    if not body.dry:
        database, actor = request.app[DATABASE], request[CALLER].actor
        await clearing.renew_on(database, actor, scope, TicketNumber(0), most=_TICKETS_AT_ONCE)
    return response


async def _answered(request: web.Request, verb: Callable[[Transaction], Awaitable[object]]) -> web.Response:
    async def work(tx: Transaction) -> Answer:
        await verb(tx)
        return Answer(await _now(tx.session), ())

    return await write(request, work)


async def _now(session: AsyncSession) -> AwayNowJson:
    return {"away": await away_now(session)}


ENDPOINTS = (
    Endpoint("GET", _AWAY, show, "Whether nobody is there, and until when.", AwayNowJson, called="away"),
    Endpoint(
        "POST",
        _AWAY,
        go,
        "Nobody is there until a time; promises count from then.",
        AwayNowJson,
        Away,
        called="go_away",
    ),
    Endpoint("DELETE", _AWAY, come_back, "Somebody is there again.", AwayNowJson, bodies.Empty),
    Endpoint(
        "POST",
        _RENEW,
        renew,
        "Gives open promises anew, where their lane would give them otherwise today.",
        RenewedJson,
        Renew,
        called="renew_promises",
    ),
)
