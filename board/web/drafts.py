"""Drafts over HTTP: read, kept and dropped by the agent who writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
from typing_extensions import TypedDict

from board.store.db import Transaction
from board.talk import conversation, drafts
from board.talk.drafts import Begun
from board.values import AgentId, CommentId, FileId, Role
from board.views import drafts as views
from board.views.drafts import DraftJson, DraftsJson
from board.views.shapes import QuickBegunJson, UploadJson
from board.web import bodies
from board.web.bodies import body_of, entities_of, number_of
from board.web.endpoint import Endpoint
from board.web.keys import CALLER
from board.web.reads import read
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import Draft


class BegunJson(TypedDict):
    """Words as they stood in the field."""

    text: str
    entities: list[dict[str, object]]
    files: list[UploadJson]
    reply_to: int | None
    quick: QuickBegunJson | None


class KeptJson(TypedDict):
    """`draft` is null where nothing is kept any more. `lost` is what was written elsewhere since the caller read it."""

    draft: DraftJson | None
    lost: BegunJson | None


async def index(request: web.Request) -> web.Response:
    agent = AgentId(request[CALLER].agent)
    return await read(request, lambda session: views.drafts(session, agent), needs=Role.AGENT)


async def keep_draft(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, bodies.Draft)
    entities = entities_of(body.entities)
    reply_to = None if body.reply_to is None else CommentId(body.reply_to)
    quick = body.quick.model_dump() if body.quick else None
    words = Begun(body.text, entities, list(map(FileId, body.files)), reply_to, quick)

    async def work(tx: Transaction) -> Answer:
        draft, lost = await drafts.keep(tx, number, body.mode, words, version=body.version)
        about = (await conversation.customer_of(tx, number)).id
        return Answer(await _kept(tx, AgentId(request[CALLER].agent), draft, lost), {about})

    return await write(request, work)


async def drop_draft(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, bodies.DropDraft)

    async def work(tx: Transaction) -> Answer:
        await drafts.drop(tx, number, body.mode)
        return Answer({"draft": None, "lost": None}, ())

    return await write(request, work)


async def _kept(tx: Transaction, agent: AgentId, draft: Draft | None, lost: Begun | None) -> KeptJson:
    told = await views.written_out(tx.session, agent, [draft] if draft else [])
    return {"draft": told[0] if told else None, "lost": await begun(tx, agent, lost) if lost else None}


async def begun(tx: Transaction, agent: AgentId, words: Begun) -> BegunJson:
    files = await views.unsent(tx.session, agent, words.files)
    return {
        "text": words.text,
        "entities": words.entities,
        "files": [files[id] for id in words.files if id in files],
        "reply_to": words.reply_to,
        "quick": (await views.quick_begun(tx.session, [words.quick] if words.quick else []))(words.quick),
    }


_DRAFT = "/api/v1/tickets/{number:[0-9]{1,18}}/draft"

ENDPOINTS = (
    Endpoint("GET", "/api/v1/drafts", index, "One's own unsent words.", DraftsJson, called="drafts"),
    Endpoint("PUT", _DRAFT, keep_draft, "Keep unsent words.", KeptJson, bodies.Draft),
    Endpoint("DELETE", _DRAFT, drop_draft, "Drop unsent words.", KeptJson, bodies.DropDraft),
)
