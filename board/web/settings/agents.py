"""Agents, their roles, and the ways in for them and their programs; a secret is answered once and kept nowhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from board.desk import bot_address
from board.people import keys, roles, team
from board.people.roles import Wish
from board.settings import Language
from board.store.db import Transaction
from board.tickets import handing_over
from board.values import AgentId, Role
from board.views import qr_codes
from board.views.access import AgentsJson, WaysInJson, agents, ways_in
from board.views.shapes import RoleName
from board.web import bodies
from board.web.bodies import Body, body_of, number_of
from board.web.endpoint import Endpoint
from board.web.keys import CALLER, SETTINGS
from board.web.reads import read
from board.web.writes import Answer, write

_AGENTS = "/api/v1/settings/agents"
_AGENT = _AGENTS + "/{number:[0-9]{1,9}}"
_SESSIONS, _TOKENS = "/api/v1/settings/sessions", "/api/v1/settings/tokens"
_ONE = "/{number:[0-9]{1,18}}"

Days = Annotated[int, Field(ge=1, le=3650)]


class NewAgent(Body):
    name: bodies.Key
    role: RoleName = "agent"


class AgentWish(Body):
    """What is not given stays as it is; a language of null is their browser's."""

    name: bodies.Key | None = None
    role: RoleName | None = None
    language: Language | None = None
    version: bodies.Version | None = None


class Removal(Body):
    """`hands_over`: their open tickets go to `to`, or each to whoever at work has the least to do."""

    hands_over: bool = False
    to: bodies.SmallId | None = None
    version: bodies.Version | None = None


class NewToken(Body):
    """`role`: the most it may, where that is less than its agent may; `days` null: until it is revoked."""

    agent: bodies.SmallId
    role: RoleName | None = None
    days: Days | None = None


class LoginJson(TypedDict):
    """Null when the request is repeated with its key: it is shown once."""

    address: str | None
    minutes: int


class QrJson(TypedDict):
    """`path` fills the dark modules of a square of `size` units."""

    size: int
    path: str


class LinkJson(TypedDict):
    """`command` is what to send to the bot, `address` opens it with that, `qr` shows it to a phone.

    Null once shown; without a bot, only the command is there.
    """

    command: str | None
    address: str | None
    qr: QrJson | None
    minutes: int


class NewTokenJson(TypedDict):
    """Null when the request is repeated with its key: it is shown once."""

    token: str | None


async def show_agents(request: web.Request) -> web.Response:
    me = request[CALLER].agent
    return await read(request, lambda session: agents(session, me), needs=Role.OWNER)


async def add_agent(request: web.Request) -> web.Response:
    body = await body_of(request, NewAgent)
    return await _change(request, lambda tx: team.add_agent(tx, body.name, Role(body.role)))


async def change_agent(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, AgentWish)
    language = (body.language or "") if "language" in body.model_fields_set else None
    wish = Wish(body.name, Role(body.role) if body.role else None, language)
    return await _change(request, lambda tx: roles.change_agent(tx, number, wish, version=body.version))


async def remove_agent(request: web.Request) -> web.Response:
    number, body = number_of(request), await body_of(request, Removal)

    async def remove(tx: Transaction) -> None:
        if body.hands_over:
            taker = AgentId(body.to) if body.to is not None else None
            await handing_over.hand_over_all(tx, AgentId(number), taker)
        await roles.remove_agent(tx, number, version=body.version)

    return await _change(request, remove)


