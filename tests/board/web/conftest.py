"""The desk over HTTP, on a real server and database; requests carry an API token unless they say otherwise."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import TypeAdapter

from board.errors import Invalid
from board.people import team
from board.settings import Settings
from board.store.files import Blobs
from board.store.wake import Wake
from board.values import DESK
from board.web.app import make_app
from board.web.routes import ENDPOINTS
from tests.board.web.writes import Write
from tests.world import World

Client = TestClient[web.Request, web.Application]

_PATTERNS = [(each, re.compile(re.sub(r"\{\w+\}", "[^/]+", each.template))) for each in ENDPOINTS]


@dataclass(frozen=True)
class Api:
    """Asks as an agent; checks the status, and that a 200 has the shape of the API's description."""

    client: Client
    token: str

    async def get(self, path: str, status: int = 200, **options: Any) -> Any:
        async with self.client.get(f"/api/v1{path}", **self._signed(options)) as response:
            return await _json(response, status)

    async def post(self, path: str, body: object = None, status: int = 200, **options: Any) -> Any:
        return await self._write("POST", path, body, status, options)

    async def put(self, path: str, body: object = None, status: int = 200, **options: Any) -> Any:
        return await self._write("PUT", path, body, status, options)

    async def _write(self, method: str, path: str, body: object, status: int, options: dict[str, Any]) -> Any:
        options = self._signed(options)
        if body is not None:
            options["json"] = body
        async with self.client.request(method, f"/api/v1{path}", **options) as response:
            return await _json(response, status)

    async def write(self, write: Write, status: int = 200, **options: Any) -> Any:
        return await self.send(write.endpoint.method, write.path, write.body, status, **options)

    async def send(
        self, method: str, path: str, body: object = None, status: int = 200, **options: Any
    ) -> Any:
        options = self._signed({"json": body or {}, **options})
        async with self.client.request(method, f"/api/v1{path}", **options) as response:
            return await _json(response, status)

    def _signed(self, options: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return {**options, "headers": headers}


async def _json(response: ClientResponse, status: int) -> Any:
    body = await response.json(content_type=None)
    assert response.status == status, body
    if status == 200:
        assert_as_described(response.method, response.url.path, body)
    else:
        assert response.content_type == "application/problem+json"
        assert body["status"] == status
    return body


def assert_as_described(method: str, path: str, body: object) -> None:
    """No field is missing, of another type, or not described."""
    endpoint = next(each for each, pattern in _PATTERNS if each.method == method and pattern.fullmatch(path))
    shape = _shape(endpoint.answer)
    assert shape.dump_python(shape.validate_python(body), mode="json") == body


@cache
def _shape(answer: Any) -> TypeAdapter[Any]:
    return TypeAdapter(answer)


Serve = Callable[..., AbstractAsyncContextManager[Client]]


async def _knows_no_bot(token: str) -> str:
    """A Telegram to which every token is unknown."""
    raise Invalid("refused.bot.token_wrong", "token")


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "files")


@pytest.fixture
def serve(world: World, database_url: str, blobs: Blobs) -> Serve:
    """Starts a desk with the settings given."""

    @asynccontextmanager
    async def start(
        *,
        expected_loops: Collection[str] = (),
        extra_routes: Iterable[web.AbstractRouteDef] = (),
        whose_token: Callable[[str], Awaitable[str]] | None = None,
        **settings: Any,
    ) -> AsyncIterator[Client]:
        async with Wake(database_url).listening() as wake:
            options = {"practice": True, "telegram_api": "http://127.0.0.1:1", **settings}
            app = make_app(
                world.database,
                Settings(**options),
                wake,
                blobs,
                extra_routes=extra_routes,
                expected_loops=expected_loops,
                whose_token=whose_token or _knows_no_bot,
            )
            async with TestClient(TestServer(app)) as client:
                yield client

    return start


@pytest.fixture
async def client(serve: Serve) -> AsyncIterator[Client]:
    """A client with neither session nor token."""
    async with serve() as client:
        yield client


@pytest.fixture
async def api(client: Client, world: World) -> Api:
    return Api(client, await token_of(world))


async def token_of(world: World, agent: str = "Vera") -> str:
    async with world.database.transaction(DESK) as tx:
        return await team.add_token(tx, agent)


async def session_of(world: World, agent: str = "Vera") -> str:
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, agent)
        return await team.sign_in(tx, await team.login_secret(tx, agent))
