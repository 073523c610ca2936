"""Tickets over HTTP: read, listed, and every verb that changes one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import causes, suggesting
from board.errors import Conflict
from board.people import accounts, team
from board.store.db import Transaction
from board.talk import conversation
from board.tickets import delays, marking, moving, snoozing, undoing
from board.tickets.delays import Later
from board.values import AgentId, Role
from board.views.customer import customer_panel, earlier_of
from board.views.filters import Reader
from board.views.passages import passages
from board.views.shapes import EarlierTicketJson, TicketJson
from board.views.similar import similar
from board.views.tickets import Wanted, earlier_ticket, full_ticket, list_tickets, ticket
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.conflicts import written_out
from board.web.keys import CALLER, SETTINGS, language
from board.web.reads import read
from board.web.writes import Answer, write

if TYPE_CHECKING:
    from board.models import Ticket

Verb: TypeAlias = "Callable[[Transaction, int], Awaitable[Ticket]]"


class PageJson(TypedDict):
    """`next` is what `after` should be for the next page; null on the last one.

    `hints`: sentences about filters in `q` that name nothing the desk knows.
    """

    items: list[TicketJson]
    next: str | None
    hints: list[str]


class PreviousJson(TypedDict):
    ticket: EarlierTicketJson | None


async def index(request: web.Request) -> web.Response:
    query = query_of(request, bodies.TicketsQuery)
    wanted = Wanted(
        query.board, query.topic, query.lane, query.state, query.account, query.q, query.telegram_id
    )

    async def view(session: AsyncSession) -> PageJson:
        listed = await list_tickets(session, wanted, reader(request), after=query.after, limit=query.limit)
        return {"items": listed.items, "next": listed.next, "hints": list(listed.hints)}

    return await read(request, view)


def reader(request: web.Request) -> Reader:
    return Reader(language(request), request.app[SETTINGS].timezone, request[CALLER].agent)


async def said(request: web.Request) -> web.Response:
    query = query_of(request, bodies.PassagesQuery)
    return await read(request, lambda session: passages(session, query.numbers, query.q))


async def show(request: web.Request) -> web.Response:
    return await read(request, lambda session: full_ticket(session, number_of(request), language(request)))


async def customer(request: web.Request) -> web.Response:
    return await read(request, lambda session: customer_panel(session, number_of(request), language(request)))


async def earlier(request: web.Request) -> web.Response:
    number = number_of(request)
    before = query_of(request, bodies.EarlierQuery).before or number

    async def view(session: AsyncSession) -> PreviousJson:
        return {"ticket": await earlier_ticket(session, number, before, language(request))}

    return await read(request, view)


async def earlier_of_customer(request: web.Request) -> web.Response:
    number, query = number_of(request), query_of(request, bodies.EarlierOfQuery)
    before = query.before or number
    return await read(
        request, lambda session: earlier_of(session, number, query.of, before, language(request))
    )


async def alike(request: web.Request) -> web.Response:
    number, may_propose = number_of(request), request[CALLER].role is Role.OWNER
    return await read(
        request, lambda session: similar(session, number, language(request), with_proposal=may_propose)
    )


async def seen(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Seen)
    return await change(request, lambda tx, number: conversation.seen(tx, number, body.up_to))


async def move(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Move)

    async def verb(tx: Transaction, number: int) -> Ticket:
        moved = await moving.move(tx, number, **body.model_dump(exclude={"summary"}))
        return await _summarized(tx, moved, body.summary)

    return await change(request, verb)


async def resolve(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Resolve)

    async def verb(tx: Transaction, number: int) -> Ticket:
        resolved = await (
            conversation.close(tx, number, body.text, version=body.version, waits=body.waits)
            if body.text
            else moving.resolve(tx, number, version=body.version)
        )
        return resolved if body.cause is None else await causes.give(tx, resolved.number, body.cause)

    return await change(request, verb)


async def reopen(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Versioned)
    return await change(request, lambda tx, number: moving.reopen(tx, number, version=body.version))


async def undo(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Versioned)
    return await change(request, lambda tx, number: undoing.undo(tx, number, version=body.version))


async def take(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Take)

    async def verb(tx: Transaction, number: int) -> Ticket:
        agent = AgentId((await team.agent_named(tx, body.agent)).id) if body.agent else None
        taken = await marking.take(tx, number, agent, version=body.version)
        return await _summarized(tx, taken, body.summary)

    return await change(request, verb)


async def _summarized(tx: Transaction, ticket: Ticket, summary: str | None) -> Ticket:
    if summary and summary.strip():
        await conversation.summarize(tx, ticket.number, summary)
    return ticket


async def delay(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Delay)

    async def verb(tx: Transaction, number: int) -> Ticket:
        if isinstance(body.until, Later):
            return await delays.tell_by_word(tx, number, body.until, request.app[SETTINGS].timezone)
        return await delays.tell(tx, number, body.until)

    return await change(request, verb)


async def label(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Labels)
    return await change(request, lambda tx, number: marking.label(tx, number, **body.model_dump()))


async def snooze(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Snooze)
    return await change(request, lambda tx, number: snoozing.snooze(tx, number, body.until))


async def wake(request: web.Request) -> web.Response:
    await body_of(request, bodies.Empty)
    return await change(request, snoozing.wake)


async def take_suggestion(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Versioned)
    return await change(request, lambda tx, number: suggesting.take(tx, number, version=body.version))


async def dismiss_suggestion(request: web.Request) -> web.Response:
    await body_of(request, bodies.Empty)
    return await change(request, suggesting.dismiss)


async def not_thanks(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.NotThanks)
    return await change(request, lambda tx, number: conversation.not_thanks(tx, number, body.comment))


async def confirm_person(request: web.Request) -> web.Response:
    await body_of(request, bodies.Empty)
    return await change(request, accounts.confirm_person)


async def unconfirm_person(request: web.Request) -> web.Response:
    await body_of(request, bodies.Empty)
    return await change(request, accounts.unconfirm_person)


async def change(request: web.Request, verb: Verb) -> web.Response:
    """Run one verb on the ticket in the path; answers with the ticket that it returns, as it is then."""
    number = number_of(request)

    async def work(tx: Transaction) -> Answer:
        changed = await verb(tx, number)
        return Answer(await ticket(tx.session, changed.number, language(request)), {changed.customer_id})

    try:
        return await write(request, work)
    except Conflict as conflict:
        raise await written_out(request, number, conflict) from conflict
