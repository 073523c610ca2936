"""What a person may ask of the desk, over HTTP: how long words and files are kept."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.desk import retention
from board.desk.retention import MOST_DAYS, Ages
from board.store.db import Transaction
from board.views.retention import RetentionJson, RetentionPreviewJson, kept_for, would_go
from board.web import bodies
from board.web.bodies import body_of, query_of
from board.web.endpoint import Endpoint
from board.web.reads import read
from board.web.writes import Answer, write

_RETENTION = "/api/v1/settings/privacy/retention"

Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]


class Retention(bodies.Body):
    """In days; null: for ever. Files go with the words at the latest."""

    words_days: Days | None
    files_days: Days | None
    version: bodies.Version | None = None


class RetentionQuery(bodies.Query):
    """Ages to try; what is not given is for ever."""

    words_days: Days | None = None
    files_days: Days | None = None


async def show_retention(request: web.Request) -> web.Response:
    return await read(request, kept_for)


async def try_retention(request: web.Request) -> web.Response:
    query = query_of(request, RetentionQuery)
    return await read(request, lambda session: would_go(session, Ages(query.words_days, query.files_days)))


async def set_retention(request: web.Request) -> web.Response:
    body = await body_of(request, Retention)

    async def work(tx: Transaction) -> Answer:
        await retention.set_ages(tx, Ages(body.words_days, body.files_days), version=body.version)
        return Answer(await kept_for(tx.session), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "GET",
        _RETENTION,
        show_retention,
        "How long words and files of done tickets are kept.",
        RetentionJson,
        called="retention",
    ),
    Endpoint(
        "GET",
        _RETENTION + "/preview",
        try_retention,
        "What would go by these ages; nothing is changed.",
        RetentionPreviewJson,
        query=RetentionQuery,
        called="retention_preview",
    ),
    Endpoint("PUT", _RETENTION, set_retention, "Both ages at once.", RetentionJson, Retention),
)
