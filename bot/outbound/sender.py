"""The sender: makes the outbox's calls at Telegram's pace and records the outcome on each comment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar, assert_never

import structlog
from aiogram import Bot

from board.desk import company
from board.errors import DeskError, written
from board.people import archives, customers
from board.queues import chat_key, comment_in
from board.store import jobs, replacing
from board.store.db import Database, Transaction
from board.store.files import Blobs
from board.store.jobs import Claim
from board.store.loops import Beat, one_at_a_time
from board.store.trouble import describe, is_passing
from board.store.wake import Wake, wait
from board.store.workers import Watch, take_lease
from board.talk import questions, sending
from board.values import DESK, CommentId
from board.words.catalog import say
from bot.inbound.intake import QUEUE as UPDATES
from bot.outbound import amending, forms
from bot.outbound.delivery import TRY_SECONDS_WITH_FILES, attempt
from bot.outbound.following import follow
from bot.outbound.outbox import OUTBOX, Call, from_json, send, to_json
from bot.outbound.outcomes import Blocked, Broken, Moved, NeverTaken, NotNow, Outcome, Sent, Unknown
from bot.outbound.pace import Pace
from bot.outbound.signing import sign_next

log = structlog.get_logger()
T = TypeVar("T")

_AT_ONCE = 10
_LEASE = timedelta(seconds=TRY_SECONDS_WITH_FILES + 60)
_AFTER_UNKNOWN = timedelta(seconds=10)
_UNKNOWN = "unknown"
_BROKEN_TRIES = 6
_LONGEST_BACK_OFF_SECONDS = 30
_SETTLE_PAUSES = (0.2, 1.0, 5.0, 15.0, 30.0)
_IDLE_SECONDS = 5.0
_LAST_WORDS_SECONDS = 5.0


class Sender:
    """One sender in the whole desk; several chats at once, one message at a time in each."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        bot: Bot,
        blobs: Blobs,
        *,
        pace: Pace | None = None,
        try_seconds: int | None = None,
    ) -> None:
        self._database = database
        self._wake = wake
        self._bot = bot
        self._blobs = blobs
        self._pace = pace or Pace()
        self._try_seconds = try_seconds
        self._in_flight: dict[int, asyncio.Task[None]] = {}

    async def run(self, beat: Beat) -> None:
        """Send for ever. At the end, calls being made get a few seconds for their answer."""
        watch = Watch(self._database, OUTBOX, beat)
        async with one_at_a_time(self._database, OUTBOX, beat), self._wake.on(f"job:{OUTBOX}") as woken:
            await self._take_over()
            try:
                while True:
                    woken.clear()
                    await watch.turn()
                    if not await self._start_some(woken):
                        await wait(woken, await self._pause())
            finally:
                await self._finish_sending()

    async def _take_over(self) -> None:
        """A lease found now is of a sender that died: the outcome of its call is unknown."""
        async with self._database.transaction(DESK) as tx:
            await jobs.end_leases(tx.session, OUTBOX)

    async def _start_some(self, woken: asyncio.Event) -> bool:
        """Lease and start sending. Never cancelled in between, or a call not made would look unanswered."""
        room = min(_AT_ONCE - len(self._in_flight), self._pace.room())
        if room <= 0:
            return False
        starting = asyncio.create_task(self._start(room, woken))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            await asyncio.wait([starting])
            raise

    async def _start(self, room: int, woken: asyncio.Event) -> bool:
        busy = [chat_key(chat) for chat in self._pace.resting() | self._in_flight.keys()]
        claims = await take_lease(self._database, OUTBOX, _LEASE, room, excluding=busy)
        unread: list[tuple[Claim, Exception]] = []
        for claim in claims:
            try:
                call = from_json(claim.payload)
            except (ValueError, KeyError, TypeError) as error:
                unread.append((claim, error))
                continue
            self._pace.set_out(call.chat_id)
            self._in_flight[call.chat_id] = asyncio.create_task(self._deliver(claim, call, woken))
        for claim, why in unread:
            log.error("unreadable call", job=claim.id, error=describe(why))
            await self._set_aside(claim, DeskError("refused.reply.unreadable", why=type(why).__name__))
        return bool(claims)

    async def _work_out(self, claim: Claim, call: Call) -> Call | None:
        """The call that it comes to; None if nothing is to be done. It may wait for its ticket, and others don't."""

        async def work(tx: Transaction) -> Call | None:
            return await amending.work_out(tx, claim, call, self._bot.id)

        return await self._database.run(DESK, work)

    async def _set_aside(self, claim: Claim, why: DeskError | str) -> None:
        """Park the call and mark its comment as failed; only park it if that fails."""
        try:
            await self._database.run(DESK, lambda tx: _parked(tx, claim, why))
        except Exception as error:
            if is_passing(error):
                raise
            log.error("no comment told of a parked call", job=claim.id, error=describe(error))
            await self._database.run(DESK, lambda tx: jobs.park(tx.session, claim, str(why)))

    async def _pause(self) -> float:
        async with self._database.reading() as session:
            to_next = await jobs.seconds_to_next(session, OUTBOX)
        if to_next is not None and to_next <= 0:  # waits for the pace, or a call being made
            to_next = None
        known = [seconds for seconds in (to_next, self._pace.next_change()) if seconds is not None]
        return max(0.01, min([*known, _IDLE_SECONDS]))

    async def _finish_sending(self) -> None:
        if self._in_flight:
            await asyncio.wait(self._in_flight.values(), timeout=_LAST_WORDS_SECONDS)
        for task in [*self._in_flight.values()]:
            task.cancel()

    async def _deliver(self, claim: Claim, call: Call, woken: asyncio.Event) -> None:
        try:
            made: Call | None = call
            if call.method == amending.AMEND:
                made = await _keep_trying(lambda: self._work_out(claim, call))
            if made is not None:
                await self._make(claim, made)
        except Exception as error:
            log.error("sending failed", job=claim.id, method=call.method, error=describe(error))
            await _keep_trying(lambda: self._give_up(claim, call))
        finally:
            del self._in_flight[call.chat_id]
            self._pace.land(call.chat_id)
            woken.set()

    async def _make(self, claim: Claim, call: Call) -> None:
        if claim.was_interrupted and call.amends is None:
            outcome: Outcome = Unknown("interrupted")
        else:
            outcome = await attempt(self._bot, self._blobs, call, self._try_seconds)
        self._mind_the_pace(call, outcome)
        await _keep_trying(lambda: self._settle(claim, call, outcome))

    async def _give_up(self, claim: Claim, call: Call) -> None:
        """Mark the comment: the outcome is unknown. If even that fails, park the job for a person.

        What changes a message does no harm twice, and is tried again.
        """

        async def work(tx: Transaction) -> None:
            if call.amends is not None:
                await amending.settle(tx, claim, call, Unknown(_UNKNOWN))
            else:
                await _refused(tx, claim, call, _UNKNOWN)

        try:
            await self._database.run(DESK, work)
        except Exception as error:
            if is_passing(error):
                raise
            await self._set_aside(claim, describe(error))

    def _mind_the_pace(self, call: Call, outcome: Outcome) -> None:
        if isinstance(outcome, NotNow):
            if outcome.for_all:
                self._pace.quiet(outcome.seconds)
            else:
                self._pace.refused(call.chat_id, outcome.seconds)

    async def _settle(self, claim: Claim, call: Call, outcome: Outcome) -> None:
        """Store the outcome, for job and comment together."""

        async def work(tx: Transaction) -> None:
            await settle(tx, claim, call, outcome, self._bot.id)

        await self._database.run(DESK, work)
        if not isinstance(outcome, Sent):
            log.warning("not sent", job=claim.id, method=call.method, outcome=type(outcome).__name__)


