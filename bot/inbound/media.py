"""Customers' files are fetched from Telegram and streamed to disk, and their comments updated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
)

from board.errors import DeskError, Invalid, Unavailable, written
from board.queues import Queue
from board.store import jobs, replacing
from board.store.db import Database, Transaction
from board.store.files import Blobs
from board.store.jobs import Claim
from board.store.loops import Beat, one_at_a_time
from board.store.measuring import Measured, measure
from board.store.room import LEAST_BYTES
from board.store.wake import Wake
from board.store.workers import work_off
from board.talk import attachments, quota
from board.talk.file_types import is_sound
from board.values import DESK, SPOKEN, FileId, FileState

log = structlog.get_logger()

QUEUE = Queue.MEDIA

_WORKERS = 4
_ASK_SECONDS = 30
_DOWNLOAD_SECONDS = 300
_LEASE = timedelta(seconds=_ASK_SECONDS + _DOWNLOAD_SECONDS + 60)
_BACK_OFF = (timedelta(seconds=2), timedelta(seconds=10), timedelta(seconds=60))
_NO_ROOM_PAUSE = timedelta(seconds=30)
_MOST_BYTES = 20 * 1024**2
"""The largest file that Telegram gives to a bot."""
_OUTAGE_PAUSE = timedelta(seconds=15)
_LONGEST_OUTAGE = timedelta(hours=6)
_TOO_BIG = "refused.fetch.too_big"
_GONE = "refused.fetch.gone"


@dataclass(frozen=True)
class _Wanted:
    telegram_file_id: str
    is_sound: bool


class _Fails(Exception):
    """It failed, for a reason of ours or Telegram's. `state` is the file's final state, None if a try may help."""

    def __init__(
        self, reason: DeskError | str, state: FileState | None = None, after: timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.state = state
        self.after = after


class _Outage(Exception):
    """Telegram can't be reached; this is not counted as a try."""


