"""The filter for taps: a button's data comes to its handler as what it means."""

from __future__ import annotations

from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from bot.talk.taps import Tap, parse


class Tapped(Filter):
    """Fits a tap of that kind and gives it to the handler as `tap`."""

    def __init__(self, kind: type[Tap]) -> None:
        self._kind = kind

    async def __call__(self, query: CallbackQuery) -> dict[str, Any] | bool:
        tap = parse(query.data)
        return {"tap": tap} if isinstance(tap, self._kind) else False
