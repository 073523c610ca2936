"""The desk over HTTP, on a real server and database; requests carry an API token unless they say otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from board import team
from board.events import DESK
from board.settings import Settings
from board.store.files import Blobs
from board.store.wake import Wake
from board.web.app import make_app
from tests.world import World

Client = TestClient[web.Request, web.Application]


@dataclass(frozen=True)
class Api:
    """Asks as an agent and insists on the status."""

    client: Client
    token: str

    async def get(self, path: str, status: int = 200, **options: Any) -> Any:
        async with self.client.get(f"/api/v1{path}", **self._signed(options)) as response:
            return await _json(response, status)

    async def post(self, path: str, body: object = None, status: int = 200, **options: Any) -> Any:
        options = self._signed(options)
        if body is not None:
            options["json"] = body
        async with self.client.post(f"/api/v1{path}", **options) as response:
            return await _json(response, status)

    def _signed(self, options: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return {**options, "headers": headers}


async def _json(response: ClientResponse, status: int) -> Any:
    body = await response.json(content_type=None)
    assert response.status == status, body
    return body


Serve = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "files")


@pytest.fixture
def serve(world: World, database_url: str, blobs: Blobs) -> Serve:
    """Starts a desk with the settings given."""

    @asynccontextmanager
    async def start(*, expected_loops: tuple[str, ...] = (), **settings: Any) -> AsyncIterator[Client]:
        async with Wake(database_url).listening() as wake:
            options = {"practice": True, "telegram_api": "http://127.0.0.1:1", **settings}
            app = make_app(world.database, Settings(**options), wake, blobs, expected_loops=expected_loops)
            async with TestClient(TestServer(app)) as client:
                yield client

    return start


@pytest.fixture
async def client(serve: Serve) -> AsyncIterator[Client]:
    """Signed in by nothing."""
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
        return await team.sign_in(tx, await team.login_secret(tx, agent))
