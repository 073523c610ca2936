"""People found, and erased at their wish, over HTTP."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.people import erasing
from board.store.db import Transaction
from board.values import Role
from board.views.people import FoundPeopleJson, find_people
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.endpoint import Endpoint
from board.web.reads import read, refuse_lesser
from board.web.writes import Answer, write

_PEOPLE = "/api/v1/people"


class PeopleQuery(bodies.Query):
    """A name, @user name, Telegram id, account or #ticket number."""

    q: Annotated[bodies.Key, Field(min_length=1)]


class Erasing(bodies.Body):
    """`confirm` is their name, user name or Telegram id; `reference` is kept, and must not name them."""

    confirm: bodies.Key
    reference: bodies.Key


async def people(request: web.Request) -> web.Response:
    refuse_lesser(request, Role.AGENT)
    query = query_of(request, PeopleQuery)
    return await read(request, lambda session: find_people(session, query.q))


async def erase(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, Erasing)

    async def work(tx: Transaction) -> Answer:
        await erasing.erase_for(tx, number, confirm=body.confirm, reference=body.reference)
        return Answer({}, ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "GET",
        _PEOPLE,
        people,
        "People whom `q` means, and how much there is of each.",
        FoundPeopleJson,
        query=PeopleQuery,
        called="people",
    ),
    Endpoint(
        "POST",
        _PEOPLE + "/{number:[0-9]{1,9}}/erase",
        erase,
        "Erases somebody who asked for it elsewhere; they are told in one sentence.",
        dict[str, object],
        Erasing,
        called="erase_person",
    ),
)
