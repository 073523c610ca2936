"""Small forms of strangers: what is read of them before anybody is known."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from aiohttp import web

from board.web.problems import Malformed, TooLarge, TooSlow

MOST_BYTES = 4096
SECONDS = 10.0
_MOST_FIELDS = 10
_MEDIA = "application/x-www-form-urlencoded"


async def form_of(request: web.Request) -> dict[str, str]:
    """The fields of a small urlencoded form, and of none sent none; of a field said twice the last counts."""
    if not request.can_read_body:
        return {}
    if request.content_type != _MEDIA or (request.charset or "utf-8").lower() != "utf-8":
        raise Malformed("refused.form.media", media=_MEDIA)
    raw = await _read(request)
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise Malformed("refused.form.unreadable") from error


async def _read(request: web.Request) -> bytes:
    raw = bytearray()
    if (request.content_length or 0) > MOST_BYTES:
        raise TooLarge("refused.form.large", most=MOST_BYTES)
    try:
        async with asyncio.timeout(SECONDS):
            while chunk := await request.content.readany():
                raw += chunk
                if len(raw) > MOST_BYTES:
                    raise TooLarge("refused.form.large", most=MOST_BYTES)
    except TimeoutError as error:
        raise TooSlow("refused.form.slow") from error
    return bytes(raw)