async def settle(tx: Transaction, claim: Claim, call: Call, outcome: Outcome, bot_id: int) -> None:
    if call.amends is not None and isinstance(outcome, Sent | Broken | Unknown | NeverTaken):
        await amending.settle(tx, claim, call, outcome)
        return
    if (call.then or not isinstance(outcome, Sent)) and await _is_taken_back(tx, call):
        call = replace(call, then=(), refusal=None)
        if isinstance(outcome, NotNow | Broken | Unknown | NeverTaken):
            await _end(tx, claim, call, outcome)
            return
    await _settle(tx, claim, call, outcome, bot_id)


async def _settle(tx: Transaction, claim: Claim, call: Call, outcome: Outcome, bot_id: int) -> None:
    match outcome:
        case Sent(message_ids):
            await _sent(tx, claim, call, message_ids, bot_id)
        case NotNow(seconds, why):
            # Not taken: this try is not counted, and the job stays before the chat's others.
            await jobs.retry(tx.session, claim.uncounted(), timedelta(seconds=seconds), _note(claim, why))
        case Broken(why) if claim.attempt < _BROKEN_TRIES:
            back_off = min(2 ** (claim.attempt - 1), _LONGEST_BACK_OFF_SECONDS)
            await jobs.retry(tx.session, claim, timedelta(seconds=back_off), _note(claim, why))
        case Unknown(why) if not (claim.error or "").startswith(_UNKNOWN):
            await _mark_maybe_twice(tx, call)
            await jobs.retry(tx.session, claim, _AFTER_UNKNOWN, f"{_UNKNOWN}: {why}")
        case Broken() | Unknown():
            await _refused(tx, claim, call, outcome.why if isinstance(outcome, Broken) else _UNKNOWN)
        case NeverTaken(why):
            await _not_in_this_form(tx, claim, call, why)
        case Moved(chat_id):
            await follow(tx, call.chat_id, chat_id)
            await jobs.retry(
                tx.session, claim.uncounted(), timedelta(), _note(claim, "the group has another id")
            )
        case Blocked():
            await _blocked(tx, claim, call, bot_id)
        case _:
            assert_never(outcome)


