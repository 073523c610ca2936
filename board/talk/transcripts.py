"""Recordings in words: awaited, written by a machine, corrected by an agent. Old texts are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from board.errors import Conflict, DeskError, Invalid, NotFound, written
from board.facts import (
    ListeningBegan,
    ListeningEnded,
    ListeningGivenUp,
    ListeningWaits,
    OfFile,
    WordsCorrected,
    WordsWantedAgain,
)
from board.models import Comment, CommentPart, Customer, File, Transcript, TranscriptVersion
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import attachments
from board.talk.file_types import SOUNDS
from board.text import is_blank
from board.tickets import locking
from board.values import SPOKEN, ActorKind, FileId, FileState, Kind, Role, TranscriptState

MAX_TEXT = 20_000
_OF_LATE = timedelta(days=7)
_WHOLE = 0.9
_AWAITED = (TranscriptState.WAITING, TranscriptState.WORKING)
_ENDS = (
    TranscriptState.WORDS,
    TranscriptState.UNCLEAR,
    TranscriptState.SILENCE,
    TranscriptState.REFUSED,
)

_TICKET_OF = (
    select(Comment.ticket_number)
    .join(CommentPart, CommentPart.comment_id == Comment.id)
    .join(File, File.part_id == CommentPart.id)
    .where(File.id == bindparam("file"))
)


@dataclass(frozen=True)
class Recording:
    """A recording to listen to; `language` is the one its customer chose."""

    file: FileId
    sha256: str
    language: str | None


@dataclass(frozen=True)
class Segment:
    """A stretch of speech, in seconds from the start of its recording."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Heard:
    """What a machine heard in a recording, and how many seconds of it. No segments means silence."""

    segments: Sequence[Segment] = ()
    language: str | None = None
    is_clear: bool = True
    seconds: float | None = None

    @property
    def text(self) -> str:
        return " ".join(segment.text.strip() for segment in self.segments).strip()


async def await_words(tx: Transaction, comment_id: int) -> list[FileId]:
    """From now on, words are awaited for the comment's recordings that nobody has listened to yet."""
    comment = await tx.session.get(Comment, comment_id)
    if comment is None or comment.kind == Kind.TEXT:
        return []
    unheard = await tx.session.scalars(
        _spoken()
        .outerjoin(Transcript, Transcript.file_id == File.id)
        .where(CommentPart.comment_id == comment_id, Transcript.file_id.is_(None))
    )
    files = [FileId(file.id) for file in unheard]
    for file in files:
        tx.session.add(Transcript(file_id=file, state=TranscriptState.WAITING, changed_at=tx.now))
    await tx.session.flush()
    return files


async def unheard(tx: Transaction) -> list[int]:
    """Comments of the last days with recordings that came while nothing listened, oldest first.

    Older ones would delay today's for hours.
    """
    comments = await tx.session.scalars(
        _spoken()
        .outerjoin(Transcript, Transcript.file_id == File.id)
        .where(Transcript.file_id.is_(None), File.created_at > tx.now - _OF_LATE)
        .with_only_columns(CommentPart.comment_id)
        .order_by(CommentPart.comment_id)
    )
    return list(dict.fromkeys(comments))


async def awaited(tx: Transaction) -> dict[FileId, str | None]:
    """Recordings that wait for words, oldest first, and the reason that agents see."""
    rows = await tx.session.execute(
        select(Transcript.file_id, Transcript.reason)
        .where(Transcript.state.in_(_AWAITED))
        .order_by(Transcript.file_id)
    )
    return {FileId(row.file_id): row.reason for row in rows}


async def is_awaited(tx: Transaction, file_id: FileId) -> bool:
    """Whether words are awaited. The row is locked, so nobody else changes this before the transaction ends."""
    row = await _lock(tx, file_id)
    return row is not None and row.state in _AWAITED


async def await_no_longer(tx: Transaction) -> list[FileId]:
    """Nothing listens any more: forget what was awaited. It is found again when something listens."""
    files = await tx.session.scalars(
        delete(Transcript).where(Transcript.state.in_(_AWAITED)).returning(Transcript.file_id)
    )
    given_up = sorted(map(FileId, files))
    for file in given_up:
        await _tell(tx, file, ListeningGivenUp)
    return given_up


async def begin(tx: Transaction, file_id: FileId) -> Recording | None:
    """The recording to listen to now; None if it was erased or already has words."""
    row = await _lock(tx, file_id)
    file = await tx.session.get(File, file_id)
    if row is None or row.state in _ENDS or file is None or file.sha256 is None:
        return None
    _becomes(tx, row, TranscriptState.WORKING)
    comment = await _tell(tx, file_id, ListeningBegan)
    customer = await tx.session.get_one(Customer, comment.customer_id)
    return Recording(FileId(file_id), file.sha256, customer.language)


async def wait(tx: Transaction, file_id: FileId, reason: str | None) -> None:
    """It waits again; `reason` is a sentence for the agent. Nothing is recorded if nothing changes."""
    row = await _lock(tx, file_id)
    if row is None or row.state in _ENDS or (row.state, row.reason) == (TranscriptState.WAITING, reason):
        return
    _becomes(tx, row, TranscriptState.WAITING, reason)
    await _tell(tx, file_id, ListeningWaits)


