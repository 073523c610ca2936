"""What was said is edited, deleted and redacted, over HTTP."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.people import redacting
from board.talk import rewording
from board.values import RedactedFor
from board.views.shapes import CommentJson
from board.web import bodies
from board.web.bodies import body_of, entities_of, number_of
from board.web.comments import say_it
from board.web.endpoint import Endpoint

_COMMENT = "/api/v1/comments/{number:[0-9]{1,18}}"


class Edit(bodies.Body):
    """`replaces`: the words as they were when the agent began."""

    text: bodies.Text
    entities: Annotated[tuple[bodies.Entity, ...], Field(max_length=bodies.MOST_ENTITIES)] = ()
    replaces: bodies.Text | None = None


class Redact(bodies.Body):
    why: RedactedFor


async def edit(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, Edit)
    entities = entities_of(body.entities)
    return await say_it(
        request,
        lambda tx: rewording.reword(tx, number, body.text, entities=entities, replaces=body.replaces),
    )


async def delete(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    return await say_it(request, lambda tx: rewording.delete(tx, number))


async def redact(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, Redact)
    return await say_it(request, lambda tx: redacting.redact(tx, number, body.why))


ENDPOINTS = (
    Endpoint(
        "POST",
        _COMMENT + "/edit",
        edit,
        "A reply or a note says this now, at the customer's too.",
        CommentJson,
        Edit,
        called="edit_comment",
    ),
    Endpoint(
        "POST",
        _COMMENT + "/delete",
        delete,
        "Takes a reply or a note back, within 48 hours at the customer's too.",
        CommentJson,
        bodies.Empty,
        called="delete_comment",
    ),
    Endpoint(
        "POST",
        _COMMENT + "/redact",
        redact,
        "Takes its words and files out everywhere, for good.",
        CommentJson,
        Redact,
        called="redact_comment",
    ),
)
