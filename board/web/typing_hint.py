"""That an agent is writing, over HTTP."""

from __future__ import annotations

from aiohttp import web
from typing_extensions import TypedDict

from board.store.db import Transaction
from board.talk import typing_hint
from board.web import bodies
from board.web.bodies import body_of, number_of
from board.web.endpoint import Endpoint
from board.web.writes import Answer, write


class TypingJson(TypedDict):
    """`shown` is false where there is nobody to show it to."""

    shown: bool


async def show_typing(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)

    async def work(tx: Transaction) -> Answer:
        return Answer({"shown": await typing_hint.show(tx, number)}, ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/v1/tickets/{number:[0-9]{1,18}}/typing",
        show_typing,
        "Show the customer that somebody writes.",
        TypingJson,
        bodies.Empty,
    ),
)