async def heard(tx: Transaction, file_id: FileId, words: Heard) -> None:
    """Store the words. Nothing happens if the recording was erased; an agent's own words are never replaced."""
    row = await _lock(tx, file_id)
    if row is None or row.state in _ENDS:
        return
    file = await tx.session.get_one(File, file_id)
    clear = TranscriptState.WORDS if words.is_clear else TranscriptState.UNCLEAR
    state = clear if words.text else TranscriptState.SILENCE
    _becomes(tx, row, state, _broken_off(words.seconds, file.duration))
    row.text, row.language = words.text, words.language
    row.segments = [{"start": s.start, "end": s.end, "text": s.text} for s in words.segments]
    await _tell(tx, file_id, ListeningEnded)


async def refused(tx: Transaction, file_id: FileId, reason: str) -> None:
    """It will never have words; `reason` is a sentence for the agent."""
    await _ends_without(tx, file_id, TranscriptState.REFUSED, reason)


async def failed(tx: Transaction, file_id: FileId, reason: str) -> None:
    """It has no words until somebody asks again; `reason` is a sentence for the agent."""
    await _ends_without(tx, file_id, TranscriptState.FAILED, reason)


@allowed(Role.AGENT)
async def correct(tx: Transaction, file_id: FileId, text: str, *, replaces: str | None = None) -> Comment:
    """Replace the words by the agent's own; the old ones, if any, are kept as a version.

    `replaces` is the text that the agent saw; raises ``Conflict`` if it has changed since.
    """
    if tx.actor.kind is not ActorKind.AGENT:
        raise Invalid("refused.agent.may_correct")
    words = text.strip()
    if is_blank(words):
        raise Invalid("refused.transcript.empty", "text")
    if len(words) > MAX_TEXT:
        raise Invalid("refused.transcript.too_long", "text", most=MAX_TEXT)
    row = await _lock(tx, file_id) or await _await_nobody(tx, file_id)
    if replaces is not None and row.text not in (replaces, words):
        raise Conflict("refused.transcript.changed")
    if (row.state, row.text) == (TranscriptState.WORDS, words):
        return await _comment_of(tx, file_id)
    kept = TranscriptVersion(file_id=file_id, text=row.text, agent_id=tx.actor.id, replaced_at=tx.now)
    tx.session.add(kept)
    _becomes(tx, row, TranscriptState.WORDS)
    row.text = words
    return await _tell(tx, file_id, WordsCorrected)


@allowed(Role.AGENT)
async def hear_again(tx: Transaction, file_id: FileId) -> Comment:
    """Listen again to a recording that failed."""
    row = await _lock(tx, file_id)
    if row is None:
        raise NotFound("refused.transcript.unknown")
    if row.state != TranscriptState.FAILED:
        raise Conflict("refused.transcript.not_failed")
    _becomes(tx, row, TranscriptState.WAITING)
    return await _tell(tx, file_id, WordsWantedAgain)


def _spoken() -> Select[File]:
    return (
        select(File)
        .join(CommentPart, CommentPart.id == File.part_id)
        .where(or_(File.kind.in_(SPOKEN), File.mime.in_(SOUNDS)), File.state == FileState.STORED)
        .order_by(File.id)
    )


def _broken_off(heard: float | None, told: int | None) -> str | None:
    """What agents are told, if much less could be heard than the sender's phone recorded."""
    if heard is None or told is None or heard > told * _WHOLE - 1:
        return None
    minutes, seconds = divmod(round(heard), 60)
    return written(DeskError("refused.recording.breaks_off", at=f"{minutes}:{seconds:02}"))


async def _ends_without(tx: Transaction, file_id: FileId, state: TranscriptState, reason: str) -> None:
    row = await _lock(tx, file_id)
    if row is not None and row.state not in _ENDS:
        _becomes(tx, row, state, reason)
        await _tell(tx, file_id, ListeningEnded)


async def _await_nobody(tx: Transaction, file_id: FileId) -> Transcript:
    """A transcript for a recording that no machine listens to."""
    if await tx.session.scalar(_spoken().where(File.id == file_id)) is None:
        raise NotFound("refused.transcript.no_recording")
    fresh = {"file_id": file_id, "state": TranscriptState.WAITING, "changed_at": tx.now}
    await tx.session.execute(insert(Transcript).values(fresh).on_conflict_do_nothing())
    row = await _lock(tx, file_id)
    assert row is not None, "it was just there, and only erasing takes it, which waits for this"
    return row


async def _lock(tx: Transaction, file_id: FileId) -> Transcript | None:
    """Hold the ticket first, as everywhere: what is said on it is searched for by all its words together."""
    number = await tx.session.scalar(_TICKET_OF, {"file": file_id})
    if number is not None:
        await locking.lock(tx, number)
    return await tx.session.get(Transcript, file_id, with_for_update=True, populate_existing=True)


def _becomes(tx: Transaction, row: Transcript, state: TranscriptState, reason: str | None = None) -> None:
    row.state, row.reason, row.changed_at = state, reason, tx.now


async def _comment_of(tx: Transaction, file_id: FileId) -> Comment:
    comment = await attachments.comment_of(tx, file_id)
    assert comment is not None, "only what was sent is listened to"
    return comment


async def _tell(tx: Transaction, file_id: FileId, fact: type[OfFile]) -> Comment:
    comment = await attachments.tell(tx, file_id, fact)
    assert comment is not None, "only what was sent is listened to"
    return comment
