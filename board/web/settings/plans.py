"""Plans, and what follows when they are over, over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from aiohttp import web
from pydantic import Field

from board.desk import plans
from board.desk.plans import MOST_TICKETS, After, AfterExpiry, NewPeople
from board.store.db import Transaction
from board.views.plans import PlansJson, all_plans
from board.web import bodies
from board.web.bodies import body_of, number_of
from board.web.endpoint import Endpoint
from board.web.reads import read
from board.web.writes import Answer, write

_PLANS = "/api/v1/settings/plans"
_PLAN = _PLANS + "/{number:[0-9]{1,9}}"

Tickets = Annotated[int, Field(ge=0, le=MOST_TICKETS)]


class NewPlan(bodies.Body):
    """`tickets` a month; null: as many as they like."""

    name: bodies.Key
    tickets: Tickets | None


class ChangedPlan(NewPlan):
    version: bodies.Version | None = None


class RemovedPlan(bodies.Body):
    """`anyway`: also one that accounts have; they keep its name, and have no limit then."""

    anyway: bool = False
    version: bodies.Version | None = None


class Rules(bodies.Body):
    when_expired: AfterExpiry
    when_used_up: After
    new_people: NewPeople
    version: bodies.Version | None = None


async def show_plans(request: web.Request) -> web.Response:
    return await read(request, all_plans)


async def add_plan(request: web.Request) -> web.Response:
    body = await body_of(request, NewPlan)
    return await _changing(request, lambda tx: plans.add(tx, body.name, body.tickets))


async def set_plan(request: web.Request) -> web.Response:
    plan, body = number_of(request), await body_of(request, ChangedPlan)
    return await _changing(
        request, lambda tx: plans.change(tx, plan, body.name, body.tickets, version=body.version)
    )


async def remove_plan(request: web.Request) -> web.Response:
    plan, body = number_of(request), await body_of(request, RemovedPlan)
    return await _changing(
        request, lambda tx: plans.remove(tx, plan, anyway=body.anyway, version=body.version)
    )


async def set_admission(request: web.Request) -> web.Response:
    body = await body_of(request, Rules)
    rules = plans.Rules(body.when_expired, body.when_used_up, body.new_people)
    return await _changing(request, lambda tx: plans.set_rules(tx, rules, version=body.version))


async def _changing(request: web.Request, verb: Callable[[Transaction], Awaitable[object]]) -> web.Response:
    async def work(tx: Transaction) -> Answer:
        await verb(tx)
        return Answer(await all_plans(tx.session), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "GET", _PLANS, show_plans, "Plans, and what follows when they are over.", PlansJson, called="plans"
    ),
    Endpoint("POST", _PLANS, add_plan, "A plan more.", PlansJson, NewPlan),
    Endpoint(
        "PUT", _PLAN, set_plan, "Its name and how many tickets a month it gives.", PlansJson, ChangedPlan
    ),
    Endpoint("DELETE", _PLAN, remove_plan, "Takes it away.", PlansJson, RemovedPlan),
    Endpoint(
        "PUT",
        "/api/v1/settings/admission",
        set_admission,
        "What follows when support is over, and what becomes of people new on an account.",
        PlansJson,
        Rules,
    ),
)
