"""What may have been behind a solved ticket, over HTTP."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import causes, changes
from board.store.db import Transaction
from board.values import Thing
from board.views.desk import CauseJson, causes_of
from board.web import bodies
from board.web.bodies import body_of
from board.web.endpoint import Endpoint
from board.web.reads import read
from board.web.writes import Answer, write

_CAUSES = "/api/v1/settings/causes"


class CausesJson(TypedDict):
    items: list[CauseJson]
    version: int
    changed_by: str | None


class OneCause(bodies.Body):
    """Without `id` it is new."""

    id: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    name: bodies.Key
    topics: list[bodies.Key] = Field(default_factory=list, max_length=200)


class Causes(bodies.Body):
    items: Annotated[list[OneCause], Field(max_length=200)]
    version: bodies.Version | None = None


async def show_causes(request: web.Request) -> web.Response:
    return await read(request, _told)


async def set_causes(request: web.Request) -> web.Response:
    body = await body_of(request, Causes)
    wanted = [causes.Known(each.name, tuple(each.topics), each.id) for each in body.items]

    async def work(tx: Transaction) -> Answer:
        await causes.set_all(tx, wanted, body.version)
        return Answer(await _told(tx.session), ())

    return await write(request, work)


async def _told(session: AsyncSession) -> CausesJson:
    version = await changes.version(session, Thing.SETTING, causes.CAUSES)
    by = await changes.changed_by(session, version)
    return {"items": await causes_of(session), "version": version, "changed_by": by}


ENDPOINTS = (
    Endpoint("GET", _CAUSES, show_causes, "What may have been behind a ticket.", CausesJson, called="causes"),
    Endpoint(
        "PUT", _CAUSES, set_causes, "The whole list, in the order in which it is offered.", CausesJson, Causes
    ),
)
