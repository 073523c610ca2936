"""The phone face in Python: people who write to the bot and hear its answers."""

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Self, TypedDict, Unpack, cast

import aiohttp

from bot.sandbox.person import NotHeard, Person, PhoneRefused
from bot.sandbox.shown import Answer, Button, Message, Part, read_message
from bot.sandbox.store import Json, encode, without_none

# The awaiting happens in the sandbox; `timeout` only travels there.
# ruff: noqa: ASYNC109
__all__ = ["Answer", "Button", "Message", "NotHeard", "Part", "Person", "Phone", "PhoneRefused"]


class _More(TypedDict, total=False):
    query: Mapping[str, object]
    form: aiohttp.FormData


class Phone:
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

    async def person(self, name: str, language_code: str = "en", username: str | None = None) -> Person:
        """A new customer with a private chat of their own."""
        made = await self.ask(
            "POST", "people", {"name": name, "language_code": language_code, "username": username}
        )
        return Person(self, made["id"], name)

    async def group(self, title: str, kind: str = "supergroup") -> int:
        return int((await self.ask("POST", "groups", {"title": title, "type": kind}))["id"])

    async def add_bot(self, group: int, person: Person, *, administrator: bool = False) -> None:
        await self.ask(
            "POST", f"groups/{group}/add_bot", {"person": person.id, "administrator": administrator}
        )

    async def remove_bot(self, group: int, person: Person) -> None:
        await self.ask("POST", f"groups/{group}/remove_bot", {"person": person.id})

    async def group_standing(self, group: int) -> str:
        """How the bot stands in the group: member, administrator, left, kicked or none."""
        return str((await self.ask("GET", f"groups/{group}/messages"))["standing"])

    async def group_messages(self, group: int, after: int = 0) -> list[Message]:
        shown = await self.ask("GET", f"groups/{group}/messages", query={"after": after})
        return [read_message(view) for view in shown["messages"]]

    async def fault(
        self,
        kind: str = "error",
        *,
        method: str = "",
        chat_id: int | None = None,
        code: int | None = None,
        description: str = "",
        retry_after: int | None = None,
        times: int | None = None,
    ) -> Json:
        """Make calls fail: kind is error, hang, drop_answer or refuse; method `file` is the download."""
        return await self.ask(
            "POST",
            "faults",
            {
                "kind": kind,
                "method": method,
                "chat_id": chat_id,
                "code": code,
                "description": description,
                "retry_after": retry_after,
                "times": times,
            },
        )

    async def clear_faults(self) -> None:
        await self.ask("DELETE", "faults")

    async def pacing(self, on: bool) -> None:
        """Refuse too fast sending with 429, as Telegram does."""
        await self.ask("POST", "pacing", {"on": on})

    async def raw(self, update: Mapping[str, object]) -> Json:
        """Hand the bot any object as an update; returns its `update_id` and `message_id`."""
        return await self.ask("POST", "raw_update", {"update": dict(update)})

    async def restart_ids(self) -> int:
        """Let update ids go on from a random place; returns the next one."""
        return int((await self.ask("POST", "restart_ids"))["next_update_id"])

    async def calls(
        self, after: int = 0, *, method: str = "", chat: int | None = None, timeout: float = 0
    ) -> list[Json]:
        """Logged Bot API calls; with a timeout, waits for the first that fits."""
        query = {"after": after, "method": method, "chat": "" if chat is None else chat, "timeout": timeout}
        return await self.ask_all("GET", "calls", query=query)

    async def advance(self, seconds: int) -> Json:
        """Move the desk's practice clock."""
        return await self.ask("POST", "clock", {"advance_seconds": seconds})

    async def info(self) -> Json:
        return await self.ask("GET", "info")

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
