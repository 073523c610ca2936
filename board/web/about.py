"""What agents keep and decide about a customer, over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from board.people import about, bars
from board.settings import Language
from board.store.db import Transaction
from board.views.about import CustomerBarJson, CustomerNotesJson, bar_of, notes_about
from board.web import bodies
from board.web.bodies import Moment, body_of, number_of
from board.web.endpoint import Endpoint
from board.web.writes import Answer, write

_CUSTOMER = "/api/v1/customers/{number:[0-9]{1,9}}"
_NOTE = _CUSTOMER + "/notes/{note:[0-9]{1,18}}"


class NoteAbout(bodies.Body):
    text: bodies.Text


class ChangeNoteAbout(bodies.Body):
    """`version`: the one the change is made on."""

    text: bodies.Text
    version: bodies.Version


class RemoveNoteAbout(bodies.Body):
    version: bodies.Version


class GiveLanguage(bodies.Body):
    language: Language


class Block(bodies.Body):
    """`until` null is for good. `seen`: the id of the block the agent saw, 0 for none."""

    reason: bodies.Text
    until: Moment | None = None
    seen: bodies.Version | None = None


class Unblock(bodies.Body):
    seen: bodies.Version | None = None


async def add_note(request: web.Request) -> web.Response:
    body = await body_of(request, NoteAbout)
    return await _noted(request, lambda tx, number: about.add_note(tx, number, body.text))


async def change_note(request: web.Request) -> web.Response:
    body, note = await body_of(request, ChangeNoteAbout), int(request.match_info["note"])
    return await _noted(
        request, lambda tx, number: about.change_note(tx, number, note, body.text, body.version)
    )


async def remove_note(request: web.Request) -> web.Response:
    body, note = await body_of(request, RemoveNoteAbout), int(request.match_info["note"])
    return await _noted(request, lambda tx, number: about.remove_note(tx, number, note, body.version))


async def restore_note(request: web.Request) -> web.Response:
    await body_of(request, bodies.Empty)
    note = int(request.match_info["note"])
    return await _noted(request, lambda tx, number: about.restore_note(tx, number, note))


async def give_language(request: web.Request) -> web.Response:
    body = await body_of(request, GiveLanguage)
    return await _noted(request, lambda tx, number: about.give_language(tx, number, body.language))


async def block(request: web.Request) -> web.Response:
    body = await body_of(request, Block)
    return await _judged(
        request, lambda tx, number: bars.bar(tx, number, body.reason, body.until, seen=body.seen)
    )


async def unblock(request: web.Request) -> web.Response:
    body = await body_of(request, Unblock)
    return await _judged(request, lambda tx, number: bars.unbar(tx, number, seen=body.seen))


async def _judged(
    request: web.Request, verb: Callable[[Transaction, int], Awaitable[object]]
) -> web.Response:
    """Answers with the block that holds then, if any."""
    number = number_of(request)

    async def work(tx: Transaction) -> Answer:
        await verb(tx, number)
        await tx.session.flush()
        return Answer(await bar_of(tx.session, number), {number})

    return await write(request, work)


async def _noted(request: web.Request, verb: Callable[[Transaction, int], Awaitable[object]]) -> web.Response:
    """Answers with all notes about the customer in the path, as they are then."""
    number = number_of(request)

    async def work(tx: Transaction) -> Answer:
        await verb(tx, number)
        await tx.session.flush()
        return Answer(await notes_about(tx.session, number), {number})

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "POST",
        _CUSTOMER + "/notes",
        add_note,
        "Notes something about the customer, for agents alone.",
        CustomerNotesJson,
        NoteAbout,
        called="note_about_customer",
    ),
    Endpoint(
        "PUT",
        _NOTE,
        change_note,
        "Says it otherwise.",
        CustomerNotesJson,
        ChangeNoteAbout,
        called="change_note_about",
    ),
    Endpoint(
        "DELETE",
        _NOTE,
        remove_note,
        "Takes it away; for a day it can be brought back.",
        CustomerNotesJson,
        RemoveNoteAbout,
        called="remove_note_about",
    ),
    Endpoint(
        "POST",
        _NOTE + "/restore",
        restore_note,
        "Brings it back.",
        CustomerNotesJson,
        bodies.Empty,
        called="restore_note_about",
    ),
    Endpoint(
        "POST",
        _CUSTOMER + "/language",
        give_language,
        "The bot speaks it to them from here on, until they choose another.",
        CustomerNotesJson,
        GiveLanguage,
        called="give_language",
    ),
    Endpoint(
        "POST",
        _CUSTOMER + "/block",
        block,
        "What they write is kept unseen from here on; they hear once that they can't write.",
        CustomerBarJson,
        Block,
        called="block_customer",
    ),
    Endpoint(
        "POST",
        _CUSTOMER + "/unblock",
        unblock,
        "They may write again.",
        CustomerBarJson,
        Unblock,
        called="unblock_customer",
    ),
)
