"""Words that are to be said later, over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.store.db import Transaction
from board.talk import conversation, drafts, quick_answers, scheduling
from board.talk.drafts import Begun
from board.talk.quick_answers import Usual
from board.talk.scheduling import When
from board.values import CommentId, FileId, Writing
from board.views.comments import comment
from board.views.scheduled import ScheduledListJson, scheduled
from board.views.shapes import CommentJson
from board.web.bodies import (
    MOST_ENTITIES,
    Body,
    Empty,
    Entity,
    Id,
    Moment,
    QuickActions,
    SmallId,
    Text,
    body_of,
    entities_of,
    number_of,
)
from board.web.endpoint import Endpoint
from board.web.keys import language, usual_of
from board.web.reads import read
from board.web.writes import Answer, write


class Words(Body):
    """Of a quick reply what is not given is as it has it, as in a reply."""

    text: Text | None = None
    entities: list[Entity] = Field(default_factory=list, max_length=MOST_ENTITIES)
    files: list[Id] = Field(default_factory=list, max_length=10)
    reply_to: Id | None = None
    seen_up_to: Id | None = None
    quick_reply: SmallId | None = None
    actions: QuickActions | None = None
    quick_files: list[SmallId] | None = None

    async def words(self, tx: Transaction, number: int, usual: Usual) -> Begun:
        text, quick = self.text or "", None
        if self.quick_reply is not None:
            text, quick = await quick_answers.begun(
                tx,
                number,
                self.quick_reply,
                self.text,
                usual,
                quick_files=self.quick_files,
                actions=self.actions.wanted if self.actions else None,
            )
        reply_to = None if self.reply_to is None else CommentId(self.reply_to)
        return Begun(text, entities_of(self.entities), list(map(FileId, self.files)), reply_to, quick)


class SendLater(Words):
    until: Moment | When
    from_draft: bool = False


class FollowUp(Words):
    """Without words the agents are reminded."""

    days: Annotated[int, Field(ge=1, le=90)]
    from_draft: bool = False


class Change(Words):
    """All its words anew; without `until` its time stays."""

    until: Moment | When | None = None


class SendNow(Body):
    seen_up_to: Id | None = None


async def index(request: web.Request) -> web.Response:
    return await read(request, lambda session: scheduled(session, number_of(request)))


async def send_later(request: web.Request) -> web.Response:
    body = await body_of(request, SendLater)

    async def verb(tx: Transaction, number: int) -> None:
        words = await body.words(tx, number, usual_of(request))
        await scheduling.send_later(tx, number, words, body.until, seen_up_to=body.seen_up_to)
        if body.from_draft:
            await drafts.drop(tx, number, Writing.REPLY)

    return await _change(request, verb)


async def follow_up(request: web.Request) -> web.Response:
    body = await body_of(request, FollowUp)

    async def verb(tx: Transaction, number: int) -> None:
        words = await body.words(tx, number, usual_of(request))
        await scheduling.follow_up(tx, number, words, body.days, seen_up_to=body.seen_up_to)
        if body.from_draft:
            await drafts.drop(tx, number, Writing.REPLY)

    return await _change(request, verb)


async def change_scheduled(request: web.Request) -> web.Response:
    body = await body_of(request, Change)

    async def verb(tx: Transaction, number: int) -> None:
        words = await body.words(tx, number, usual_of(request))
        await scheduling.change(tx, number, _id(request), words, body.until, seen_up_to=body.seen_up_to)

    return await _change(request, verb)


async def drop_scheduled(request: web.Request) -> web.Response:
    await body_of(request, Empty)
    return await _change(request, lambda tx, number: scheduling.drop(tx, number, _id(request)))


async def send_scheduled(request: web.Request) -> web.Response:
    body = await body_of(request, SendNow)

    async def work(tx: Transaction) -> Answer:
        said = await scheduling.send_now(tx, number_of(request), _id(request), seen_up_to=body.seen_up_to)
        return Answer(await comment(tx.session, language(request), said.id), {said.customer_id})

    return await write(request, work)


def _id(request: web.Request) -> int:
    return int(request.match_info["scheduled"])


async def _change(
    request: web.Request, verb: Callable[[Transaction, int], Awaitable[object]]
) -> web.Response:
    """Run one verb; answers with all that is to be said later on the ticket then."""
    number = number_of(request)

    async def work(tx: Transaction) -> Answer:
        await verb(tx, number)
        about = (await conversation.customer_of(tx, number)).id
        return Answer(await scheduled(tx.session, number), {about})

    return await write(request, work)


_SCHEDULED = "/api/v1/tickets/{number:[0-9]{1,18}}/scheduled"
_ONE = _SCHEDULED + "/{scheduled:[0-9]{1,18}}"

ENDPOINTS = (
    Endpoint("GET", _SCHEDULED, index, "What is to be said later.", ScheduledListJson, called="scheduled"),
    Endpoint("POST", _SCHEDULED, send_later, "Say something later.", ScheduledListJson, SendLater),
    Endpoint(
        "POST",
        _SCHEDULED + "/follow-up",
        follow_up,
        "Ask again if they stay silent.",
        ScheduledListJson,
        FollowUp,
    ),
    Endpoint("PUT", _ONE, change_scheduled, "Other words, or another time.", ScheduledListJson, Change),
    Endpoint("DELETE", _ONE, drop_scheduled, "Don't say it.", ScheduledListJson, Empty),
    Endpoint("POST", _ONE + "/send", send_scheduled, "Say it now.", CommentJson, SendNow),
)
