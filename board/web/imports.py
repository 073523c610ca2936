"""Files of accounts over HTTP: read into a preview, done, undone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Literal

from aiohttp import web
from pydantic import Field

from board.errors import Invalid
from board.people import account_rows, imports
from board.store.db import Transaction
from board.values import Role
from board.views.imports import Filter, ImportPageJson, ImportsJson, latest_imports, one_import
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.endpoint import Endpoint
from board.web.files import uploaded
from board.web.keys import DATABASE, language
from board.web.reads import read, refuse_lesser
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import AccountImport

Ours = Literal["account", "name", "status", "support_until", "plan"]

_IMPORTS = "/api/v1/accounts/imports"
_IMPORT = _IMPORTS + "/{number:[0-9]{1,18}}"


class NewImport(bodies.Body):
    """An upload of one's own, in any encoding, or the text itself.

    `columns` says what headings are: a column of the desk's, or null for a detail. It is remembered.
    """

    file: bodies.Id | None = None
    text: Annotated[str, Field(max_length=50_000_000)] | None = None
    name: bodies.Key = ""
    columns: Annotated[dict[bodies.Text, Ours | None], Field(default_factory=dict, max_length=200)]


class LinesQuery(bodies.Query):
    kind: Filter | None = None
    after: Annotated[int, Field(ge=0, lt=2**31)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


async def index(request: web.Request) -> web.Response:
    return await read(request, latest_imports)


async def show(request: web.Request) -> web.Response:
    query = query_of(request, LinesQuery)
    return await read(
        request,
        lambda session: one_import(session, number_of(request), language(request), **query.model_dump()),
    )


async def preview_import(request: web.Request) -> web.Response:
    refuse_lesser(request, Role.OWNER)  # before a large file is read
    body = await body_of(request, NewImport)
    name, data = await _given(request, body)
    async with request.app[DATABASE].reading() as session:
        names = await imports.names_of_columns(session, body.columns)
    reading = await asyncio.to_thread(account_rows.read, data, names)
    return await _answered(request, lambda tx: imports.preview(tx, reading, name))


async def commit_import(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    return await _answered(request, lambda tx: imports.commit(tx, number))


async def undo_import(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    return await _answered(request, lambda tx: imports.undo(tx, number))


async def _given(request: web.Request, body: NewImport) -> tuple[str, bytes]:
    if (body.file is None) == (body.text is None):
        raise Invalid("refused.import.no_file", "file")
    if body.file is None:
        return body.name, (body.text or "").encode(errors="surrogatepass")
    file = await uploaded(request, body.file)
    return body.name or file.name, file.data


async def _answered(
    request: web.Request, verb: Callable[[Transaction], Awaitable[AccountImport]]
) -> web.Response:
    async def work(tx: Transaction) -> Answer:
        made = await verb(tx)
        return Answer(await one_import(tx.session, made.id, language(request)), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint("GET", _IMPORTS, index, "Imports that were done.", ImportsJson, called="account_imports"),
    Endpoint(
        "POST",
        _IMPORTS,
        preview_import,
        "Reads a file of accounts, and says of each line what it would do; nothing is changed.",
        ImportPageJson,
        NewImport,
    ),
    Endpoint(
        "GET",
        _IMPORT,
        show,
        "What a file would do, or did, line by line.",
        ImportPageJson,
        query=LinesQuery,
        called="account_import",
    ),
    Endpoint(
        "POST",
        _IMPORT + "/commit",
        commit_import,
        "Does exactly what the preview said; refused lines are left out.",
        ImportPageJson,
        bodies.Empty,
    ),
    Endpoint(
        "POST",
        _IMPORT + "/undo",
        undo_import,
        "Makes the accounts of the last import what they were before it.",
        ImportPageJson,
        bodies.Empty,
    ),
)
