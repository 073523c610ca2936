"""Reads: one snapshot each, answered as JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import NotAllowed
from board.values import Role
from board.web.keys import CALLER, DATABASE


async def read(
    request: web.Request,
    view: Callable[[AsyncSession], Awaitable[Mapping[str, Any]]],
    *,
    needs: Role = Role.VIEWER,
) -> web.Response:
    refuse_lesser(request, needs)
    async with request.app[DATABASE].reading() as session:
        return answer(await view(session))


def refuse_lesser(request: web.Request, needs: Role) -> None:
    """For what no verb stands behind: a read, or work done before the verb is asked."""
    if not request[CALLER].role.covers(needs):
        raise NotAllowed(f"refused.role.{needs}")


def answer(body: Mapping[str, Any]) -> web.Response:
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type="application/json")
