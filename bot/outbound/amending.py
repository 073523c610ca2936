"""What Telegram shows of a message follows what an agent made of it: said otherwise, or taken away.

A job that changes what was sent names its comment alone, and is worked out when its turn comes, which is after the
message itself. So the last of them makes Telegram show what the card shows, and doing one twice does no harm.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from board.errors import DeskError, written
from board.queues import chat_key, comment_in
from board.store import jobs, replacing
from board.store.db import Transaction
from board.store.jobs import Claim
from board.talk import sending
from board.values import CommentId, Delivery
from board.views import chat, replies
from bot.outbound import forms, reply_calls
from bot.outbound.outbox import OUTBOX, Call, send, to_json
from bot.outbound.outcomes import Broken, NeverTaken, Sent, Unknown
from bot.outbound.signing import put_instead, sign_next

if TYPE_CHECKING:
    from board.models import Comment

AMEND = "amend"
"""In a method's place: what is to be done is looked up when it is done."""
_DELETE = "deleteMessage"
_TRIES = 6
_LONGEST_BACK_OFF_SECONDS = 30
_GONE_ALREADY = "message to delete not found"
_SENTENCES = {
    "message to edit not found": "refused.amend.gone",
    "message_id_invalid": "refused.amend.gone",
    "message can't be edited": "refused.amend.not_editable",
    "message can't be deleted": "refused.amend.not_deletable",
}


async def follow_edit(tx: Transaction, comment_id: CommentId, key: str) -> None:
    """Its words are others: what is still queued changes in its place, what has gone is changed behind it."""
    comment = await sending.for_outbox(tx, comment_id)
    reply = await replies.reply(tx.session, comment_id, tx.now)
    if comment is None or reply is None or reply.person.chat is None:
        return
    queued = await _queued(tx, comment_id, reply.person.chat)
    is_begun = any(part.is_sent for part in reply.parts)
    if queued and not is_begun and await put_instead(tx, reply, queued):
        return
    if queued or is_begun:
        await amend(tx, comment, reply.person.chat, key)


async def follow_removal(tx: Transaction, comment_id: CommentId, key: str) -> None:
    """It was taken away: what is queued never goes, what has gone is deleted."""
    comment = await sending.for_outbox(tx, comment_id)
    if comment is None or (chat_id := (await chat.person(tx.session, comment.customer_id)).chat) is None:
        return
    queued = await _queued(tx, comment_id, chat_id)
    stopped = await replacing.hold_waiting(tx.session, queued)
    await jobs.finish(tx.session, *stopped)
    if len(stopped) < len(queued) or await replies.messages(tx.session, comment_id):
        await amend(tx, comment, chat_id, key)
        return
    await sending.withdrawn(tx, comment)
    await sign_next(tx, comment_id, chat_key(chat_id))


async def follow_taking_back(tx: Transaction, comment_id: CommentId) -> None:
    """None of it went: the agent's next answer on the ticket is their first now, if this one was."""
    comment = await sending.for_outbox(tx, comment_id)
    if (
        comment is not None
        and (chat_id := (await chat.person(tx.session, comment.customer_id)).chat) is not None
    ):
        await sign_next(tx, comment_id, chat_key(chat_id))


async def amend(tx: Transaction, comment: Comment, chat_id: int, key: str) -> None:
    """Make Telegram show what the card shows, behind all that is queued for the chat."""
    comment.edit_delivery, comment.edit_delivery_reason = Delivery.QUEUED, None
    await send(tx, Call(f"{key}:{AMEND}", chat_id, AMEND, {}, amends=CommentId(comment.id)))


async def again(tx: Transaction, comment_id: CommentId, key: str) -> None:
    comment = await sending.for_outbox(tx, comment_id)
    if (
        comment is not None
        and (person := await chat.person(tx.session, comment.customer_id)).chat is not None
    ):
        await amend(tx, comment, person.chat, key)


async def work_out(tx: Transaction, claim: Claim, call: Call, bot_id: int) -> Call | None:
    """What is to be done now. None if nothing is: then the job is done."""
    comment = await sending.for_outbox(tx, call.amends or 0)
    calls = await _calls(tx, comment, bot_id) if comment is not None else []
    if calls:
        return replace(calls[0], key=call.key, amends=call.amends, then=tuple(calls[1:]))
    await jobs.finish(tx.session, claim)
    if comment is not None:
        await _done(tx, comment, None)
    return None


async def settle(
    tx: Transaction, claim: Claim, call: Call, outcome: Sent | Broken | Unknown | NeverTaken
) -> None:
    """Repeating it does no harm, so it is tried for a while whatever is known of the last try."""
    if isinstance(outcome, Broken | Unknown) and claim.attempt < _TRIES:
        back_off = min(2 ** (claim.attempt - 1), _LONGEST_BACK_OFF_SECONDS)
        await jobs.retry(tx.session, claim, timedelta(seconds=back_off), outcome.why)
        return
    refusal = call.refusal or _refusal(call, outcome)
    if call.then:
        behind = forms.behind(call, refusal)
        await replacing.go_on_with(tx.session, claim, to_json(replace(behind[0], then=behind[1:])), "in part")
        return
    await jobs.finish(tx.session, claim)
    comment = await sending.for_outbox(tx, call.amends or 0)
    if comment is not None and call.as_of in (None, _as_of(comment)):
        await _done(tx, comment, refusal)


async def _done(tx: Transaction, comment: Comment, refusal: str | None) -> None:
    """Of a message taken away while it went, a part may be all that went: it answered nobody."""
    if comment.edit_delivery is not None:
        state = Delivery.SENT if refusal is None else Delivery.FAILED
        await sending.edit_delivery(tx, comment, state, refusal)
    if comment.removed_at is not None:
        await sending.withdrawn(tx, comment)


async def _calls(tx: Transaction, comment: Comment, bot_id: int) -> list[Call]:
    if comment.removed_at is not None:
        arrived = await replies.messages(tx.session, comment.id, bot_id)
        return [
            Call(
                "",
                chat_id,
                _DELETE,
                {"message_id": number},
                amends=CommentId(comment.id),
                as_of=_as_of(comment),
            )
            for chat_id, number in arrived
        ]
    reply = await replies.reply(tx.session, comment.id, tx.now)
    sent = await replies.messages(tx.session, comment.id, bot_id)
    call = reply_calls.edit_of(reply) if reply is not None else None
    if call is None or (call.chat_id, call.params["message_id"]) not in sent:
        return []
    return [replace(call, as_of=_as_of(comment))]


def _as_of(comment: Comment) -> str:
    return f"{comment.edited_at} {comment.removed_at}"


def _refusal(call: Call, outcome: Sent | Broken | Unknown | NeverTaken) -> str | None:
    """As the comment keeps it."""
    match outcome:
        case Sent():
            return None
        case NeverTaken(reason) if call.method == _DELETE and _GONE_ALREADY in reason.lower():
            return None
        case NeverTaken(reason):
            found = (key for words, key in _SENTENCES.items() if words in reason.lower())
            key = next(found, None)
            return written(DeskError(key)) if key else reason
        case Broken() | Unknown():
            return written(DeskError("refused.amend.unknown"))


async def _queued(tx: Transaction, comment_id: CommentId, chat_id: int) -> list[Claim]:
    """What is still to send of it, or is being sent."""
    waiting = await jobs.waiting(tx.session, OUTBOX, chat_key(chat_id))
    return [claim for claim in waiting if comment_in(claim.payload) == comment_id]