async def _is_taken_back(tx: Transaction, call: Call) -> bool:
    return call.comment is not None and await sending.is_removed(tx, call.comment)


async def _end(
    tx: Transaction, claim: Claim, call: Call, outcome: NotNow | Broken | Unknown | NeverTaken
) -> None:
    """It was taken back while it was being sent, and is not sent again. What has gone is deleted behind it."""
    if isinstance(outcome, Unknown):
        await _mark_maybe_twice(tx, call)
    await jobs.finish(tx.session, claim)


async def _sent(tx: Transaction, claim: Claim, call: Call, message_ids: tuple[int, ...], bot_id: int) -> None:
    if call.then:
        await _go_on(tx, claim, forms.behind(call, call.refusal), "sent in part")
    else:
        await jobs.finish(tx.session, claim)
    dress = {"is_titled": call.is_titled, "is_signed": call.is_signed}
    if call.comment is not None and call.parts:
        sent = dict(zip(call.parts, message_ids, strict=False))
        kinds = dict(zip(call.parts, forms.kinds_sent(call), strict=False))
        await sending.delivered(tx, call.comment, sent, bot_id, call.chat_id, kinds, **dress)
    elif call.comment is not None:
        await sending.named(tx, call.comment, message_ids[0], bot_id, call.chat_id, **dress)
    if call.archive is not None:
        await archives.sent(tx, *call.archive)
    if call.question is not None and message_ids:
        await questions.shown(tx, call.question, bot_id, message_ids[-1])
    if call.comment is not None and call.refusal is not None and not call.then:
        await _failed(tx, claim, call.comment, call.refusal)


async def _mark_maybe_twice(tx: Transaction, call: Call) -> None:
    if call.comment is not None:
        await sending.mark_maybe_twice(tx, call.comment)
    if call.archive is not None:
        await archives.mark_maybe_twice(tx, call.archive[0])


async def _not_in_this_form(tx: Transaction, claim: Claim, call: Call, why: str) -> None:
    """Send it in the next form, else its words alone; then what is behind. The job keeps its place, so order stays."""
    comment = call.comment
    if comment is None:
        for file in call.files.values():
            await company.picture_refused(tx, file.sha256, why)
    first_why = call.refusal or why
    calls = comment and (
        forms.next_calls(call)
        or await _words_alone(tx, comment, call, first_why)
        or forms.behind(call, first_why)
    )
    if not comment or not calls:
        await _refused(tx, claim, call, first_why)
        return
    if forms.may_have_come_in_part(call, why):
        await sending.mark_maybe_twice(tx, comment)
    await _go_on(tx, claim, calls, f"refused as {call.method}: {why}")


async def _words_alone(tx: Transaction, comment: CommentId, call: Call, why: str) -> tuple[Call, ...]:
    """The comment fails with `why` once they are there, and all that is behind them."""
    words = forms.words_of(call)
    part = words and await sending.set_words_apart(tx, comment, call.parts[0])
    return (replace(words, parts=(part,), refusal=why), *forms.behind(call, why)) if words and part else ()


