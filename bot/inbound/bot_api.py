"""The Bot API without aiogram's models: raw answers, and errors that never contain the token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
import structlog

from board.values import Json

log = structlog.get_logger()

_ANSWER_SECONDS = 15
_FILE_SECONDS = 60


class TelegramRefused(Exception):
    """The Bot API said no, in its own words."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after

    @property
    def is_about_token(self) -> bool:
        """401: revoked. 404 without more words: no such token."""
        return self.code == 401 or (self.code == 404 and self.description in ("Not Found", ""))


class Unreachable(Exception):
    """No answer. The message names only the kind of trouble, because the address contains the token."""


class BotApi:
    """A bot's own calls to `{base}/bot{token}/{method}`."""

    def __init__(self, token: str, base: str) -> None:
        self._token = token
        self._url = f"{base}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None

    @property
    def bot_id(self) -> int:
        """The first part of a token, as BotFather gives them."""
        return int(self._token.partition(":")[0])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(self, method: str, params: Mapping[str, Json], wait_seconds: int = 0) -> bytes:
        """The body of a successful answer, unread. Raises ``TelegramRefused`` or ``Unreachable``."""
        return await self._post(method, wait_seconds, json=params)

    async def send_file(self, method: str, params: Mapping[str, Json], name: str, data: bytes) -> bytes:
        """As `ask`, with a file that the parameters call `attach://NAME`."""
        form = aiohttp.FormData({key: json.dumps(value) for key, value in params.items()})
        form.add_field(name, data, filename=name)
        return await self._post(method, _FILE_SECONDS, data=form)

    async def _post(self, method: str, wait_seconds: int, **sent: Any) -> bytes:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=wait_seconds + _ANSWER_SECONDS)
        try:
            async with self._session.post(self._url + method, timeout=timeout, **sent) as response:
                body = await response.read()
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(type(error).__name__) from None
        if status != 200:
            raise _refusal(status, body)
        return body

    async def result(self, method: str, params: Mapping[str, Json]) -> Json:
        """What a successful answer holds; one that is not the Bot API's is ``Unreachable`` too."""
        try:
            result: Json = json.loads(await self.ask(method, params))["result"]
        except (ValueError, TypeError, KeyError) as error:
            raise Unreachable(type(error).__name__) from None
        return result


class Patience:
    """Waits longer each time while Telegram can't be reached; logs each kind of trouble once, and its end."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._trouble = ""
        self._times = 0

    async def wait(self, error: TelegramRefused | Unreachable) -> None:
        self._times += 1
        if str(error) != self._trouble:
            self._trouble = str(error)
            log.error(_sentence(error), doing=self._doing, error=str(error))
        await asyncio.sleep(_pause(error, self._times))

    def over(self) -> None:
        if self._trouble:
            log.info("telegram answers again", doing=self._doing)
        self._trouble, self._times = "", 0


def _refusal(status: int, body: bytes) -> TelegramRefused:
    try:
        answer = json.loads(body)
        parameters = answer.get("parameters") or {}
        return TelegramRefused(status, str(answer.get("description", "")), parameters.get("retry_after"))
    except (ValueError, AttributeError):
        return TelegramRefused(status, "an answer that is not the Bot API's")


def _sentence(error: TelegramRefused | Unreachable) -> str:
    if isinstance(error, Unreachable):
        return "telegram can't be reached"
    if error.is_about_token:
        return "telegram refuses the bot token: check LANEDESK_BOT_TOKEN"
    if error.code == 409:
        return "another program receives this bot's updates"
    return "telegram refuses"


def _pause(error: TelegramRefused | Unreachable, times: int) -> float:
    if isinstance(error, TelegramRefused):
        if error.retry_after is not None:
            return float(error.retry_after)
        if error.is_about_token:
            return 30.0
        if error.code == 409:
            return 5.0
    return min(0.5 * 2.0 ** min(times - 1, 5), 10.0)
