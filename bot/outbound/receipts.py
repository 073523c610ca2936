"""Hints to Telegram: reactions, typing, answers to taps. Each is tried once, soon or never."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog
from aiogram import Bot

from board.store.db import Database
from board.store.files import Blobs
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.wake import Wake
from board.store.workers import work_off
from board.values import DESK
from bot.outbound.delivery import attempt
from bot.outbound.following import follow
from bot.outbound.outbox import ANSWER_CALLBACK, CHAT_ACTION, RECEIPT, Call, from_json, until_of
from bot.outbound.outcomes import Moved, NotNow, Sent

log = structlog.get_logger()

_WORKERS = 16
_TRY_SECONDS = 10
_SHOWN_SECONDS = 4.0
"""A little less than Telegram shows it."""
_LEASE = timedelta(seconds=60)


class Receipts:
    """A hint's job is deleted after one try, whatever the outcome."""

    def __init__(self, database: Database, wake: Wake, bot: Bot, blobs: Blobs) -> None:
        self._database = database
        self._wake = wake
        self._bot = bot
        self._blobs = blobs
        self._quiet_until = 0.0
        self._typed: dict[int, float] = {}

    async def run(self, beat: Beat) -> None:
        await work_off(self._database, self._wake, beat, RECEIPT, self._give, workers=_WORKERS, lease=_LEASE)

    async def _give(self, claim: Claim) -> bool:
        call = from_json(claim.payload)
        if not claim.was_interrupted and time.time() < until_of(claim.payload) and self._may_speak(call):
            outcome = await attempt(self._bot, self._blobs, call, _TRY_SECONDS)
            if isinstance(outcome, Moved):
                moved = partial(follow, old=call.chat_id, new=outcome.chat_id)
                await self._database.run(DESK, moved)
                call = replace(call, chat_id=outcome.chat_id)
                outcome = await attempt(self._bot, self._blobs, call, _TRY_SECONDS)
            if isinstance(outcome, NotNow):
                self._quiet_until = time.monotonic() + outcome.seconds
            if not isinstance(outcome, Sent):
                log.debug("hint not taken", method=call.method, outcome=type(outcome).__name__)
        return True

    def _may_speak(self, call: Call) -> bool:
        if call.method == CHAT_ACTION and not self._is_over(call.chat_id):
            return False
        return call.method == ANSWER_CALLBACK or time.monotonic() >= self._quiet_until

    def _is_over(self, chat: int) -> bool:
        """Whether Telegram no longer shows what was shown last, so that several windows show it once."""
        now = time.monotonic()
        if self._typed.get(chat, 0.0) > now:
            return False
        self._typed = {other: until for other, until in self._typed.items() if until > now}
        self._typed[chat] = now + _SHOWN_SECONDS
        return True
