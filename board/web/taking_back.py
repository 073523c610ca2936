"""Taking a reply back before it goes, and wishing for that, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiohttp import web
from typing_extensions import TypedDict

from board.people import roles
from board.store.db import Transaction
from board.talk import conversation, taking_back
from board.values import AgentId
from board.views import drafts as views
from board.views.drafts import DraftJson
from board.web.bodies import Body, Id, body_of, number_of
from board.web.desk import MeJson, me_of
from board.web.drafts import BegunJson, begun
from board.web.endpoint import Endpoint
from board.web.keys import CALLER
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import Draft


class TakeBack(Body):
    comment: Id


class ChooseTakingBack(Body):
    on: bool


class TakenBackJson(TypedDict):
    """`words` are those of the reply; in `draft` they stand before what was begun since. Both null for a greeting."""

    draft: DraftJson | None
    words: BegunJson | None


async def take_back_reply(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, TakeBack)
    agent = AgentId(request[CALLER].agent)

    async def work(tx: Transaction) -> Answer:
        taken = await taking_back.take_back(tx, number, body.comment)
        about = (await conversation.customer_of(tx, number)).id
        words = await begun(tx, agent, taken.words) if taken.words else None
        return Answer({"draft": await _told(tx, agent, taken.draft), "words": words}, {about})

    return await write(request, work)


async def choose_taking_back(request: web.Request) -> web.Response:
    body = await body_of(request, ChooseTakingBack)

    async def work(tx: Transaction) -> Answer:
        await roles.choose_taking_back(tx, body.on)
        request[CALLER] = replace(request[CALLER], takes_back=body.on)
        return Answer(me_of(request), ())

    return await write(request, work)


async def _told(tx: Transaction, agent: AgentId, draft: Draft | None) -> DraftJson | None:
    return (await views.written_out(tx.session, agent, [draft]))[0] if draft else None


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/v1/tickets/{number:[0-9]{1,18}}/take-back",
        take_back_reply,
        "Takes back a reply that waits to go.",
        TakenBackJson,
        TakeBack,
    ),
    Endpoint(
        "POST",
        "/api/v1/me/taking-back",
        choose_taking_back,
        "Whether the page lets your replies wait so that you can take them back.",
        MeJson,
        ChooseTakingBack,
    ),
)
