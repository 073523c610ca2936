"""aiogram's Bot for the Bot API that the settings name."""

from __future__ import annotations

from functools import cache
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.utils.token import TokenValidationError

from board.errors import Invalid


def make_bot(token: str, api: str) -> Bot:
    """A Bot whose calls go to `api`, Telegram's or one that stands in for it."""
    session = _Session(api=TelegramAPIServer.from_base(api))
    try:
        return Bot(token, session=session)
    except TokenValidationError:
        raise Invalid("refused.bot.no_token") from None


@cache
def _response_to(result: Any) -> type[Response[Any]]:
    """Held for good: Pydantic drops a model of a generic that nobody holds, and makes it anew for every answer."""
    return Response[result]


class _Session(AiohttpSession):
    """aiogram's own waits a quarter of a second for TLS to end; without TLS there is nothing to wait for."""

    async def close(self) -> None:
        if self.api.base.startswith("https:"):
            await super().close()
        elif self._session is not None:
            await self._session.close()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        _response_to(method.__returning__)
        return super().check_response(bot, method, status_code, content)
