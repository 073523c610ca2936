"""The loop that turns recordings into words: oldest first, one at a time in the whole desk, never in a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import uuid4

import structlog

from board.errors import DeskError, Unavailable, written
from board.queues import Queue, file_key
from board.settings import LANGUAGES, Settings
from board.store import jobs, loops
from board.store.db import Database, Transaction
from board.store.files import Blobs
from board.store.jobs import Claim, Job
from board.store.loops import Beat, one_at_a_time
from board.store.trouble import describe, is_passing, where
from board.store.wake import Wake, wait
from board.store.workers import IDLE_SECONDS, pause, take_lease, watch
from board.talk import transcripts
from board.talk.transcripts import Recording
from board.values import DESK, FileId
from voice.refusals import FileUnreadable, Unhearable
from voice.transcriber import LONGEST_SECONDS, BrokeOff, Transcriber
from voice.weights import Weights, find

log = structlog.get_logger()
T = TypeVar("T")

QUEUE = Queue.VOICE

_LEASE = timedelta(seconds=LONGEST_SECONDS + 60)
_BACK_OFF = (timedelta(seconds=2), timedelta(seconds=30))
_TRIES = len(_BACK_OFF) + 1
_AFTER_UNREADABLE = timedelta(minutes=10)
_AFTER_BAD_WEIGHTS_SECONDS = 60.0
"""Long, because it takes reading all weights to find that they can't be loaded."""
_NOT_YET = DeskError("refused.recording.not_yet")
"""For agents. What is missing, and what to do, is for who runs the desk: the log and `lanedesk doctor` say it."""


def job(file: FileId, occasion: object) -> Job:
    """A job to listen to a recording; one for each occasion."""
    return Job(QUEUE, f"{file}:{occasion}", file_key(file), {"file": file})


async def drop_parked(tx: Transaction, file: FileId) -> None:
    """Forget its parked jobs, because it is listened to again."""
    for claim in await jobs.set_aside(tx.session, QUEUE):
        if claim.order_key == file_key(file):
            await jobs.drop_parked(tx.session, claim.id)


async def stand_down(database: Database) -> None:
    """For a desk whose engine is off: nothing is awaited, and the loop's heartbeat is forgotten."""

    async def work(tx: Transaction) -> None:
        for file in await transcripts.await_no_longer(tx):
            await jobs.forget_open(tx.session, QUEUE, file_key(file))

    await database.run(DESK, work)
    await loops.retire(database, QUEUE)


