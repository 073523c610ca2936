"""Incidents over HTTP: opened, joined, answered and resolved together, and the loop closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

from aiohttp import web
from pydantic import Field

from board.settings import Language
from board.store.db import Transaction
from board.talk import bulk, telling_once
from board.tickets import incidents, moving
from board.views.incidents import IncidentJson, IncidentsJson, is_told
from board.views.incidents import incident as incident_view
from board.views.incidents import incidents as incidents_view
from board.web.bodies import Body, Empty, Id, Key, Moment, SmallId, Text, body_of, number_of
from board.web.bulk import MOST, Numbers
from board.web.endpoint import Endpoint
from board.web.keys import usual_of
from board.web.many import Many, ManyJson, write_each
from board.web.reads import read
from board.web.writes import Answer, write
from board.words.catalog import LANGUAGES

if TYPE_CHECKING:
    from board.models import Incident

Verb: TypeAlias = "Callable[[Transaction, int], Awaitable[Incident]]"
Texts = dict[Language, Text]


class About(Body):
    """`notice`, by language, is what customers hear who pick the topic meanwhile; the desk has words of its own."""

    name: Text
    topic: Key | None = None
    notice: Texts | Text = Field(default_factory=dict)
    link: Text | None = None

    @property
    def content(self) -> incidents.Content:
        """One text is said in every language."""
        if isinstance(self.notice, str):
            return incidents.Content(self.name, self.topic, dict.fromkeys(LANGUAGES, self.notice), self.link)
        return incidents.Content(self.name, self.topic, _by_language(self.notice), self.link)


class NewIncident(About):
    numbers: Annotated[tuple[Id, ...], Field(max_length=MOST)] = ()


class Named(Body):
    numbers: Numbers


class IncidentReply(Body):
    """`untold`: only those who were not answered since it was opened.

    `quick_reply` is said to each in their own language; `seen_until` as in `bulk`.
    """

    text: Text | None = None
    quick_reply: SmallId | None = None
    untold: bool = False
    seen_until: Moment | None = None


class IncidentClosing(Body):
    text: Text | None = None


class Loop(Body):
    """What is said, by language; where a language is missing, the desk has words of its own."""

    texts: Texts = Field(default_factory=dict)


async def all_incidents(request: web.Request) -> web.Response:
    return await read(request, incidents_view)


async def one_incident(request: web.Request) -> web.Response:
    return await read(request, lambda session: incident_view(session, number_of(request)))


async def open_incident(request: web.Request) -> web.Response:
    body = await body_of(request, NewIncident)

    async def work(tx: Transaction) -> Answer:
        opened = await incidents.open_incident(tx, body.content, body.numbers)
        await tx.session.flush()
        return Answer(await incident_view(tx.session, opened.id), ())

    return await write(request, work)


async def edit_incident(request: web.Request) -> web.Response:
    body = await body_of(request, About)
    return await _change(request, lambda tx, id: incidents.edit(tx, id, body.content))


async def link_tickets(request: web.Request) -> web.Response:
    body = await body_of(request, Named)
    return await _change(request, lambda tx, id: incidents.link(tx, id, body.numbers))


async def unlink_tickets(request: web.Request) -> web.Response:
    body = await body_of(request, Named)
    return await _change(request, lambda tx, id: incidents.unlink(tx, id, body.numbers))


async def reopen_incident(request: web.Request) -> web.Response:
    await body_of(request, Empty)
    return await _change(request, incidents.reopen)


async def close_loop(request: web.Request) -> web.Response:
    body = await body_of(request, Loop)
    return await _change(request, lambda tx, id: incidents.close_loop(tx, id, _by_language(body.texts)))


async def dismiss_burst(request: web.Request) -> web.Response:
    body = await body_of(request, Named)

    async def work(tx: Transaction) -> Answer:
        await incidents.dismiss(tx, body.numbers)
        await tx.session.flush()
        return Answer(await incidents_view(tx.session), ())

    return await write(request, work)


async def answer_incident(request: web.Request) -> web.Response:
    """Each of its open tickets, by the same verb as many at once."""
    body, id = await body_of(request, IncidentReply), number_of(request)
    quick = bulk.Quick(body.quick_reply, usual_of(request)) if body.quick_reply else None
    wish = bulk.Wish(reply=body.text, quick=quick, seen_until=body.seen_until)

    async def begin(tx: Transaction) -> Sequence[int]:
        await bulk.check(tx, wish)
        incident = await incidents.lock(tx, id)
        return await incidents.numbers_of(tx.session, incident.id)

    async def act(tx: Transaction, number: int) -> int | None:
        """Judged here, not as it began: another request may have told them, or this one before it was cut off."""
        ticket = await telling_once.lock(tx, number)
        if await moving.is_done(tx, number):
            return None
        if body.untold and await is_told(tx.session, id, ticket.number):
            return None
        return (await bulk.act(tx, number, wish)).customer_id

    return await write_each(request, Many(begin, act))


async def resolve_incident(request: web.Request) -> web.Response:
    """Its open tickets first, each by itself; then it is over, and who waits to hear of it is told."""
    body, id = await body_of(request, IncidentClosing), number_of(request)
    wish = bulk.Wish(resolve=True, closing=body.text)

    async def begin(tx: Transaction) -> Sequence[int]:
        await bulk.check(tx, wish)
        incident = await incidents.lock(tx, id)
        incidents.refuse_other_words(incident, body.text)
        return await incidents.numbers_of(tx.session, incident.id) if incident.is_open else []

    async def act(tx: Transaction, number: int) -> int | None:
        await telling_once.lock(tx, number)
        if await moving.is_done(tx, number):
            return None
        return (await bulk.act(tx, number, wish)).customer_id

    async def end(tx: Transaction) -> None:
        await incidents.resolve(tx, id, body.text)

    return await write_each(request, Many(begin, act, end))


async def _change(request: web.Request, verb: Verb) -> web.Response:
    """Run one verb on the incident in the path; answers with it as it is then."""
    id = number_of(request)

    async def work(tx: Transaction) -> Answer:
        changed = await verb(tx, id)
        await tx.session.flush()
        return Answer(await incident_view(tx.session, changed.id), ())

    return await write(request, work)


def _by_language(texts: Mapping[Language, str]) -> dict[str, str]:
    return {str(language): text for language, text in texts.items()}


_ALL = "/api/v1/incidents"
_ONE = _ALL + "/{number:[0-9]{1,9}}"

ENDPOINTS = (
    Endpoint(
        "GET", _ALL, all_incidents, "Open ones, the latest others, and what looks like one.", IncidentsJson
    ),
    Endpoint("POST", _ALL, open_incident, "With the tickets that are about it.", IncidentJson, NewIncident),
    Endpoint(
        "POST",
        _ALL + "/dismiss",
        dismiss_burst,
        "These tickets are suggested for no incident again.",
        IncidentsJson,
        Named,
    ),
    Endpoint("GET", _ONE, one_incident, "One, with its tickets and who has been told.", IncidentJson),
    Endpoint("POST", _ONE, edit_incident, "What is said about it, all at once.", IncidentJson, About),
    Endpoint("POST", _ONE + "/tickets", link_tickets, "More of its tickets.", IncidentJson, Named),
    Endpoint("POST", _ONE + "/unlink", unlink_tickets, "They are about something else.", IncidentJson, Named),
    Endpoint(
        "POST", _ONE + "/replies", answer_incident, "Answers all its open tickets.", ManyJson, IncidentReply
    ),
    Endpoint(
        "POST",
        _ONE + "/resolve",
        resolve_incident,
        "Resolves its tickets and itself; each person is asked for one rating about it at most.",
        ManyJson,
        IncidentClosing,
    ),
    Endpoint("POST", _ONE + "/reopen", reopen_incident, "It was not over.", IncidentJson, Empty),
    Endpoint(
        "POST",
        _ONE + "/close-loop",
        close_loop,
        "Tells everybody whom it concerned, once, that it is fixed for good.",
        IncidentJson,
        Loop,
    ),
)
