"""Tickets over HTTP that become one, give one off, or are opened by an agent."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.people import opening
from board.store.db import Transaction
from board.talk import regrouping
from board.tickets import merging
from board.views.shapes import TicketJson
from board.views.tickets import ticket
from board.web import bodies
from board.web.bodies import body_of
from board.web.endpoint import Endpoint
from board.web.keys import SETTINGS, language
from board.web.problem_shapes import PeopleJson, ProblemJson, StaleJson
from board.web.tickets import change
from board.web.writes import Answer, write

_TICKETS = "/api/v1/tickets"
_TICKET = _TICKETS + "/{number:[0-9]{1,18}}"


class Merge(bodies.Body):
    into: bodies.Id
    version: bodies.Version | None = None


class Split(bodies.Body):
    comment: bodies.Id
    topic: bodies.Key | None = None
    later: bool = False
    """What they wrote after it goes along."""


class Open(bodies.Body):
    account: bodies.Key | None = None
    telegram_id: Annotated[int, Field(ge=1, lt=2**52)] | None = None
    topic: bodies.Key
    text: bodies.Text
    private: bool = False
    """A note: its customer hears nothing of it."""


async def merge(request: web.Request) -> web.Response:
    body = await body_of(request, Merge)
    return await change(
        request, lambda tx, number: merging.merge(tx, number, body.into, version=body.version)
    )


async def split(request: web.Request) -> web.Response:
    body = await body_of(request, Split)
    return await change(
        request,
        lambda tx, number: regrouping.split(tx, number, body.comment, body.topic, is_with_later=body.later),
    )


async def open_to(request: web.Request) -> web.Response:
    body = await body_of(request, Open)

    async def work(tx: Transaction) -> Answer:
        today = tx.now.astimezone(request.app[SETTINGS].timezone).date()
        opened = await opening.open_to(
            tx,
            body.topic,
            body.text,
            today,
            account=body.account,
            telegram_id=body.telegram_id,
            is_private=body.private,
        )
        return Answer(await ticket(tx.session, opened.number, language(request)), {opened.customer_id})

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "POST",
        _TICKETS,
        open_to,
        "Opens a ticket to somebody the desk knows, with words or with a note.",
        TicketJson,
        Open,
        conflict=PeopleJson | ProblemJson,
    ),
    Endpoint(
        "POST",
        _TICKET + "/merge",
        merge,
        "Makes it one with another ticket of its customer, which stays; undone for ten seconds.",
        TicketJson,
        Merge,
        conflict=StaleJson | ProblemJson,
    ),
    Endpoint(
        "POST",
        _TICKET + "/split",
        split,
        "Gives a customer's message, and those after it if asked, a ticket of its own.",
        TicketJson,
        Split,
    ),
)
