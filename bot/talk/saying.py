"""Writing to a customer's chat: plain answers, notices that stay on the ticket, and reactions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

from board.store.db import Transaction
from board.talk import conversation
from board.tickets import locking
from board.values import CommentId
from board.views import chat, replies
from board.views.archives import ArchiveToSend
from board.views.chat import TicketInChat
from board.words.times import as_said
from bot.outbound.outbox import ANSWER_CALLBACK, Call, FileRef, hint, send
from bot.talk.buttons import Markup
from bot.talk.taps import Press

_ANSWER_LENGTH = 200  # answerCallbackQuery
STORED, SEEN = "✍", "👀"


async def tell(
    tx: Transaction,
    chat_id: int,
    text: str,
    *,
    markup: Markup | None = None,
    question: int | None = None,
    key: str | None = None,
    is_traceless: bool = False,
) -> None:
    """A message from the bot itself. With a `key` it is sent only once."""
    params: dict[str, object] = {"text": text}
    if markup is not None:
        params["reply_markup"] = markup
    await send(
        tx,
        Call(key or _unique(), chat_id, "sendMessage", params, question=question, is_traceless=is_traceless),
    )


async def show(tx: Transaction, chat_id: int, picture: FileRef, text: str, markup: Markup) -> None:
    """Send a picture with a caption."""
    params = {"caption": text, "reply_markup": markup}
    await send(tx, Call(_unique(), chat_id, "sendPhoto", params, files={"photo": picture}))


async def hand_over(tx: Transaction, archive: ArchiveToSend, text: str) -> None:
    """Send the files of a copy, once; the text is under the last of them."""
    for place, (name, sha256) in enumerate(archive.files):
        params = {"caption": text} if place == len(archive.files) - 1 else {}
        call = Call(
            f"archive:{archive.id}:{place}",
            archive.chat,
            "sendDocument",
            params,
            files={"document": FileRef(sha256, name, "application/zip")},
            archive=(archive.id, place),
        )
        await send(tx, call)


class Told(NamedTuple):
    """A deadline that a text names, and the time that stands in it."""

    due_at: datetime
    as_said: datetime


def by_then(ticket: TicketInChat, due_at: datetime | None, now: datetime, zone: ZoneInfo) -> Told | None:
    """As `times.by` says it in the ticket's zone, else in the desk's."""
    return Told(due_at, as_said(due_at, now, ticket.zone or zone)) if due_at else None


async def notice(
    tx: Transaction,
    number: int,
    text: str,
    *,
    markup: Markup | None = None,
    question: int | None = None,
    told: Told | None = None,
    key: str | None = None,
    is_quiet: bool = False,
) -> None:
    """Tell the ticket's customer about it. It stays on the card, and a Telegram reply to it finds the ticket.

    A quiet one makes no sound on their phone.
    """
    ticket = await locking.lock(tx, number)
    person = await chat.person(tx.session, ticket.customer_id)
    if person.chat is None or not person.hears:
        return
    detail = {"told_due_at": told.due_at.isoformat(), "told_as": told.as_said.isoformat()} if told else None
    said = await conversation.notice(tx, ticket, text, detail=detail)
    params: dict[str, object] = {"text": text}
    if markup is not None:
        params["reply_markup"] = markup
    if is_quiet:
        params["disable_notification"] = True
    call = Call(
        key or _unique(),
        person.chat,
        "sendMessage",
        params,
        comment=CommentId(said.id),
        parts=tuple(await replies.part_ids(tx.session, said.id)),
        question=question,
    )
    await send(tx, call)


async def answer_tap(tx: Transaction, query_id: str, chat_id: int, text: str = "") -> None:
    """Answer a tap; without an answer, the button keeps showing progress on the phone."""
    if not query_id:
        return
    params: Mapping[str, object] = {"callback_query_id": query_id, "text": text[:_ANSWER_LENGTH]}
    await hint(tx, Call(f"tap:{query_id}", chat_id, ANSWER_CALLBACK, params))


async def answer(tx: Transaction, press: Press, text: str = "", *, is_seen: bool = False) -> None:
    """Answer what was tapped or typed. `is_seen`: what it did is seen in the chat, so typed words need no more."""
    if press.query is not None:
        await answer_tap(tx, press.query, press.chat, text)
    elif text and not is_seen:
        await tell(tx, press.chat, text)


async def react(tx: Transaction, chat_id: int, message_id: int, emoji: str, key: str) -> None:
    """Set the bot's reaction to a message; there is one, so it replaces the one before."""
    if message_id < 0:  # it came without its number
        return
    params = {"message_id": message_id, "reaction": [{"type": "emoji", "emoji": emoji}]}
    await hint(tx, Call(key, chat_id, "setMessageReaction", params))


async def reword(
    tx: Transaction, chat_id: int, message_id: int, text: str, markup: Markup | None = None
) -> None:
    """Change the text of the bot's own message; it does not matter if this fails."""
    params: dict[str, object] = {"message_id": message_id, "text": text}
    if markup is not None:
        params["reply_markup"] = markup
    await hint(tx, Call(_unique(), chat_id, "editMessageText", params))


def _unique() -> str:
    return str(uuid4())
