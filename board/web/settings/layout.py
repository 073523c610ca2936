"""Topics, boards, columns and lanes over HTTP: how they stand, and every change of them, tried first or made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Annotated

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from board.desk import boards, columns, lanes, topics
from board.desk.effects import NOTHING, Effect
from board.errors import Invalid
from board.store.db import Transaction
from board.upkeep import clearing
from board.values import DayEnd, Metric, State
from board.views.layout import (
    BoardsSettingsJson,
    LayoutChangesJson,
    TopicsSettingsJson,
    board_changes,
    boards_settings,
    topic_changes,
    topics_settings,
)
from board.views.shapes import StateName
from board.web import bodies
from board.web.bodies import body_of, query_of
from board.web.endpoint import Endpoint
from board.web.keys import CALLER, DATABASE, language
from board.web.reads import answer, read
from board.web.writes import Answer, write

_TOPICS, _BOARDS = "/api/v1/settings/topics", "/api/v1/settings/boards"
_BOARD = _BOARDS + "/{key}"
_CARDS_AT_ONCE = 200
"""Led on before the answer; the loop goes on with the rest."""

Words = Annotated[bodies.Text, Field(max_length=4096)]
Names = dict[bodies.Key, Words]
Goals = dict[Metric, Annotated[float, Field(gt=0, allow_inf_nan=False, le=10**9)] | None]


class Tried(bodies.Body):
    """`dry`: nothing is changed, and the answer says what would be."""

    version: bodies.Version | None = None
    dry: bool = False


class NewTopic(bodies.Body):
    """Without a key one is made from the name, the English one first."""

    names: Names
    board: bodies.Key
    lane: bodies.Key
    key: bodies.Key = ""
    emoji: bodies.Key = ""
    prompts: Names | None = None


class EditTopic(Tried):
    """What is missing stays as it is; an empty successor is none."""

    names: Names | None = None
    emoji: bodies.Key | None = None
    prompts: Names | None = None
    board: bodies.Key | None = None
    lane: bodies.Key | None = None
    on: bool | None = None
    successor: bodies.Key | None = None


class RemoveTopic(Tried):
    successor: bodies.Key | None = None
    """What its old buttons open from now on."""


class Order(bodies.Body):
    order: Annotated[list[bodies.Key], Field(max_length=1000)]
    version: bodies.Version | None = None


class DefaultTopic(bodies.Body):
    key: bodies.Key
    version: bodies.Version | None = None


class NewBoard(bodies.Body):
    name: Words
    key: bodies.Key = ""


class Rename(bodies.Body):
    name: Words
    version: bodies.Version | None = None


class Remove(Tried):
    to: bodies.Key | None = None
    """Where its cards go; needed if there are any."""


class NewColumn(bodies.Body):
    name: Words
    kind: StateName
    key: bodies.Key = ""


class EditColumn(bodies.Body):
    name: Words | None = None
    kind: StateName | None = None
    version: bodies.Version | None = None


class EditLane(Tried):
    """Goals in seconds; null is not promised any more, and what is missing stays as it is.

    A cut-off, in minutes since midnight, instead of a goal: the end of the working day for who asks by then. A calendar
    of null is every hour.
    """

    name: Words | None = None
    goals: Goals | None = None
    cut_offs: dict[Metric, int | None] | None = None
    calendars: dict[Metric, int | None] | None = None
    warn: int | None = None
    elsewhere: Names | None = None
    """How else to reach someone while nobody is there; a language that is missing has none."""


class OfKey(bodies.Query):
    key: bodies.Key | None = None


class NewKeyJson(TypedDict):
    key: str


class EffectJson(TypedDict):
    """What the change means for what is in use: in numbers, and in sentences for whoever makes it."""

    counts: dict[str, int]
    says: list[str]


async def show_topics(request: web.Request) -> web.Response:
    return await read(request, lambda session: topics_settings(session, language(request)))


async def add_topic(request: web.Request) -> web.Response:
    body = await body_of(request, NewTopic)

    async def work(tx: Transaction) -> str:
        added = await topics.add(
            tx,
            body.names,
            body.board,
            body.lane,
            key=body.key,
            emoji=body.emoji,
            prompts=body.prompts,
        )
        return added.key

    return await _made(request, work)


async def edit_topic(request: web.Request) -> web.Response:
    key, body = request.match_info["key"], await body_of(request, EditTopic)
    wish = topics.Wish(body.names, body.emoji, body.prompts, body.board, body.lane, body.on, body.successor)
    return await _changed(
        request, partial(topics.edit, key=key, wish=wish, version=body.version), is_dry=body.dry
    )


async def remove_topic(request: web.Request) -> web.Response:
    key, body = request.match_info["key"], await body_of(request, RemoveTopic)
    verb = partial(topics.remove, key=key, successor=body.successor, version=body.version)
    return await _changed(request, verb, is_dry=body.dry)


async def arrange_topics(request: web.Request) -> web.Response:
    body = await body_of(request, Order)
    return await _changed(request, partial(topics.arrange, keys=body.order, version=body.version))


async def set_default_topic(request: web.Request) -> web.Response:
    body = await body_of(request, DefaultTopic)
    return await _changed(request, partial(topics.make_default, key=body.key, version=body.version))


async def changes_of_topics(request: web.Request) -> web.Response:
    key = query_of(request, OfKey).key
    return await read(request, lambda session: topic_changes(session, language(request), key))


async def changes_of_boards(request: web.Request) -> web.Response:
    key = query_of(request, OfKey).key
    return await read(request, lambda session: board_changes(session, language(request), key))


async def show_boards(request: web.Request) -> web.Response:
    return await read(request, lambda session: boards_settings(session, language(request)))


async def add_board(request: web.Request) -> web.Response:
    body = await body_of(request, NewBoard)

    async def work(tx: Transaction) -> str:
        return (await boards.add(tx, body.name, key=body.key)).key

    return await _made(request, work)


async def rename_board(request: web.Request) -> web.Response:
    key, body = request.match_info["key"], await body_of(request, Rename)
    return await _changed(request, partial(boards.rename, key=key, name=body.name, version=body.version))


async def remove_board(request: web.Request) -> web.Response:
    key, body = request.match_info["key"], await body_of(request, Remove)
    verb = partial(boards.remove, key=key, to=body.to, version=body.version)
    return await _changed(request, verb, is_dry=body.dry, leads_on=True)


async def arrange_boards(request: web.Request) -> web.Response:
    body = await body_of(request, Order)
    return await _changed(request, partial(boards.arrange, keys=body.order, version=body.version))


async def add_column(request: web.Request) -> web.Response:
    board, body = request.match_info["key"], await body_of(request, NewColumn)

    async def work(tx: Transaction) -> str:
        return (await columns.add(tx, board, body.name, State(body.kind), key=body.key)).key

    return await _made(request, work)


async def edit_column(request: web.Request) -> web.Response:
    board, key = request.match_info["key"], request.match_info["column"]
    body = await body_of(request, EditColumn)
    kind = None if body.kind is None else State(body.kind)
    verb = partial(columns.edit, board=board, key=key, name=body.name, kind=kind, version=body.version)
    return await _changed(request, verb)


async def remove_column(request: web.Request) -> web.Response:
    board, key = request.match_info["key"], request.match_info["column"]
    body = await body_of(request, Remove)
    verb = partial(columns.remove, board=board, key=key, to=body.to, version=body.version)
    return await _changed(request, verb, is_dry=body.dry, leads_on=True)


async def arrange_columns(request: web.Request) -> web.Response:
    board, body = request.match_info["key"], await body_of(request, Order)
    verb = partial(columns.arrange, board=board, keys=body.order, version=body.version)
    return await _changed(request, verb)


async def edit_lane(request: web.Request) -> web.Response:
    board, key = request.match_info["key"], request.match_info["lane"]
    body = await body_of(request, EditLane)
    wish = lanes.Wish(body.name, _goals_of(body), body.warn, body.calendars, body.elsewhere)
    verb = partial(lanes.edit, board=board, key=key, wish=wish, version=body.version)
    return await _changed(request, verb, is_dry=body.dry)


async def _made(request: web.Request, work: Callable[[Transaction], Awaitable[str]]) -> web.Response:
    async def run(tx: Transaction) -> Answer:
        made: NewKeyJson = {"key": await work(tx)}
        return Answer(made, ())

    return await write(request, run)


async def _changed(
    request: web.Request,
    verb: Callable[[Transaction], Awaitable[Effect | None]],
    *,
    is_dry: bool = False,
    leads_on: bool = False,
) -> web.Response:
    """Make the change, or try it; cards that have to go elsewhere are there, as a rule, before the answer is."""
    told = language(request)
    actor = request[CALLER].actor
    if is_dry:
        return answer(_effect(await request.app[DATABASE].try_out(actor, verb), told))

    async def run(tx: Transaction) -> Answer:
        return Answer(_effect(await verb(tx), told), ())

    response = await write(request, run)
    if leads_on:
        await clearing.lead_on(request.app[DATABASE], actor, most=_CARDS_AT_ONCE)
    return response


def _effect(effect: Effect | None, language: str) -> EffectJson:
    effect = effect or NOTHING
    return {"counts": dict(effect.counts), "says": effect.say(language)}


def _goals_of(body: EditLane) -> dict[Metric, timedelta | DayEnd | None]:
    goals = {metric: lanes.goal_of(seconds, None) for metric, seconds in (body.goals or {}).items()}
    for metric, cut_off in (body.cut_offs or {}).items():
        if cut_off is None:
            continue
        if goals.get(metric) is not None:
            raise Invalid("refused.goal.two", f"goals.{metric}")
        goals[metric] = DayEnd(cut_off)
    return goals


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v1/settings/topic-changes",
        changes_of_topics,
        "What was changed of one topic, or of all, newest first.",
        LayoutChangesJson,
        query=OfKey,
        called="topic_changes",
    ),
    Endpoint(
        "GET",
        "/api/v1/settings/board-changes",
        changes_of_boards,
        "What was changed of one board with its columns and lanes, or of all boards, newest first.",
        LayoutChangesJson,
        query=OfKey,
        called="board_changes",
    ),
    Endpoint(
        "GET",
        _TOPICS,
        show_topics,
        "The topics as their owner edits them.",
        TopicsSettingsJson,
        called="topics_settings",
    ),
    Endpoint("POST", _TOPICS, add_topic, "A new topic, at the end of the keyboard.", NewKeyJson, NewTopic),
    Endpoint("PUT", _TOPICS, arrange_topics, "The order of the keyboard.", EffectJson, Order),
    Endpoint(
        "PUT",
        "/api/v1/settings/default-topic",
        set_default_topic,
        "Who picks no topic gets a ticket of this one.",
        EffectJson,
        DefaultTopic,
    ),
    Endpoint(
        "PUT", _TOPICS + "/{key}", edit_topic, "Change a topic, or switch it off.", EffectJson, EditTopic
    ),
    Endpoint(
        "DELETE",
        _TOPICS + "/{key}",
        remove_topic,
        "Take a topic away; its tickets keep its name.",
        EffectJson,
        RemoveTopic,
    ),
    Endpoint(
        "GET",
        _BOARDS,
        show_boards,
        "The boards as their owner edits them, with what stands on them.",
        BoardsSettingsJson,
        called="boards_settings",
    ),
    Endpoint(
        "POST", _BOARDS, add_board, "A new board, with three lanes and four columns.", NewKeyJson, NewBoard
    ),
    Endpoint("PUT", _BOARDS, arrange_boards, "The order of the boards.", EffectJson, Order),
    Endpoint("PUT", _BOARD, rename_board, "Another name.", EffectJson, Rename),
    Endpoint(
        "DELETE",
        _BOARD,
        remove_board,
        "Remove a board; its cards and topics go `to` another.",
        EffectJson,
        Remove,
    ),
    Endpoint(
        "POST",
        _BOARD + "/columns",
        add_column,
        "A new column, behind the last of its kind.",
        NewKeyJson,
        NewColumn,
    ),
    Endpoint("PUT", _BOARD + "/columns", arrange_columns, "The order of the columns.", EffectJson, Order),
    Endpoint(
        "PUT",
        _BOARD + "/columns/{column}",
        edit_column,
        "Another name, or another kind while it is empty.",
        EffectJson,
        EditColumn,
    ),
    Endpoint(
        "DELETE",
        _BOARD + "/columns/{column}",
        remove_column,
        "Remove a column; its cards go `to` another of the board.",
        EffectJson,
        Remove,
    ),
    Endpoint(
        "PUT",
        _BOARD + "/lanes/{lane}",
        edit_lane,
        "What a lane is called and promises from now on.",
        EffectJson,
        EditLane,
    ),
)
