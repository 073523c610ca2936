"""The desk's practice time: asked for, moved, and followed on the desk's live stream."""

import asyncio
import json
from contextlib import suppress
from typing import NoReturn

import aiohttp

from sandbox.errors import Refused
from sandbox.store import Json
from sandbox.world import Desk, World

_ASK_TIMEOUT = aiohttp.ClientTimeout(total=10)
# The desk says something at least every 15 seconds.
_STREAM_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=45)
_PAUSE_SECONDS = 1.0
_MOVED = b"event: clock\n"


async def follow(world: World, desk: Desk) -> NoReturn:
    """Keep the sandbox on the desk's time, whoever moves it; a desk that is away is tried again each second."""
    while True:
        with suppress(aiohttp.ClientError, TimeoutError, ValueError, Refused):
            await _listen(world, desk)
        await asyncio.sleep(_PAUSE_SECONDS)


async def _listen(world: World, desk: Desk) -> None:
    async with (
        aiohttp.ClientSession(timeout=_STREAM_TIMEOUT) as session,
        session.get(_address(desk, "events"), headers=_headers(desk)) as response,
    ):
        # Read once the stream stands: a move in between is then told twice, never missed.
        await _read(world, desk)
        response.raise_for_status()
        async for line in response.content:
            if line == _MOVED:
                await _read(world, desk)


async def _read(world: World, desk: Desk) -> None:
    async with world.asking_desk:
        _hear(world, await _ask(desk, "GET", "desk", None))


async def move(world: World, desk: Desk, seconds: int) -> Json:
    """Let the desk's time pass; returns its answer."""
    async with world.asking_desk:
        answer = await _ask(desk, "POST", "clock", {"advance_seconds": seconds})
        _hear(world, answer)
    return answer


def _hear(world: World, answer: Json) -> None:
    ahead = round(answer.get("practice_offset_seconds", 0))
    if ahead != world.desk_ahead:
        world.desk_ahead = ahead
        world.feed.publish({"type": "clock", "practice_offset_seconds": ahead})


async def _ask(desk: Desk, verb: str, path: str, body: Json | None) -> Json:
    try:
        async with (
            aiohttp.ClientSession(timeout=_ASK_TIMEOUT) as session,
            session.request(verb, _address(desk, path), json=body, headers=_headers(desk)) as response,
        ):
            answer = json.loads(await response.text() or "{}")
            if not response.ok:
                raise Refused(502, f"the desk answered {response.status}")
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        raise Refused(502, "the desk does not answer") from problem
    practice = ("now", "practice_offset_seconds")
    return {name: answer[name] for name in practice if isinstance(answer, dict) and name in answer}


def _address(desk: Desk, path: str) -> str:
    return f"{desk.url.rstrip('/')}/api/v1/{path}"


def _headers(desk: Desk) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.token}"}
