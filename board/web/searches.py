"""The searches that an agent keeps, over HTTP."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.people import saved_searches
from board.store.db import Transaction
from board.views import saved_searches as views
from board.views.saved_searches import SavedSearchesJson
from board.web.bodies import Body, Empty, Text, body_of, number_of
from board.web.endpoint import Endpoint
from board.web.reads import read
from board.web.tickets import reader
from board.web.writes import Answer, write

_SEARCHES = "/api/v1/searches"
_SEARCH = _SEARCHES + "/{number:[0-9]{1,18}}"


class KeptSearch(Body):
    name: Annotated[Text, Field(max_length=200)]
    q: Annotated[Text, Field(max_length=1000)]


async def searches(request: web.Request) -> web.Response:
    return await read(request, lambda session: views.saved_searches(session, reader(request)))


async def save_search(request: web.Request) -> web.Response:
    body = await body_of(request, KeptSearch)

    async def work(tx: Transaction) -> Answer:
        await saved_searches.save(tx, body.name, body.q)
        return await _all(tx, request)

    return await write(request, work)


async def change_search(request: web.Request) -> web.Response:
    body = await body_of(request, KeptSearch)

    async def work(tx: Transaction) -> Answer:
        await saved_searches.change(tx, number_of(request), body.name, body.q)
        return await _all(tx, request)

    return await write(request, work)


async def remove_search(request: web.Request) -> web.Response:
    await body_of(request, Empty)

    async def work(tx: Transaction) -> Answer:
        await saved_searches.remove(tx, number_of(request))
        return await _all(tx, request)

    return await write(request, work)


async def _all(tx: Transaction, request: web.Request) -> Answer:
    return Answer(await views.saved_searches(tx.session, reader(request)), ())


ENDPOINTS = (
    Endpoint(
        "GET",
        _SEARCHES,
        searches,
        "The searches you keep, each with how many tickets it finds now.",
        SavedSearchesJson,
    ),
    Endpoint(
        "POST", _SEARCHES, save_search, "Keeps a search beside the boards.", SavedSearchesJson, KeptSearch
    ),
    Endpoint("PUT", _SEARCH, change_search, "Renames or changes one.", SavedSearchesJson, KeptSearch),
    Endpoint("DELETE", _SEARCH, remove_search, "Keeps it no longer.", SavedSearchesJson, Empty),
)