class Voice:
    """If listening breaks off, the recording is tried again later, and parked in the end; others go on meanwhile."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        blobs: Blobs,
        settings: Settings,
        transcriber: Transcriber | None = None,
    ) -> None:
        self._database = database
        self._wake = wake
        self._blobs = blobs
        self._settings = settings
        self._transcriber = transcriber or Transcriber()
        self._held: Claim | None = None
        self._missing: str | None = None
        self._not_before = 0.0

    async def run(self, beat: Beat) -> None:
        """Listen for ever. Only one process of the desk does, so a lease found at the start is of one that died."""
        async with (
            one_at_a_time(self._database, QUEUE, beat),
            self._wake.on(f"job:{QUEUE}") as woken,
            asyncio.TaskGroup() as group,
        ):
            group.create_task(watch(self._database, QUEUE, beat))
            await self._take_over()
            try:
                while True:
                    woken.clear()
                    weights = await self._weights()
                    if weights is None or not await self._listen_to_next(weights):
                        await self._transcriber.end_if_idle()
                        await wait(woken, await pause(self._database, QUEUE) if weights else IDLE_SECONDS)
            finally:
                await self._transcriber.end()

    async def _take_over(self) -> None:
        """Take over recordings of a process that died, of when nothing listened, and the one this loop failed on."""
        if self._held is not None:
            await self._put_back(self._held, None)
        async with self._database.transaction(DESK) as tx:
            await jobs.end_leases(tx.session, QUEUE)
            comments = await transcripts.unheard(tx)
        for comment in comments:
            await self._run(partial(transcripts.await_words, comment_id=comment))
        async with self._database.transaction(DESK) as tx:
            files = await transcripts.awaited(tx)
        for file in files:
            await self._run(partial(_wait_anew, file=file))

    async def _listen_to_next(self, weights: Weights) -> bool:
        claims = await take_lease(self._database, QUEUE, _LEASE)
        for claim in claims:
            await self._hold(claim, weights)
        return bool(claims)

    async def _hold(self, claim: Claim, weights: Weights) -> None:
        """Listen to it, and put it back if this loop is stopped, or it would look like one that crashes the desk."""
        self._held = claim
        try:
            await self._listen(claim, weights)
        except asyncio.CancelledError:
            with suppress(Exception):  # otherwise the next process takes it over
                await self._put_back(claim, None)
            raise
        except Exception as error:
            if is_passing(error):
                raise
            log.error("listening failed", job=claim.id, error=describe(error), where=where(error))
            await self._broke_off(
                claim, DeskError("refused.recording.desk_stuck", error=type(error).__name__)
            )
        self._held = None

    async def _weights(self) -> Weights | None:
        """The weights; None if there are none, and then all waiting recordings say why."""
        if asyncio.get_running_loop().time() < self._not_before:
            await self._tell_waiting(self._missing)
            return None
        try:
            return find(self._settings)
        except Unavailable as error:
            await self._tell_waiting(str(error))
            return None

    async def _tell_waiting(self, missing: str | None) -> None:
        if missing != self._missing:
            log.info(
                "nothing to listen with" if missing else "there is something to listen with", reason=missing
            )
        reason = written(_NOT_YET) if missing else None
        async with self._database.transaction(DESK) as tx:
            told = await transcripts.awaited(tx)
        for file, before in told.items():
            # A reason of one recording's own stays true when there are weights again.
            if before != reason and (reason is not None or before == written(_NOT_YET)):
                await self._run(partial(transcripts.wait, file_id=file, reason=reason))
        self._missing = missing

    async def _listen(self, claim: Claim, weights: Weights) -> None:
        file = _file(claim)
        recording = await self._begin(claim, file)
        if recording is None:
            return
        path = self._blobs.path(recording.sha256)
        try:
            words = await self._transcriber.hear(weights, path, self._languages(recording))
        except Unhearable as refusal:
            reason = written(refusal)
            await self._settle(claim, lambda tx: transcripts.refused(tx, file, reason))
        except FileUnreadable as trouble:
            await self._put_back(claim, trouble, _AFTER_UNREADABLE)
        except BrokeOff as failure:
            await self._broke_off(claim, failure)
        except Unavailable as error:
            await self._put_back(claim, _NOT_YET)
            self._not_before = asyncio.get_running_loop().time() + _AFTER_BAD_WEIGHTS_SECONDS
            await self._tell_waiting(str(error))
            return
        else:
            await self._settle(claim, lambda tx: transcripts.heard(tx, file, words))
        if self._missing is not None:  # only now it is known that the weights could be loaded
            await self._tell_waiting(None)

    async def _begin(self, claim: Claim, file: FileId) -> Recording | None:
        """Returns None if there is nothing to do any more. A recording that crashes the desk is not tried for ever."""

        async def work(tx: Transaction) -> Recording | None:
            if claim.was_interrupted and claim.attempt > _TRIES:
                await _give_up(tx, claim, file, DeskError("refused.recording.desk_ended"))
                return None
            recording = await transcripts.begin(tx, file)
            if recording is None:
                await jobs.finish(tx.session, claim)
            return recording

        return await self._run(work)

    async def _broke_off(self, claim: Claim, reason: DeskError) -> None:
        file = _file(claim)
        log.warning("listening broke off", file=file, attempt=claim.attempt, reason=str(reason))

        async def work(tx: Transaction) -> None:
            if claim.attempt >= _TRIES:
                await _give_up(tx, claim, file, reason)
            elif not await _is_over(tx, claim):
                await jobs.retry(tx.session, claim, _BACK_OFF[claim.attempt - 1], str(reason))
                again = DeskError("refused.recording.again", refused=reason)
                await transcripts.wait(tx, file, written(again))

        await self._run(work)

    async def _put_back(self, claim: Claim, reason: DeskError | None, after: timedelta = timedelta()) -> None:
        """Put it back; this try is not counted."""

        async def work(tx: Transaction) -> None:
            why = "the desk was stopped" if reason is None else str(reason)
            await jobs.retry(tx.session, claim.uncounted(), after, why)
            await transcripts.wait(tx, _file(claim), None if reason is None else written(reason))

        await self._run(work)
        self._held = None

    async def _settle(self, claim: Claim, verb: Callable[[Transaction], Coroutine[None, None, None]]) -> None:
        async def work(tx: Transaction) -> None:
            await jobs.finish(tx.session, claim)
            await verb(tx)

        await self._run(work)

    def _languages(self, recording: Recording) -> Sequence[str]:
        """The languages of the desk, the customer's own first."""
        own = recording.language if recording.language in LANGUAGES else self._settings.language
        return sorted(LANGUAGES, key=lambda language: language != own)

    async def _run(self, work: Callable[[Transaction], Coroutine[None, None, T]]) -> T:
        return await self._database.run(DESK, work)


def _file(claim: Claim) -> FileId:
    return FileId(int(str(claim.json()["file"])))


async def _wait_anew(tx: Transaction, file: FileId) -> None:
    await transcripts.wait(tx, file, None)
    if not await jobs.waiting(tx.session, QUEUE, file_key(file)):
        await tx.later(job(file, uuid4()))  # a unique key: earlier keys may still be known


async def _give_up(tx: Transaction, claim: Claim, file: FileId, reason: DeskError) -> None:
    """Park it for a person, who can have it tried again."""
    if await _is_over(tx, claim):
        return
    await jobs.park(tx.session, claim, f"recording {file}: {reason}")
    tries = DeskError("refused.recording.tries", refused=reason, n=claim.attempt)
    await transcripts.failed(tx, file, written(tries))


async def _is_over(tx: Transaction, claim: Claim) -> bool:
    """Whether nothing is left to do: an agent wrote its words meanwhile, or it was erased."""
    await jobs.hold(tx.session, claim)  # the job is locked before the transcript, as everywhere
    if await transcripts.is_awaited(tx, _file(claim)):
        return False
    await jobs.finish(tx.session, claim)
    return True
