"""Figures over HTTP."""

from __future__ import annotations

from aiohttp import web

from board.views.numbers.today import TodayJson, today
from board.web.endpoint import Endpoint
from board.web.keys import SETTINGS
from board.web.reads import read


async def show_today(request: web.Request) -> web.Response:
    zone = request.app[SETTINGS].timezone
    return await read(request, lambda session: today(session, zone))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v1/numbers/today",
        show_today,
        "How the day goes so far: answers in time, median first response, open tickets, the next deadline.",
        TodayJson,
        called="numbers_today",
    ),
)
