"""Notices over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

from aiohttp import web
from pydantic import Field

from board.desk import notices
from board.store.db import Transaction
from board.views.notices import NoticeJson, NoticesJson, all_notices, notice_json
from board.web import bodies
from board.web.bodies import Moment, body_of, number_of
from board.web.endpoint import Endpoint
from board.web.reads import read
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import Notice

_NOTICES = "/api/v1/settings/notices"
_NOTICE = _NOTICES + "/{number:[0-9]{1,9}}"


class NewNotice(bodies.Body):
    """No topics are all of them."""

    texts: dict[bodies.Key, Annotated[bodies.Text, Field(max_length=8192)]]
    topics: list[bodies.Key] = Field(default_factory=list, max_length=200)
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    is_on: bool = True

    @property
    def content(self) -> notices.Content:
        return notices.Content(self.texts, self.topics, self.starts_at, self.ends_at, self.is_on)


class EditNotice(NewNotice):
    version: bodies.Version | None = None


async def show_notices(request: web.Request) -> web.Response:
    return await read(request, all_notices)


async def add_notice(request: web.Request) -> web.Response:
    body = await body_of(request, NewNotice)
    return await _answered(request, lambda tx: notices.add(tx, body.content))


async def edit_notice(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, EditNotice)
    return await _answered(request, lambda tx: notices.edit(tx, number, body.content, body.version))


async def remove_notice(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, bodies.Versioned)

    async def work(tx: Transaction) -> Answer:
        await notices.remove(tx, number, body.version)
        return Answer({}, ())

    return await write(request, work)


async def _answered(request: web.Request, verb: Callable[[Transaction], Awaitable[Notice]]) -> web.Response:
    async def work(tx: Transaction) -> Answer:
        return Answer(await notice_json(tx.session, await verb(tx), tx.now), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "GET", _NOTICES, show_notices, "What customers are told beforehand.", NoticesJson, called="notices"
    ),
    Endpoint("POST", _NOTICES, add_notice, "A new one; `topics` empty is all.", NoticeJson, NewNotice),
    Endpoint("PUT", _NOTICE, edit_notice, "Everything of it at once.", NoticeJson, EditNotice),
    Endpoint("DELETE", _NOTICE, remove_notice, "Takes it away.", dict[str, object], bodies.Versioned),
)
