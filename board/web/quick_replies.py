"""Quick replies over HTTP: offered to whoever writes, and kept by the owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from aiohttp import web
from pydantic import Field

from board.desk import quick_replies
from board.desk.quick_replies import Content, NewFile, Wish
from board.store.db import Transaction
from board.talk import attachments, proposing, writing
from board.values import CommentId, FileId, Kind
from board.views.proposals import ProposalsJson, comments_saying, proposals
from board.views.quick_replies import (
    QuickRepliesJson,
    QuickReplyJson,
    QuickSettingsJson,
    offered,
    quick_file,
    quick_reply_json,
    settings,
)
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.endpoint import Endpoint
from board.web.files import SHOWN_INLINE, headers, stored
from board.web.keys import CALLER, DATABASE, language, usual_of
from board.web.reads import read
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import QuickReply

_QUICK_REPLIES = "/api/v1/quick-replies"
_PROPOSALS = "/api/v1/settings/quick-replies/proposals"
_QUICK_REPLY = _QUICK_REPLIES + "/{number:[0-9]{1,9}}"

Words = Annotated[bodies.Text, Field(max_length=8192)]
Files = Annotated[list[bodies.SmallId], Field(max_length=50)]


class Offered(bodies.Query):
    """`q`: whose title or texts have words that begin with these. `ticket`: as it is to be answered there."""

    q: bodies.Key = ""
    ticket: bodies.Id | None = None


class NewQuickReply(bodies.Body):
    """`texts` by language, `uploads` by their numbers; `proposal`: the one it is made of, which is proposed no more."""

    title: Words
    texts: dict[bodies.Key, Words]
    actions: bodies.QuickActions = bodies.QuickActions()
    uploads: Files = Field(default_factory=list)
    proposal: bodies.Id | None = None


class EditQuickReply(bodies.Body):
    """What is missing stays as it is; of its `files`, those that are not named go."""

    title: Words | None = None
    texts: dict[bodies.Key, Words] | None = None
    actions: bodies.QuickActions | None = None
    files: Files | None = None
    uploads: Files = Field(default_factory=list)
    version: bodies.Version | None = None


async def show_quick_replies(request: web.Request) -> web.Response:
    query, agent = query_of(request, Offered), request[CALLER].agent
    return await read(
        request,
        lambda session: offered(session, agent, usual_of(request), words=query.q, number=query.ticket),
    )


async def quick_settings(request: web.Request) -> web.Response:
    agent = request[CALLER].agent
    return await read(request, lambda session: settings(session, agent, usual_of(request), language(request)))


async def add_quick_reply(request: web.Request) -> web.Response:
    body = await body_of(request, NewQuickReply)

    async def work(tx: Transaction) -> Answer:
        new = await _uploaded(tx, body.uploads)
        row = await quick_replies.add(tx, Content(body.title, body.texts, body.actions.wanted, (), new))
        if body.proposal is not None:
            await _dismiss(tx, body.proposal)
        return await _answer(request, tx, row)

    return await write(request, work)


async def edit_quick_reply(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, EditQuickReply)

    async def work(tx: Transaction) -> Answer:
        actions = body.actions.wanted if body.actions else None
        new = await _uploaded(tx, body.uploads)
        wish = Wish(body.title, body.texts, actions, body.files, new)
        return await _answer(request, tx, await quick_replies.edit(tx, number, wish, body.version))

    return await write(request, work)


async def remove_quick_reply(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, bodies.Versioned)

    async def work(tx: Transaction) -> Answer:
        await quick_replies.remove(tx, number, body.version)
        return Answer({}, ())

    return await write(request, work)


async def show_proposals(request: web.Request) -> web.Response:
    return await read(request, proposals)


async def dismiss_proposal(request: web.Request) -> web.Response:
    number = number_of(request)
    await body_of(request, bodies.Empty)

    async def work(tx: Transaction) -> Answer:
        await _dismiss(tx, number)
        return Answer(await proposals(tx.session), ())

    return await write(request, work)


async def quick_reply_file(request: web.Request) -> web.StreamResponse:
    async with request.app[DATABASE].reading() as session:
        file = await quick_file(session, number_of(request))
    path = stored(request, file.sha256)
    return web.FileResponse(path, headers=headers(file.name, file.mime, wants_download=False))


async def _dismiss(tx: Transaction, comment: int) -> None:
    """With all that say the same now."""
    comments = await comments_saying(tx.session, comment)
    await proposing.dismiss(tx, CommentId(comment), comments)


async def _answer(request: web.Request, tx: Transaction, row: QuickReply) -> Answer:
    return Answer(await quick_reply_json(tx.session, row, request[CALLER].agent), ())


async def _uploaded(tx: Transaction, ids: Sequence[int]) -> list[NewFile]:
    """The caller's uploads, which stay theirs: the bytes are the same."""
    if not ids:
        return []
    found = await attachments.claim_uploads(tx, list(map(FileId, ids)), writing.acting_agent(tx))
    return [
        NewFile(
            file.sha256 or "",
            file.size_bytes or 0,
            file.name,
            file.mime,
            Kind(file.kind),
            file.measured,
            file.shape,
        )
        for file in found
    ]


ENDPOINTS = (
    Endpoint(
        "GET",
        _QUICK_REPLIES,
        show_quick_replies,
        "Answers that agents give often, by use.",
        QuickRepliesJson,
        query=Offered,
        called="quick_replies",
    ),
    Endpoint(
        "POST",
        _QUICK_REPLIES,
        add_quick_reply,
        "A new one.",
        QuickReplyJson,
        NewQuickReply,
    ),
    Endpoint(
        "PUT",
        _QUICK_REPLY,
        edit_quick_reply,
        "Another title, texts, actions or files.",
        QuickReplyJson,
        EditQuickReply,
    ),
    Endpoint(
        "DELETE", _QUICK_REPLY, remove_quick_reply, "Takes it away.", dict[str, object], bodies.Versioned
    ),
    Endpoint(
        "GET",
        "/api/v1/quick-replies/files/{number:[0-9]{1,9}}",
        quick_reply_file,
        "The bytes of one of their files.",
        media="application/octet-stream",
        also=SHOWN_INLINE,
    ),
    Endpoint(
        "GET",
        "/api/v1/settings/quick-replies",
        quick_settings,
        "Quick replies as their owner keeps them.",
        QuickSettingsJson,
    ),
    Endpoint(
        "GET",
        _PROPOSALS,
        show_proposals,
        "Answers given so often that they may become quick replies.",
        ProposalsJson,
    ),
    Endpoint(
        "POST",
        _PROPOSALS + "/{number:[0-9]{1,18}}/dismiss",
        dismiss_proposal,
        "What this comment says is proposed no more.",
        ProposalsJson,
        bodies.Empty,
    ),
)
