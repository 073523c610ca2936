"""At work or not, and the end of a shift: one's tickets go to another in one go."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.people import team
from board.store.db import Transaction
from board.talk import conversation
from board.tickets import handing_over
from board.values import AgentId, Role
from board.views.shift import ShiftJson, shift
from board.web import bodies
from board.web.bodies import body_of
from board.web.endpoint import Endpoint
from board.web.keys import CALLER
from board.web.reads import read, refuse_lesser
from board.web.writes import Answer, write


class Work(bodies.Body):
    at_work: bool


class HandOver(bodies.Body):
    """`to` null: each goes to whoever at work has the least to do. The note is put on each ticket."""

    to: bodies.Key | None = None
    note: Annotated[bodies.Text, Field(max_length=4096)] = ""


class HandedOverJson(TypedDict):
    handed: list[int]
    shift: ShiftJson


async def show(request: web.Request) -> web.Response:
    return await read(request, lambda session: _shift(request, session))


async def work(request: web.Request) -> web.Response:
    body = await body_of(request, Work)

    async def verb(tx: Transaction) -> Answer:
        await team.take_tickets(tx, request[CALLER].agent, takes=body.at_work)
        return Answer(await _shift(request, tx.session), ())

    return await write(request, verb)


async def hand_over(request: web.Request) -> web.Response:
    refuse_lesser(request, Role.AGENT)  # also of whoever has nothing to hand over
    body, leaving = await body_of(request, HandOver), request[CALLER].agent

    async def verb(tx: Transaction) -> Answer:
        taker = AgentId((await team.agent_named(tx, body.to)).id) if body.to else None
        handed = await handing_over.hand_over_all(tx, leaving, taker)
        for number in handed if body.note.strip() else ():
            await conversation.note(tx, number, body.note)
        return Answer({"handed": [*handed], "shift": await _shift(request, tx.session)}, ())

    return await write(request, verb)


async def _shift(request: web.Request, session: AsyncSession) -> ShiftJson:
    return await shift(session, request[CALLER].agent)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v1/me/shift",
        show,
        "Whether you are at work, and who else is.",
        ShiftJson,
        called="shift",
    ),
    Endpoint(
        "POST",
        "/api/v1/me/work",
        work,
        "Whether new tickets may be given to you.",
        ShiftJson,
        Work,
        called="take_tickets",
    ),
    Endpoint(
        "POST",
        "/api/v1/me/hand-over",
        hand_over,
        "Gives all your open tickets to another, or to whoever has the least to do.",
        HandedOverJson,
        HandOver,
    ),
)
