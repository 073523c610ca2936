"""The desk itself over HTTP: who am I, boards, the door, the practice clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.errors import NotAllowed
from board.people import claims, door, roles
from board.settings import Language
from board.store import clock
from board.store.db import Transaction, advance_clock
from board.views.desk import board_cards, desk, named_cards
from board.views.door import door as people
from board.views.shapes import RoleName, instant
from board.web import bodies
from board.web.bodies import body_of, number_of, query_of
from board.web.keys import CALLER, SETTINGS, language
from board.web.reads import answer, read
from board.web.writes import Answer, write


class AgentJson(TypedDict):
    """`language` is what they have chosen; null: as their browser wishes.

    `takes_back`: their replies wait a moment, so that they can take them back.
    """

    name: str
    role: RoleName
    language: Language | None
    takes_back: bool


class MeJson(TypedDict):
    """`language` is in which the desk speaks to them now."""

    agent: AgentJson
    language: Language


class ClockJson(TypedDict):
    now: str
    practice_offset_seconds: float


async def me(request: web.Request) -> web.Response:
    return answer(me_of(request))


async def choose_language(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.ChooseLanguage)
    caller = request[CALLER]

    async def work(tx: Transaction) -> Answer:
        await roles.choose_language(tx, body.language or "")
        request[CALLER] = replace(caller, language=body.language)
        return Answer(me_of(request), ())

    return await write(request, work)


async def show(request: web.Request) -> web.Response:
    settings = request.app[SETTINGS]
    return await read(
        request,
        lambda session: desk(
            session, language(request), timezone=settings.timezone.key, practice=settings.practice
        ),
    )


async def board(request: web.Request) -> web.Response:
    key = request.match_info["key"]
    return await read(request, lambda session: board_cards(session, key, language(request)))


async def cards(request: web.Request) -> web.Response:
    numbers = query_of(request, bodies.CardsQuery).numbers
    return await read(request, lambda session: named_cards(session, numbers, language(request)))


async def at_door(request: web.Request) -> web.Response:
    zone = request.app[SETTINGS].timezone
    return await read(request, lambda session: people(session, language(request), zone))


async def give_account(request: web.Request) -> web.Response:
    person, body = number_of(request), await body_of(request, bodies.GiveAccount)
    zone = request.app[SETTINGS].timezone

    async def verb(tx: Transaction) -> None:
        today = tx.now.astimezone(zone).date()
        await door.give_account(tx, person, body.account, today, anyway=body.anyway)

    return await _at_door(request, verb)


async def answer_at_door(request: web.Request) -> web.Response:
    person, body = number_of(request), await body_of(request, bodies.Answer)
    return await _at_door(request, lambda tx: door.answer(tx, person, body.text))


async def dismiss(request: web.Request) -> web.Response:
    person, _ = number_of(request), await body_of(request, bodies.Empty)
    return await _at_door(request, lambda tx: door.dismiss(tx, person))


async def approve_person(request: web.Request) -> web.Response:
    person, body = number_of(request), await body_of(request, bodies.Claimed)
    return await _at_door(request, lambda tx: claims.approve(tx, person, body.account))


async def refuse_person(request: web.Request) -> web.Response:
    person, body = number_of(request), await body_of(request, bodies.Claimed)
    return await _at_door(request, lambda tx: claims.refuse(tx, person, body.account))


async def let_person_in(request: web.Request) -> web.Response:
    person, body = number_of(request), await body_of(request, bodies.LetIn)
    zone = request.app[SETTINGS].timezone
    return await _at_door(request, lambda tx: door.let_in(tx, person, zone, body.topic))


async def advance(request: web.Request) -> web.Response:
    """Move practice time forward; refused without practice."""
    if not request.app[SETTINGS].practice:
        raise NotAllowed("refused.practice.off")
    body = await body_of(request, bodies.Advance)

    async def work(tx: Transaction) -> Answer:
        await advance_clock(tx, timedelta(seconds=body.advance_seconds))
        return Answer(await _clock(tx.session), ())

    return await write(request, work)


async def _at_door(request: web.Request, verb: Callable[[Transaction], Awaitable[object]]) -> web.Response:
    """Run one verb on a person at the door; answers with everybody who is there then."""

    async def work(tx: Transaction) -> Answer:
        await verb(tx)
        there = await people(tx.session, language(request), request.app[SETTINGS].timezone)
        return Answer(there, {visitor["person"] for visitor in there["items"]})

    return await write(request, work)


async def _clock(session: AsyncSession) -> ClockJson:
    ahead = await clock.offset(session)
    return {"now": instant(await clock.now(session)), "practice_offset_seconds": ahead.total_seconds()}


def me_of(request: web.Request) -> dict[str, object]:
    caller = request[CALLER]
    agent = {
        "name": caller.name,
        "role": caller.role,
        "language": caller.language,
        "takes_back": caller.takes_back,
    }
    return {"agent": agent, "language": language(request)}
