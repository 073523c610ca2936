"""What agents say, over HTTP: replies, notes, greetings, and trying again what failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from board.store.db import Transaction
from board.talk import attachments, conversation, drafts, quick_answers, sending, transcripts
from board.values import FileId, Writing
from board.views.comments import comment
from board.web import bodies
from board.web.bodies import body_of, entities_of, number_of
from board.web.keys import language, usual_of
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import Comment


async def reply(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, bodies.Reply)

    async def verb(tx: Transaction) -> Comment:
        said = await quick_answers.reply(
            tx,
            number,
            body.quick_reply,
            body.text,
            usual_of(request),
            entities=entities_of(body.entities),
            files=list(map(FileId, body.files)),
            quick_files=body.quick_files,
            actions=body.actions.wanted if body.actions else None,
            seen_up_to=body.seen_up_to,
            reply_to=body.reply_to,
            waits=body.waits,
        )
        if body.from_draft:
            await drafts.drop(tx, number, Writing.REPLY)
        return said

    return await say_it(request, verb)


async def note(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, bodies.Note)

    async def verb(tx: Transaction) -> Comment:
        said = await conversation.note(tx, number, body.text, files=list(map(FileId, body.files)))
        if body.from_draft:
            await drafts.drop(tx, number, Writing.NOTE)
        return said

    return await say_it(request, verb)


async def greet(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, bodies.Greet)
    return await say_it(request, lambda tx: conversation.greet(tx, number, waits=body.waits))


async def retry(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    return await say_it(request, lambda tx: sending.retry(tx, number))


async def fetch(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    return await say_it(request, lambda tx: attachments.fetch_again(tx, number))


async def correct(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, bodies.Correction)
    return await say_it(
        request, lambda tx: transcripts.correct(tx, FileId(number), body.text, replaces=body.replaces)
    )


async def hear_again(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    return await say_it(request, lambda tx: transcripts.hear_again(tx, FileId(number)))


async def say_it(request: web.Request, verb: Callable[[Transaction], Awaitable[Comment]]) -> web.Response:
    """Run one verb; answers with the comment as it is then."""

    async def work(tx: Transaction) -> Answer:
        said = await verb(tx)
        return Answer(await comment(tx.session, language(request), said.id), {said.customer_id})

    return await write(request, work)