class Media:
    """Several files at once, none inside a transaction."""

    def __init__(self, database: Database, wake: Wake, bot: Bot, blobs: Blobs) -> None:
        self._database = database
        self._wake = wake
        self._bot = bot
        self._blobs = blobs
        self._under_way = 0

    async def run(self, beat: Beat) -> None:
        """Fetch for ever. Only one process of the desk does, so a lease found at the start is of one that died."""
        async with one_at_a_time(self._database, QUEUE, beat):
            async with self._database.transaction(DESK) as tx:
                await jobs.end_leases(tx.session, QUEUE)
            await work_off(
                self._database, self._wake, beat, QUEUE, self._fetch, workers=_WORKERS, lease=_LEASE
            )

    async def _fetch(self, claim: Claim) -> None:
        file_id = FileId(int(str(claim.json()["file"])))
        if await asyncio.to_thread(self._blobs.free_bytes) < LEAST_BYTES + self._under_way * _MOST_BYTES:
            await self._wait_for_room(claim)
            return
        is_asked = bool(claim.json().get("asked"))
        try:
            wanted = await self._wanted(file_id, is_asked=is_asked)
        except _Fails as too_much:
            await self._failed(claim, file_id, too_much)
            return
        if wanted is None:
            await self._finish(claim)
            return
        self._under_way += 1
        try:
            sha256, size_bytes = await self._download(wanted.telegram_file_id)
            measured = await self._measured(sha256) if wanted.is_sound else None
        except _Outage:
            await self._wait_out(claim, file_id)
        except _Fails as failure:
            await self._failed(claim, file_id, failure)
        else:
            await self._fetched(claim, file_id, sha256, size_bytes, measured)
        finally:
            self._under_way -= 1

    async def _wanted(self, file_id: FileId, *, is_asked: bool) -> _Wanted | None:
        """What an agent asked for is fetched, however much has come from its person."""
        async with self._database.transaction(DESK) as tx:
            row = await attachments.to_fetch(tx, file_id)
            if row is None or row.telegram_file_id is None:
                return None
            if not is_asked and (refusal := await quota.refusal(tx, file_id)):
                raise _Fails(refusal, FileState.FAILED)
            return _Wanted(row.telegram_file_id, row.kind in SPOKEN or is_sound(row.mime))

    async def _measured(self, sha256: str) -> Measured | None:
        """None of what has no sound or can't be measured just now: it is played all the same."""
        with suppress(Invalid, Unavailable):
            return await measure(self._blobs.path(sha256))
        return None

    async def _download(self, telegram_file_id: str) -> tuple[str, int]:
        path, expected = await self._locate(telegram_file_id)
        try:
            async with aclosing(self._stream(path, expected)) as chunks:
                return await self._blobs.save(chunks)
        except aiohttp.ClientConnectorError:
            raise _Outage from None
        except aiohttp.ClientResponseError as error:
            key = _GONE if error.status == 404 else "refused.fetch.answered"
            raise _Fails(DeskError(key, status=error.status)) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _Fails(DeskError("refused.fetch.broke_off", why=type(error).__name__)) from None

    async def _locate(self, telegram_file_id: str) -> tuple[str, int | None]:
        """getFile: the path, valid for an hour, and the size if Telegram tells it."""
        try:
            found = await self._bot.get_file(telegram_file_id, request_timeout=_ASK_SECONDS)
        except TelegramBadRequest as error:
            if "too big" in error.message:
                raise _Fails(DeskError(_TOO_BIG), FileState.TOO_BIG) from None
            raise _Fails(error.message) from None
        except TelegramRetryAfter as error:
            raise _Fails("too many requests", after=timedelta(seconds=error.retry_after)) from None
        except TelegramNetworkError as error:
            if isinstance(error.__cause__, aiohttp.ClientConnectorError):
                raise _Outage from None
            raise _Fails(DeskError("refused.fetch.no_answer")) from None
        except AiogramError as error:
            raise _Fails(DeskError("refused.fetch.refused", why=type(error).__name__)) from None
        if not found.file_path:
            raise _Fails(DeskError(_GONE))
        return found.file_path, found.file_size

    async def _stream(self, path: str, expected: int | None) -> AsyncGenerator[bytes, None]:
        url = self._bot.session.api.file_url(self._bot.token, path)
        got = 0
        async for chunk in self._bot.session.stream_content(url, timeout=_DOWNLOAD_SECONDS):
            got += len(chunk)
            yield chunk
        if expected is not None and got != expected:
            raise _Fails(DeskError("refused.fetch.cut", got=got, expected=expected))

    async def _fetched(
        self, claim: Claim, file_id: FileId, sha256: str, size_bytes: int, measured: Measured | None
    ) -> None:
        async def work(tx: Transaction) -> None:
            await jobs.finish(tx.session, claim)
            await attachments.fetched(tx, file_id, sha256, size_bytes, measured)

        await self._database.run(DESK, work)

    async def _failed(self, claim: Claim, file_id: FileId, failure: _Fails) -> None:
        why = str(failure.reason)
        log.warning("file not fetched", file=file_id, attempt=claim.attempt, reason=why)

        async def work(tx: Transaction) -> None:
            if failure.after is not None:
                await jobs.retry(tx.session, claim.uncounted(), failure.after, why)
            elif failure.state is None and claim.attempt <= len(_BACK_OFF):
                await jobs.retry(tx.session, claim, _BACK_OFF[claim.attempt - 1], why)
            else:
                await jobs.finish(tx.session, claim)
                kept = written(failure.reason) if isinstance(failure.reason, DeskError) else why
                await attachments.fetch_failed(tx, file_id, failure.state or FileState.FAILED, kept)

        await self._database.run(DESK, work)

    async def _wait_out(self, claim: Claim, file_id: FileId) -> None:
        """An outage is not counted as a try, unless it has lasted too long."""
        if claim.first_failed_at and datetime.now(UTC) - claim.first_failed_at > _LONGEST_OUTAGE:
            gave_up = _Fails(DeskError("refused.fetch.unreachable"), FileState.FAILED)
            await self._failed(claim, file_id, gave_up)
            return
        await self._put_back(claim, _OUTAGE_PAUSE, "telegram can't be reached")

    async def _wait_for_room(self, claim: Claim) -> None:
        """No failure of the file's: an outage later is as old as itself."""

        async def work(tx: Transaction) -> None:
            await replacing.put_off(tx.session, claim, _NO_ROOM_PAUSE, "the disk is full")

        await self._database.run(DESK, work)

    async def _put_back(self, claim: Claim, after: timedelta, reason: str) -> None:
        """Try again later; this try is not counted."""

        async def work(tx: Transaction) -> None:
            await jobs.retry(tx.session, claim.uncounted(), after, reason)

        await self._database.run(DESK, work)

    async def _finish(self, claim: Claim) -> None:
        async def work(tx: Transaction) -> None:
            await jobs.finish(tx.session, claim)

        await self._database.run(DESK, work)
