"""Stored updates are handled: each in the transaction of everything it changes, in order per chat.

A few of different chats share a transaction. Where one of them fails all are rolled back, and it is alone from then on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta, tzinfo

import structlog
from aiogram import Bot, Dispatcher

from board.people import bars, customers
from board.store import jobs
from board.store.db import Database, Transaction, sqlstate
from board.store.jobs import Claim
from board.store.loops import Beat
from board.store.trouble import describe, is_passing, where
from board.store.wake import Wake, wait
from board.store.workers import watch
from board.talk import receiving
from board.talk.comments import Incoming
from board.talk.receiving import Outcome
from board.tickets.reach import is_barred
from board.values import DESK, Kind, customer_actor
from board.words.catalog import LANGUAGES, say
from bot.inbound import kinds
from bot.inbound.decoding import Unreadable, read, to_aiogram
from bot.inbound.intake import QUEUE
from bot.inbound.values import Raw, fields_of, text_of, whole
from bot.inbound.walking import person
from bot.talk import saying

log = structlog.get_logger()

WORKERS = 2

_TOGETHER = 20
"""Updates in a transaction: their rows are locked until its end, so an agent may wait that long for one of them."""
_TRIES = 3
_BETWEEN_TRIES = timedelta(seconds=5)
"""Times the number of the try: three tries take at least fifteen seconds."""
_AFTER_DATABASE_TROUBLE = timedelta(seconds=1)
_IDLE_SECONDS = 5.0


class Dispatch:
    """Feeds aiogram's dispatcher; its handlers get the transaction as `tx` and never commit."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        dispatcher: Dispatcher,
        bot: Bot,
        language: str = "en",
        zone: tzinfo = UTC,
    ) -> None:
        self._database = database
        self._wake = wake
        self._dispatcher = dispatcher
        self._bot = bot
        self._language = language
        self._zone = zone
        self._next_try = 0.0

    async def run(self, beat: Beat) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work())
            group.create_task(watch(self._database, QUEUE, beat))

    async def step(self) -> bool:
        """Handle what is next, a few chats at once; False when nothing is waiting.

        Claim, effects and "handled" commit together, so a crash anywhere leaves it as if never begun.
        """
        taken: list[Claim] = []
        in_hand: list[Claim] = []

        async def work(tx: Transaction) -> None:
            in_hand.clear()
            taken[:] = await jobs.take_as_done(tx.session, QUEUE, _TOGETHER)
            for claim in taken:
                if in_hand:
                    await tx.begin_anew(DESK)
                in_hand[:] = [claim]
                await self._handle(tx, claim)
                await tx.session.flush()
            if len(taken) > 1:
                in_hand.clear()

        try:
            await self._database.run(DESK, work)
        except Exception as error:
            if not taken:
                raise
            await self._rolled_back(taken, in_hand, error)
        return bool(taken)

    async def _work(self) -> None:
        async with self._wake.on(f"job:{QUEUE}") as woken:
            while True:
                woken.clear()
                if not await self.step():
                    until_try = self._next_try - asyncio.get_running_loop().time()
                    await wait(woken, until_try if 0 < until_try < _IDLE_SECONDS else _IDLE_SECONDS)

    async def _handle(self, tx: Transaction, claim: Claim) -> None:
        try:
            raw = read(claim.payload)
            update = to_aiogram(raw, self._bot)
        except Unreadable as error:
            log.error("update set aside", update=claim.key, error=str(error))
            await jobs.park(tx.session, claim, str(error))
            return
        if update is not None:
            await self._dispatcher.feed_update(
                self._bot, update, tx=tx, said=_said_in(raw), heard_by=_heard_by(claim)
            )

    async def _rolled_back(self, taken: Sequence[Claim], in_hand: Sequence[Claim], error: Exception) -> None:
        """The others of its transaction are there again as if never begun."""
        if in_hand:
            await self._failed(in_hand[0], error)
            return
        log.warning("updates go one by one", updates=len(taken), error=describe(error))
        await self._database.run(DESK, lambda tx: jobs.keep_apart(tx.session, taken))

    async def _failed(self, claim: Claim, error: Exception) -> None:
        """Everything of the try is rolled back; the update keeps its place, and after three tries it yields."""
        if is_passing(error):
            log.warning("update waits for the database", update=claim.key, sqlstate=sqlstate(error))
            await self._again(claim.uncounted(), _AFTER_DATABASE_TROUBLE, error)
            return
        log.error(
            "update failed",
            update=claim.key,
            attempt=claim.attempt,
            error=describe(error),
            where=where(error),
        )
        if claim.attempt < _TRIES:
            await self._again(claim, _BETWEEN_TRIES * claim.attempt, error)
            return
        try:
            await self._database.run(DESK, lambda tx: self._give_up(tx, claim, describe(error), shown=True))
        except Exception as second:
            if is_passing(second):
                raise
            log.error("no placeholder for an update", update=claim.key, error=describe(second))
            await self._database.run(DESK, lambda tx: self._give_up(tx, claim, describe(error), shown=False))

    async def _again(self, claim: Claim, after: timedelta, error: Exception) -> None:
        self._next_try = asyncio.get_running_loop().time() + after.total_seconds()
        await self._database.run(DESK, lambda tx: jobs.retry(tx.session, claim, after, describe(error)))

    async def _give_up(self, tx: Transaction, claim: Claim, error: str, *, shown: bool) -> None:
        """After its tries were rolled back; in vain if another worker has handled it since."""
        if not await jobs.hold(tx.session, claim):
            return
        if shown:
            await self._set_aside(tx, claim, error)
        else:
            await jobs.park(tx.session, claim, error)

    async def _set_aside(self, tx: Transaction, claim: Claim, error: str) -> None:
        """Park it, with a placeholder on the card, so that nobody waits unseen."""
        await self._leave_placeholder(tx, claim)
        await jobs.park(tx.session, claim, error)

    async def _leave_placeholder(self, tx: Transaction, claim: Claim) -> None:
        try:
            message = _said_in(read(claim.payload))
        except Unreadable:
            return
        if fields_of(message.get("chat")).get("type") != "private":  # what groups say is nobody's ticket
            return
        user = fields_of(message.get("from"))
        customer = await customers.meet(
            tx,
            int(str(user["id"])),
            person(user).text,
            text_of(user.get("username")) or None,
            self._language_of(user),
        )
        tx.actor = customer_actor(customer.id)
        incoming = _unreadable(message, _heard_by(claim))
        if is_barred(customer, tx.now):
            await bars.keep(tx, customer, incoming)
            return
        received = await receiving.receive(tx, customer, incoming, self._zone)
        if received.outcome is not Outcome.REPEATED:
            what = say(customer.language, "what.message")
            await saying.tell(tx, incoming.chat_id, say(customer.language, "not_carried", what=what))

    def _language_of(self, user: Raw) -> str:
        code = text_of(user.get("language_code")).partition("-")[0]
        return code if code in LANGUAGES else self._language


def _heard_by(claim: Claim) -> int:
    """The bot it was written to, which numbers its messages by itself: the desk may have another one by now."""
    return int(claim.key.partition(":")[0])


def _said_in(raw: Raw) -> Raw:
    return fields_of(raw.get("message")) or fields_of(raw.get("edited_message"))


def _unreadable(message: Raw, bot_id: int) -> Incoming:
    """Its words alone, since nobody knows what of it can't be handled."""
    try:
        incoming = kinds.read(message, bot_id)
    except Exception as error:
        log.error("words of an update not read", error=describe(error))
        incoming = None
    if incoming is None:
        chat_id, number = whole(fields_of(message.get("chat")).get("id")), whole(message.get("message_id"))
        incoming = Incoming(bot_id, chat_id or 0, number or 0, Kind.OTHER, text_of(message.get("text")))
    return replace(incoming, kind=Kind.OTHER, files=(), detail={"unreadable": True}, thanked=None)
