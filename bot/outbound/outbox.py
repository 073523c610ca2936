"""Calls to Telegram, as jobs put in a transaction: messages, which must arrive, and hints, which may."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from board.queues import Queue, chat_key, comment_in
from board.store import jobs
from board.store.db import Transaction
from board.store.jobs import Job
from board.values import ArchiveId, CommentId, Json

OUTBOX = Queue.OUTBOX
RECEIPT = Queue.RECEIPT
ANSWER_CALLBACK = "answerCallbackQuery"
CHAT_ACTION = "sendChatAction"

_HINT_LIVES_SECONDS = 60.0
_ANSWER_LIVES_SECONDS = 15.0


@dataclass(frozen=True)
class FileRef:
    """A blob to upload, under the name the customer shall see."""

    sha256: str
    name: str
    mime: str


@dataclass(frozen=True)
class Call:
    """One Bot API call. `params` are the method's own, without `chat_id`.

    `files` are given by the parameter they stand for, or by NAME where `params` says "attach://NAME".
    `parts` are the comment's parts that this call carries, in order; none, if it only names ticket and agent.
    `question` is what its keyboard asks.
    `key` is unique for ever among what is queued: the same key again is the same call.
    `archive` is the copy of what is stored that it hands over, and which of its files.
    `then` comes after it, before anything else in the chat. `refusal` is why its comment fails although this call
    arrives and all that is behind it: a file before could not be sent. `is_traceless`: refused, it is dropped, so that
    nothing of whom it is for stays. `is_titled` and `is_signed`: the words of its first part have the ticket's name
    above and the agent's below. `amends` is the comment that it changes at Telegram, and `as_of` when that was edited
    last. What is for later (`run_at`) holds up nobody, unless it `keeps_place`.
    """

    key: str
    chat_id: int
    method: str
    params: Mapping[str, Any]
    files: Mapping[str, FileRef] = field(default_factory=dict)
    comment: CommentId | None = None
    parts: tuple[int, ...] = ()
    question: int | None = None
    archive: tuple[ArchiveId, int] | None = None
    run_at: datetime | None = None
    keeps_place: bool = False
    then: tuple[Call, ...] = ()
    refusal: str | None = None
    is_traceless: bool = False
    is_titled: bool = False
    is_signed: bool = False
    amends: CommentId | None = None
    as_of: str | None = None


async def send(tx: Transaction, call: Call) -> None:
    """A message that must arrive: paced, in order in its chat, and tried again. Its comment gets the outcome."""
    await tx.later(
        Job(
            queue=OUTBOX,
            key=call.key,
            order_key=chat_key(call.chat_id),
            payload=to_json(call),
            run_at=call.run_at,
            keeps_place=call.keeps_place,
        )
    )


async def hint(tx: Transaction, call: Call) -> None:
    """A reaction, a chat action or an answer to a tap: tried once, soon or never, and never delays a message.

    Hints about one message keep their order. They expire in real time, as at Telegram.
    """
    seconds = _ANSWER_LIVES_SECONDS if call.method == ANSWER_CALLBACK else _HINT_LIVES_SECONDS
    about = call.params.get("message_id", call.key)
    tx.at_end(
        Job(
            queue=RECEIPT,
            key=call.key,
            order_key=f"{chat_key(call.chat_id)}:{about}",
            payload={**to_json(call), "until": time.time() + seconds},
        )
    )


def to_json(call: Call) -> dict[str, Json]:
    return {
        "key": call.key,
        "chat_id": call.chat_id,
        "method": call.method,
        "params": dict(call.params),
        "files": {name: [ref.sha256, ref.name, ref.mime] for name, ref in call.files.items()},
        "comment": call.comment,
        "parts": list(call.parts),
        "question": call.question,
        "archive": list(call.archive) if call.archive else None,
        "then": [to_json(behind) for behind in call.then],
        "refusal": call.refusal,
        "is_traceless": call.is_traceless,
        "is_titled": call.is_titled,
        "is_signed": call.is_signed,
        "amends": call.amends,
        "as_of": call.as_of,
    }


def from_json(payload: str) -> Call:
    raw: dict[str, Any] = json.loads(payload)
    raw.pop("until", None)
    return _call(raw)


def _call(raw: dict[str, Any]) -> Call:
    call = Call(**raw)
    return replace(
        call,
        files={name: FileRef(*ref) for name, ref in call.files.items()},  # type: ignore[misc]  # three strings
        parts=tuple(call.parts),
        archive=tuple(call.archive) if call.archive else None,  # type: ignore[arg-type]  # two numbers
        then=tuple(_call(behind) for behind in raw.get("then", ())),
    )


async def parked_comment(tx: Transaction, job: int) -> CommentId | None:
    """The comment of a parked call; None if it has none, or no such call is parked."""
    parked = await jobs.set_aside(tx.session, OUTBOX)
    return next((comment_in(claim.payload) for claim in parked if claim.id == job), None)


async def drop_parked(tx: Transaction, comment: int) -> None:
    """Forget the comment's parked calls, because new ones are made."""
    for claim in await jobs.set_aside(tx.session, OUTBOX):
        if comment_in(claim.payload) == comment:
            await jobs.drop_parked(tx.session, claim.id)


def until_of(payload: str) -> float:
    """When a hint expires, as `time.time()`."""
    return float(json.loads(payload)["until"])