async def make_login(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    begin = request.app[SETTINGS].public_url
    minutes = team.LOGIN_LIVES // timedelta(minutes=1)

    async def work(tx: Transaction) -> Answer:
        agent = await team.agent_by_id(tx, number)
        secret = await team.login_secret(tx, agent.name)
        shown: LoginJson = {"address": f"{begin}/login/{secret}", "minutes": minutes}
        return Answer(shown, (), kept={"address": None, "minutes": minutes})

    return await write(request, work)


async def make_link(request: web.Request) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    settings = request.app[SETTINGS]
    minutes = team.LINK_LIVES // timedelta(minutes=1)

    async def work(tx: Transaction) -> Answer:
        agent = await team.agent_by_id(tx, number)
        code = await team.link_code(tx, agent.name)
        bot = await bot_address.username(tx.session)
        address = bot_address.link(settings, bot, code) if bot else None
        shown: LinkJson = {
            "command": f"/start {code}",
            "address": address,
            "qr": _drawn(address) if address else None,
            "minutes": minutes,
        }
        return Answer(shown, (), kept={"command": None, "address": None, "qr": None, "minutes": minutes})

    return await write(request, work)


def _drawn(link: str) -> QrJson:
    drawn = qr_codes.outline(link)
    return {"size": drawn.size, "path": drawn.path}


async def show_all_sessions(request: web.Request) -> web.Response:
    here = request[CALLER].key
    return await read(request, lambda session: ways_in(session, "session", here), needs=Role.OWNER)


async def show_tokens(request: web.Request) -> web.Response:
    here = request[CALLER].key
    return await read(request, lambda session: ways_in(session, "token", here), needs=Role.OWNER)


async def end_any_session(request: web.Request) -> web.Response:
    return await _take_back(request, "session")


async def revoke_token(request: web.Request) -> web.Response:
    return await _take_back(request, "token")


async def make_token(request: web.Request) -> web.Response:
    body = await body_of(request, NewToken)
    lives = timedelta(days=body.days) if body.days else None

    async def work(tx: Transaction) -> Answer:
        agent = await team.agent_by_id(tx, body.agent)
        token = await team.add_token(tx, agent.name, lives, Role(body.role) if body.role else None)
        return Answer({"token": token}, (), kept={"token": None})

    return await write(request, work)


async def _change(request: web.Request, verb: Callable[[Transaction], Awaitable[object]]) -> web.Response:
    """Run one verb; answers with all agents as they are then."""
    me = request[CALLER].agent

    async def work(tx: Transaction) -> Answer:
        await verb(tx)
        return Answer(await agents(tx.session, me), ())

    return await write(request, work)


async def _take_back(request: web.Request, kind: str) -> web.Response:
    number, _ = number_of(request), await body_of(request, bodies.Empty)
    here = request[CALLER].key

    async def work(tx: Transaction) -> Answer:
        await keys.take_back_any(tx, kind, number)
        return Answer(await ways_in(tx.session, kind, here), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint("GET", _AGENTS, show_agents, "Who works here, for owners.", AgentsJson, called="agents"),
    Endpoint("POST", _AGENTS, add_agent, "One agent more.", AgentsJson, NewAgent),
    Endpoint("PUT", _AGENT, change_agent, "Their role, name or language.", AgentsJson, AgentWish),
    Endpoint(
        "DELETE",
        _AGENT,
        remove_agent,
        "Ends their ways in.",
        AgentsJson,
        Removal,
    ),
    Endpoint(
        "POST", _AGENT + "/login", make_login, "A one-time login address for them.", LoginJson, bodies.Empty
    ),
    Endpoint(
        "POST", _AGENT + "/link", make_link, "A code that links their Telegram.", LinkJson, bodies.Empty
    ),
    Endpoint(
        "GET", _SESSIONS, show_all_sessions, "Where all are signed in.", WaysInJson, called="all_sessions"
    ),
    Endpoint(
        "DELETE", _SESSIONS + _ONE, end_any_session, "Ends anybody's session.", WaysInJson, bodies.Empty
    ),
    Endpoint("GET", _TOKENS, show_tokens, "All API tokens.", WaysInJson, called="tokens"),
    Endpoint("POST", _TOKENS, make_token, "An API token, shown once.", NewTokenJson, NewToken),
    Endpoint("DELETE", _TOKENS + _ONE, revoke_token, "Takes a token back.", WaysInJson, bodies.Empty),
)
