"""How the desk fares: /healthz for probes, /metrics for Prometheus."""

from __future__ import annotations

import time
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import SQLAlchemyError

from board.store.room import LEAST_BYTES, free_bytes
from board.views.health import HealthJson, health
from board.web.guard import is_near
from board.web.keys import DATABASE, EXPECTED_LOOPS, METRICS, SETTINGS, STREAMS
from board.web.problems import NotSignedIn, route_of
from board.web.who import caller_of

_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


async def healthz(request: web.Request) -> web.Response:
    """All loops of all processes; strangers only see whether all is well."""
    try:
        found = await _health(request)
        is_told_all = await _is_told_all(request)
    except (SQLAlchemyError, OSError):
        return web.json_response({"ok": False}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    status = HTTPStatus.OK if found["ok"] else HTTPStatus.SERVICE_UNAVAILABLE
    return web.json_response(
        found if is_told_all else {"ok": found["ok"]}, status=status, headers={"Cache-Control": "no-store"}
    )


async def metrics(request: web.Request) -> web.Response:
    if not await _is_told_all(request):
        raise NotSignedIn("refused.sign_in.figures")
    text = request.app[METRICS].text(await _health(request), len(request.app[STREAMS]))
    return web.Response(body=text, headers={"Content-Type": _EXPOSITION, "Cache-Control": "no-store"})


@web.middleware
async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Counts every answer; a live stream counts when it ends."""
    started = time.perf_counter()
    response = await handler(request)
    seconds = time.perf_counter() - started
    request.app[METRICS].answered(request.method, route_of(request), response.status, seconds)
    return response


async def _health(request: web.Request) -> HealthJson:
    async with request.app[DATABASE].reading() as session:
        found = await health(session, request.app[EXPECTED_LOOPS])
    if free_bytes(request.app[SETTINGS].data_dir) < LEAST_BYTES:
        found["ok"], found["trouble"] = False, "the disk is full"
    return found


async def _is_told_all(request: web.Request) -> bool:
    return is_near(request) or await caller_of(request) is not None
