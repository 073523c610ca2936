"""Many tickets at once over HTTP: answered, moved, labelled, snoozed, resolved, and that taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

from aiohttp import web
from pydantic import Field

from board.store.db import Transaction
from board.talk import bulk
from board.talk.quick_answers import Usual
from board.tickets import snoozing, undoing
from board.tickets.snoozing import Until
from board.web import bodies
from board.web.bodies import Body, Id, Key, Moment, SmallId, Text, body_of, entities_of
from board.web.endpoint import Endpoint
from board.web.keys import CALLER, usual_of
from board.web.many import Many, ManyJson, is_just_done, write_each

if TYPE_CHECKING:
    from board.models import Ticket

MOST = 200
_MOST_KEYS = 50
RequestKey = Annotated[Text, Field(min_length=1, max_length=200)]
Numbers = Annotated[list[Id], Field(min_length=1, max_length=MOST)]
Verb: TypeAlias = "Callable[[Transaction, int], Awaitable[Ticket]]"


class Words(Body):
    """Either words, the same for all, or a quick reply, said to each in their own language."""

    text: Text | None = None
    quick_reply: SmallId | None = None
    entities: Annotated[tuple[bodies.Entity, ...], Field(max_length=bodies.MOST_ENTITIES)] = ()


class Place(Body):
    board: Key | None = None
    lane: Key | None = None
    column: Key | None = None


class LabelChange(Body):
    add: tuple[Key, ...] = ()
    remove: tuple[Key, ...] = ()


class Closing(Body):
    text: Text | None = None


class Bulk(Body):
    """`seen_until`: the reply marks seen what customers wrote until then, else all. A list of labels adds them."""

    numbers: Numbers
    reply: Text | Words | None = None
    move: Place | None = None
    labels: LabelChange | list[Key] | None = None
    snooze: bodies.Snooze | Moment | Until | None = None
    resolve: bool | Closing = False
    seen_until: Moment | None = None


class BulkUndo(Body):
    """`snooze`: wakes them; else the latest move, resolution or reopening is taken back.

    `of`: the keys of the requests by which it was done. Then the ten seconds count from when the last of it was done.
    """

    numbers: Numbers
    snooze: bool = False
    of: Annotated[tuple[RequestKey, ...], Field(max_length=_MOST_KEYS)] = ()


async def change_many(request: web.Request) -> web.Response:
    body = await body_of(request, Bulk)
    wish = wish_of(body, usual_of(request))

    async def begin(tx: Transaction) -> Sequence[int]:
        await bulk.check(tx, wish)
        return body.numbers

    return await write_each(request, Many(begin, _customer_of(lambda tx, number: bulk.act(tx, number, wish))))


async def undo_many(request: web.Request) -> web.Response:
    body = await body_of(request, BulkUndo)
    caller = request[CALLER].agent

    async def verb(tx: Transaction, number: int) -> Ticket:
        if body.snooze:
            return await snoozing.wake(tx, number)
        is_fresh = await is_just_done(tx.session, caller, body.of, number, undoing.UNDO_WITHIN)
        return await undoing.undo(tx, number, is_fresh=is_fresh)

    async def begin(tx: Transaction) -> Sequence[int]:
        return body.numbers

    return await write_each(request, Many(begin, _customer_of(verb)))


def wish_of(body: Bulk, usual: Usual) -> bulk.Wish:
    reply = Words(text=body.reply) if isinstance(body.reply, str) else body.reply
    labels = LabelChange(add=tuple(body.labels)) if isinstance(body.labels, list) else body.labels
    closing = body.resolve if isinstance(body.resolve, Closing) else None
    return bulk.Wish(
        reply=reply.text if reply else None,
        quick=bulk.Quick(reply.quick_reply, usual) if reply and reply.quick_reply else None,
        entities=entities_of(reply.entities) if reply else (),
        seen_until=body.seen_until,
        add=labels.add if labels else (),
        remove=labels.remove if labels else (),
        move=bulk.Destination(**body.move.model_dump()) if body.move else None,
        snooze=body.snooze.until if isinstance(body.snooze, bodies.Snooze) else body.snooze,
        resolve=body.resolve is not False,
        closing=closing.text if closing else None,
    )


def _customer_of(verb: Verb) -> Callable[[Transaction, int], Awaitable[int | None]]:
    async def act(tx: Transaction, number: int) -> int | None:
        return (await verb(tx, number)).customer_id

    return act


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/v1/tickets/bulk",
        change_many,
        "The same to many tickets, each in a transaction of its own: who was done, and who was refused and why.",
        ManyJson,
        Bulk,
    ),
    Endpoint(
        "POST",
        "/api/v1/tickets/bulk-undo",
        undo_many,
        "Takes back the latest move or resolution of each, for ten seconds, or their snooze.",
        ManyJson,
        BulkUndo,
    ),
)
