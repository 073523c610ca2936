"""Reads: one snapshot each, answered as JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from board.web.keys import DATABASE


async def read(
    request: web.Request, view: Callable[[AsyncSession], Awaitable[Mapping[str, Any]]]
) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        return answer(await view(session))


def answer(body: Mapping[str, Any]) -> web.Response:
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type="application/json")
