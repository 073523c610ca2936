"""What became of a thing that the owner decides, and the latest change taken back."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import BeforeValidator, Field

from board.store.db import Transaction
from board.upkeep import taking_back
from board.values import Role, Thing
from board.views.changes import ChangesJson, of_things
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.endpoint import Endpoint
from board.web.reads import read
from board.web.writes import Answer, write

_MOST_KEYS = 50


def _split(text: object) -> object:
    return text.split(",") if isinstance(text, str) else text


class ChangesQuery(bodies.Query):
    thing: Thing
    keys: Annotated[
        tuple[bodies.Key, ...], BeforeValidator(_split), Field(min_length=1, max_length=_MOST_KEYS)
    ]


async def changes(request: web.Request) -> web.Response:
    """Who works here in which role is told to owners, as in the audit."""
    query = query_of(request, ChangesQuery)
    needs = Role.OWNER if query.thing is Thing.AGENT else Role.VIEWER
    return await read(request, lambda session: of_things(session, query.thing, query.keys), needs=needs)


async def take_back(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)

    async def work(tx: Transaction) -> Answer:
        await taking_back.take_back(tx, number)
        return Answer({}, ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v1/settings/changes",
        changes,
        "What was changed of these things, newest first: `thing=topic&keys=billing,product`.",
        ChangesJson,
        query=ChangesQuery,
    ),
    Endpoint(
        "POST",
        "/api/v1/settings/changes/{number:[0-9]{1,18}}/take-back",
        take_back,
        "Makes the thing what it was before, if this is its latest change.",
        dict[str, object],
        bodies.Empty,
    ),
)
