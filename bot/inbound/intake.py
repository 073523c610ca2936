"""Updates come in: split but not read, stored and committed before they are confirmed to Telegram."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError
from sqlalchemy.exc import SQLAlchemyError

from board.queues import Queue, chat_key
from board.security import Said, SecurityLog
from board.store import jobs
from board.store.db import Database, Transaction
from board.store.loops import Beat, one_at_a_time
from board.store.trouble import describe
from board.values import DESK, Json
from bot.inbound.bot_api import BotApi, Patience, TelegramRefused, Unreachable

log = structlog.get_logger()

QUEUE = Queue.UPDATE
ALLOWED_UPDATES: tuple[str, ...] = ("message", "edited_message", "callback_query", "my_chat_member")
WEBHOOK_PATH = "/telegram/webhook"

_BATCH = 100
_POLL_SECONDS = 10
_BEAT_SECONDS = 5.0
_CHECK_SECONDS = 60.0
_BODY_LIMIT_BYTES = 1024 * 1024
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

# A string is one token, so brackets and commas inside it are not counted.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],]', re.DOTALL)
_UPDATE_ID = re.compile(r'\s*\{\s*"update_id"\s*:\s*(\d{1,18})\b')


@dataclass(frozen=True)
class RawUpdate:
    """An update as it came. `update_id` is None if it has none; updates with the same `whose` keep their order."""

    text: str
    update_id: int | None
    whose: str

    @property
    def name(self) -> str:
        if self.update_id is not None:
            return str(self.update_id)
        return "#" + hashlib.sha256(self.text.encode()).hexdigest()


class Poller:
    """Asks for updates, stores them, and only then moves on."""

    def __init__(self, database: Database, api: BotApi) -> None:
        self._database = database
        self._api = api
        self._offset = 0

    async def run(self, beat: Beat) -> None:
        """Poll for ever; one process of the desk at a time."""
        patience = Patience("polling")
        async with one_at_a_time(self._database, "poller", beat):
            is_ready = False
            while True:
                beat.turn()
                try:
                    if not is_ready:
                        await self._api.ask("deleteWebhook", {"drop_pending_updates": False})
                        is_ready = True
                    await self.turn()
                    patience.over()
                except (TelegramRefused, Unreachable) as error:
                    is_ready = False
                    await patience.wait(error)

    async def turn(self, seconds: int = _POLL_SECONDS) -> int:
        """One getUpdates; returns how many updates were new.

        The offset is sent only to confirm a batch. Without one Telegram answers from the oldest unconfirmed,
        so that ids which begin again lower, as they may after a quiet week, are heard too.
        """
        question: dict[str, Json] = {
            "timeout": seconds,
            "limit": _BATCH,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if self._offset:
            question["offset"] = self._offset
        updates = list(split(await self._api.ask("getUpdates", question, seconds)))
        new = await store(self._database, self._api.bot_id, updates)
        known = [update.update_id for update in updates if update.update_id is not None]
        self._offset = max(known) + 1 if known else 0
        if updates and not known:
            await asyncio.sleep(seconds)  # without ids, it would come again at once
        return new


async def keep_webhook(api: BotApi, url: str, secret: str, beat: Beat) -> None:
    """Have updates sent to `url`, over one connection so that they keep their order; check this for ever."""
    patience = Patience("webhook")
    wanted: dict[str, Json] = {
        "url": url,
        "secret_token": secret,
        "max_connections": 1,
        "allowed_updates": list(ALLOWED_UPDATES),
    }
    await _ask_until_done(api, wanted, patience, beat)
    while True:
        await _sleep(beat, _CHECK_SECONDS)
        try:
            info = await api.result("getWebhookInfo", {})
        except (TelegramRefused, Unreachable) as error:
            await patience.wait(error)
            continue
        patience.over()
        if not isinstance(info, dict) or info.get("url") != url:
            log.warning("webhook was changed by another program")
            await _ask_until_done(api, wanted, patience, beat)
        elif info.get("last_error_message"):
            log.warning("webhook trouble", pending=info.get("pending_update_count"))


def webhook(database: Database, bot_id: int, secret: str) -> web.RouteDef:
    """The route Telegram posts to: 200 only once the update is stored; 503 when it can't be, so that it comes again."""

    security = SecurityLog()

    async def handle(request: web.Request) -> web.Response:
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, secret.encode()):
            security.say(Said.WEBHOOK_REFUSED, address=request.remote or "")
            return web.Response(status=401)
        try:
            body = await _read(request)
        except (HttpProcessingError, web.RequestPayloadError):
            return web.Response(status=400)
        if body is None:
            return web.Response(status=413)
        try:
            await store(database, bot_id, [_read_update(_to_text(body))])
        except (SQLAlchemyError, OSError) as error:
            log.error("update not stored", error=describe(error))
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response()

    return web.post(WEBHOOK_PATH, handle)