async def _go_on(tx: Transaction, claim: Claim, calls: Sequence[Call], note: str) -> None:
    """The job goes on at once with these calls, which have not been tried."""
    first = replace(calls[0], then=tuple(calls[1:]))
    await replacing.go_on_with(tx.session, claim, to_json(first), note)


async def _refused(tx: Transaction, claim: Claim, call: Call, reason: str) -> None:
    if call.comment is not None:
        await jobs.finish(tx.session, claim)
        await _failed(tx, claim, call.comment, reason)
        return
    log.warning("message refused", method=call.method, reason=reason)
    if call.archive is not None:
        await jobs.park(tx.session, claim, reason)
        await _tell_no_copy(tx, call)
        return
    if call.files and (words := forms.words_of(call)):
        # The bot's own words under a picture never go down with it.
        await jobs.finish(tx.session, claim)
        await send(tx, replace(words, key=f"{call.key}:words"))
    elif call.method.startswith("send") and not call.is_traceless:
        await jobs.park(tx.session, claim, reason)  # so that it is counted and can be looked at
    else:
        await jobs.finish(tx.session, claim)


async def _tell_no_copy(tx: Transaction, call: Call) -> None:
    customer = await customers.by_telegram(tx, call.chat_id)
    if customer is not None:
        params = {"text": say(customer.language, "copy.not_sent")}
        await send(tx, Call(f"{call.key}:refused", call.chat_id, "sendMessage", params))


async def _parked(tx: Transaction, claim: Claim, reason: DeskError | str) -> None:
    await jobs.park(tx.session, claim, str(reason))
    if (comment := comment_in(claim.payload)) is not None:
        await _failed(tx, claim, comment, written(reason) if isinstance(reason, DeskError) else reason)


async def _failed(tx: Transaction, claim: Claim, comment: CommentId, reason: str) -> None:
    """Its later parts are not sent either; when an agent sends it again, it goes on from this one."""
    for later in await jobs.waiting(tx.session, OUTBOX, claim.order_key):
        if comment_in(later.payload) == comment:
            await jobs.finish(tx.session, later)
    await sending.refused(tx, comment, reason)
    await sign_next(tx, comment, claim.order_key)


async def _blocked(tx: Transaction, claim: Claim, call: Call, bot_id: int) -> None:
    """Nothing queued for this chat can arrive. Comments wait until they return; the bot's own messages are dropped.

    If they wrote since the call was started, they may have returned: it is sent once more.
    """
    # Locked, so that no update of theirs is handled meanwhile.
    customer = await customers.by_telegram(tx, call.chat_id)
    if await _was_heard_since(tx, claim, bot_id):
        note = _note(claim, "blocked, and heard from since")
        await jobs.retry(tx.session, claim.uncounted(), timedelta(), note)
        return
    waiting = await jobs.waiting(tx.session, OUTBOX, claim.order_key)
    comments = {call.comment, *(comment_in(later.payload) for later in waiting)}
    await jobs.forget_open(tx.session, OUTBOX, claim.order_key)
    if customer is not None:
        await customers.blocked(tx, customer)
        await sending.edits_blocked(tx, customer.id)
    for comment in sorted(filter(None, comments)):
        await sending.blocked(tx, comment)


async def _was_heard_since(tx: Transaction, claim: Claim, bot_id: int) -> bool:
    since = claim.leased_at
    updates = f"{bot_id}:{claim.order_key}"
    return since is not None and await jobs.was_done_since(tx.session, UPDATES, updates, since)


def _note(claim: Claim, why: str) -> str:
    """The job's error; that an outcome was unknown is kept also after a later error."""
    return f"{_UNKNOWN}, then {why}" if (claim.error or "").startswith(_UNKNOWN) else why


async def _keep_trying(work: Callable[[], Awaitable[T]]) -> T:
    """Repeat while the database is away: what Telegram has done must be stored."""
    for pause in _SETTLE_PAUSES:
        try:
            return await work()
        except Exception as error:
            if not is_passing(error) and not isinstance(error, OSError):
                raise
            log.warning("the database must hear of a sent message", error=describe(error))
        await asyncio.sleep(pause)
    return await work()
