"""The owner's rules over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.desk import rules
from board.desk.rules import MOST_DAYS, Breach, Waiting, Words
from board.store.db import Transaction
from board.views.rules import DeskRulesJson, all_rules
from board.web import bodies
from board.web.bodies import body_of
from board.web.endpoint import Endpoint
from board.web.keys import language
from board.web.reads import read
from board.web.writes import Answer, write

_RULES = "/api/v1/settings/rules"

Several = Annotated[list[bodies.Key], Field(max_length=200)]


class WordsRule(bodies.Body):
    """`words` by language."""

    is_on: bool
    lane: bodies.Key
    words: dict[bodies.Key, Several]
    version: bodies.Version | None = None


class BreachRule(bodies.Body):
    """A lane or a board; neither is off."""

    lane: bodies.Key | None = None
    board: bodies.Key | None = None
    version: bodies.Version | None = None


class WaitingRule(bodies.Body):
    is_on: bool
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    version: bodies.Version | None = None


async def show_rules(request: web.Request) -> web.Response:
    return await read(request, lambda session: all_rules(session, language(request)))


async def set_words_rule(request: web.Request) -> web.Response:
    body = await body_of(request, WordsRule)
    wanted = Words(body.is_on, body.lane, {code: tuple(words) for code, words in body.words.items()})
    return await _answered(request, lambda tx: rules.set_words(tx, wanted, body.version))


async def set_breach_rule(request: web.Request) -> web.Response:
    body = await body_of(request, BreachRule)
    wanted = Breach(body.lane, body.board)
    return await _answered(request, lambda tx: rules.set_breach(tx, wanted, body.version))


async def set_waiting_rule(request: web.Request) -> web.Response:
    body = await body_of(request, WaitingRule)
    wanted = Waiting(body.is_on, body.days)
    return await _answered(request, lambda tx: rules.set_waiting(tx, wanted, body.version))


async def _answered(request: web.Request, verb: Callable[[Transaction], Awaitable[None]]) -> web.Response:
    async def work(tx: Transaction) -> Answer:
        await verb(tx)
        return Answer(await all_rules(tx.session, language(request)), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "GET",
        _RULES,
        show_rules,
        "What the desk suggests, moves and lists by itself.",
        DeskRulesJson,
        called="rules",
    ),
    Endpoint(
        "PUT",
        _RULES + "/words",
        set_words_rule,
        "Words of an opening that suggest a lane.",
        DeskRulesJson,
        WordsRule,
    ),
    Endpoint(
        "PUT",
        _RULES + "/breach",
        set_breach_rule,
        "Where a ticket goes whose promise is broken.",
        DeskRulesJson,
        BreachRule,
    ),
    Endpoint(
        "PUT",
        _RULES + "/waiting",
        set_waiting_rule,
        "After how many days a waiting ticket is listed.",
        DeskRulesJson,
        WaitingRule,
    ),
)