async def store(database: Database, bot_id: int, updates: Sequence[RawUpdate]) -> int:
    """Keep updates for handling, each once; committed on return. Returns how many are new."""
    if not updates:
        return 0
    rows = [
        jobs.RawJob(f"{bot_id}:{update.name}", f"{bot_id}:{update.whose}", update.text) for update in updates
    ]

    async def work(tx: Transaction) -> int:
        return await jobs.put_many(tx.session, QUEUE, rows, tx.now)

    return await database.run(DESK, work)


def split(answer: bytes) -> Iterator[RawUpdate]:
    """The updates of a getUpdates answer, found by brackets alone, so a broken one does not harm the others."""
    text, depth, start = _to_text(answer), 0, -1
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "{[":
            depth += 1
            if depth == 2 and token == "[":  # the only list at this depth is the result
                start = match.end()
        elif token in "}]":
            depth -= 1
        if start < 0 or not ((depth == 2 and token == ",") or depth == 1):
            continue
        if element := text[start : match.start()].strip():
            yield _read_update(element)
        if depth == 1:
            return
        start = match.end()


def _to_text(raw: bytes) -> str:
    """As text that PostgreSQL can keep; escapes like \\u0000 stay escapes, which it can."""
    return raw.decode("utf-8", "replace").replace("\0", "\\u0000")


def _read_update(text: str) -> RawUpdate:
    try:
        update = json.loads(text)
    except (ValueError, RecursionError):
        update = None
    if not isinstance(update, dict):
        match = _UPDATE_ID.match(text)
        return RawUpdate(text, int(match[1]) if match else None, "none")
    return RawUpdate(text, _whole_number(update.get("update_id")), _whose(update))


def _whose(update: dict[str, Json]) -> str:
    """A private chat has its person's number, so what tells only the person keeps its place in that chat."""
    users = []
    for content in update.values():
        if not isinstance(content, dict):
            continue
        for holder in (content, content.get("message")):
            if (chat := _id_in(holder, "chat")) is not None:
                return chat_key(chat)
        users += [user for name in ("from", "user") if (user := _id_in(content, name)) is not None]
    return chat_key(users[0]) if users else "none"


def _id_in(holder: Json, name: str) -> int | None:
    inner = holder.get(name) if isinstance(holder, dict) else None
    return _whole_number(inner.get("id")) if isinstance(inner, dict) else None


def _whole_number(value: Json) -> int | None:
    return value if type(value) is int and abs(value) < 2**63 else None


async def _read(request: web.Request) -> bytes | None:
    """The body, or None when it is too long for an update."""
    body = b""
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > _BODY_LIMIT_BYTES:
            return None
    return body


async def _ask_until_done(api: BotApi, wanted: dict[str, Json], patience: Patience, beat: Beat) -> None:
    while True:
        beat.turn()
        try:
            await api.ask("setWebhook", wanted)
        except (TelegramRefused, Unreachable) as error:
            await patience.wait(error)
        else:
            patience.over()
            return


async def _sleep(beat: Beat, seconds: float) -> None:
    until = asyncio.get_running_loop().time() + seconds
    while (left := until - asyncio.get_running_loop().time()) > 0:
        beat.turn()
        await asyncio.sleep(min(left, _BEAT_SECONDS))
