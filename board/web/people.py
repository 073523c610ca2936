"""People found, given a copy of what is stored about them, and erased at their wish, over HTTP."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.people import archives, erasing
from board.settings import Language
from board.store.db import Transaction
from board.talk.file_types import ANYTHING
from board.values import Role
from board.views.archives import CopiesJson, CopyJson, copies, copy, copy_file
from board.views.people import FoundPeopleJson, find_people
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.endpoint import Endpoint
from board.web.files import headers, stored
from board.web.keys import DATABASE, SETTINGS
from board.web.reads import read, refuse_lesser
from board.web.writes import Answer, write

_PEOPLE = "/api/v1/people"
_PERSON = _PEOPLE + "/{number:[0-9]{1,9}}"


class PeopleQuery(bodies.Query):
    """A name, @user name, Telegram id, account or #ticket number."""

    q: Annotated[bodies.Key, Field(min_length=1)]


class Erasing(bodies.Body):
    """`confirm` is their name, user name or Telegram id; `reference` is kept, and must not name them."""

    confirm: bodies.Key
    reference: bodies.Key


class MakeCopy(bodies.Body):
    """`notes`: with what only agents see. `language`: else the person's."""

    notes: bool = False
    language: Language | None = None


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


async def show_copies(request: web.Request) -> web.Response:
    return await read(request, copies, needs=Role.OWNER)


async def show_copies_of(request: web.Request) -> web.Response:
    number = number_of(request)
    return await read(request, lambda session: copies(session, number), needs=Role.OWNER)


async def make_copy(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, MakeCopy)
    zone = request.app[SETTINGS].timezone

    async def work(tx: Transaction) -> Answer:
        asked = await archives.ask_for(tx, number, zone, body.language, has_notes=body.notes)
        return Answer(await copy(tx.session, asked), (number,))

    return await write(request, work)


async def serve_copy(request: web.Request) -> web.StreamResponse:
    refuse_lesser(request, Role.OWNER)
    async with request.app[DATABASE].reading() as session:
        name, sha256 = await copy_file(session, number_of(request), int(request.match_info["copy"]))
    return web.FileResponse(stored(request, sha256), headers=headers(name, ANYTHING, wants_download=True))


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
        _PERSON + "/erase",
        erase,
        "Erases somebody who asked for it elsewhere; they are told in one sentence.",
        dict[str, object],
        Erasing,
        called="erase_person",
    ),
    Endpoint(
        "GET",
        _PEOPLE + "/copies",
        show_copies,
        "Copies of what is stored about people, being made or to be fetched.",
        CopiesJson,
        called="copies",
    ),
    Endpoint(
        "GET",
        _PERSON + "/copies",
        show_copies_of,
        "Those of one person.",
        CopiesJson,
        called="copies_of_person",
    ),
    Endpoint(
        "POST",
        _PERSON + "/copies",
        make_copy,
        "Asks for one, to be handed over; nothing is sent to them.",
        CopyJson,
        MakeCopy,
    ),
    Endpoint(
        "GET",
        _PERSON + "/copies/{copy:[0-9]{1,18}}/file",
        serve_copy,
        "Its ZIP file.",
        media=ANYTHING,
        called="copy_file",
    ),
)
