"""The line to the phone face: requests, and what it refuses."""

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Self, TypedDict, Unpack, cast

import aiohttp

from sandbox.store import Json, encode, without_none


class PhoneRefused(Exception):
    """The sandbox would not do it; the message says why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class _More(TypedDict, total=False):
    query: Mapping[str, object]
    form: aiohttp.FormData


class Line:
    """A sandbox reached over HTTP; `bot` chooses among several bots by id."""

    def __init__(self, url: str, bot: int | None = None) -> None:
        self.url = url.rstrip("/")
        self._bot = bot
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(self, verb: str, path: str, body: Json | None = None, **more: Unpack[_More]) -> Json:
        """One request of the phone face; PhoneRefused carries the sandbox's own words."""
        return cast("Json", await self._request(verb, path, body, **more))

    async def ask_all(self, verb: str, path: str, **more: Unpack[_More]) -> list[Json]:
        """A request that is answered with a list."""
        return cast("list[Json]", await self._request(verb, path, None, **more))

    async def _request(self, verb: str, path: str, body: Json | None, **more: Unpack[_More]) -> object:
        if self._session is None:
            raise RuntimeError("use the phone inside `async with`")
        bot = {} if self._bot is None else {"bot": str(self._bot)}
        params = {name: str(value) for name, value in more.get("query", {}).items()} | bot
        headers = {} if body is None else {"Content-Type": "application/json"}
        data = more.get("form") if body is None else encode(without_none(body))
        url = f"{self.url}/phone/api/{path}"
        async with self._session.request(verb, url, data=data, params=params, headers=headers) as response:
            answer: object = json.loads(await response.text())
            if not response.ok:
                detail = answer.get("detail", answer) if isinstance(answer, dict) else answer
                raise PhoneRefused(response.status, str(detail))
            return answer
