"""Taking a reply back in the moment that it waits: then it was never said, and its words are a draft again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from board.errors import Conflict, NotFound
from board.facts import (
    AgentReplied,
    Event,
    Reply,
    ReplyTakenBack,
    TicketLabelled,
    TicketMerged,
    TicketTaken,
    TicketUndone,
    Travel,
)
from board.models import Comment, CommentPart, Customer, Draft, File, Ticket
from board.queues import Queue, chat_key, comment_in
from board.store import jobs, journal, replacing
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import conversation, drafts, questions, sending
from board.talk.drafts import Begun
from board.talk.writing import acting_agent
from board.text import utf16_length
from board.tickets import history, locking, marking, undoing
from board.values import CommentId, Delivery, FileId, Role, TicketNumber, Writing

QUICK = "quick"
"""In the detail of a reply that waited: the quick reply that it began as, as a draft keeps it."""

_DECIDES = (*history.TRAVELS, TicketUndone, TicketMerged, TicketTaken)


@dataclass(frozen=True)
class TakenBack:
    """`words` are those of the reply; `draft` has them before what was begun since. Both None for a greeting."""

    draft: Draft | None
    words: Begun | None


@allowed(Role.AGENT)
async def take_back(tx: Transaction, number: int, comment_id: int) -> TakenBack:
    """The agent's own reply never goes, if it has not been tried yet, and what was done in its breath is undone.

    What somebody has done to the ticket since stays. Repeating it is quiet. Raises ``Conflict`` if it has gone.
    """
    ticket = await locking.lock(tx, number)
    past = await journal.of_ticket(tx.session, TicketNumber(ticket.number))
    if _was_taken_back(past, comment_id):
        return TakenBack(await _draft(tx, ticket), None)
    comment = await _waiting(tx, ticket, comment_id)
    await _stop(tx, comment)
    reply = next((each for each in past if _is_reply(each, comment.id)), None)
    if reply is None:  # it was merged into this ticket meanwhile, where nothing was done with it
        await sending.withdrawn(tx, comment)
    else:
        await _undo_breath(tx, ticket, comment, past[past.index(reply) :])
    words = await _words(tx, comment)
    await _remove(tx, ticket, comment)
    is_greeting = reply is not None and _why(reply) is Reply.GREETING
    return TakenBack(None, None) if is_greeting else await _begin_again(tx, ticket, words)


def _was_taken_back(past: Iterable[Event], comment_id: int) -> bool:
    facts = (event.fact for event in past)
    return any(isinstance(fact, ReplyTakenBack) and fact.comment == comment_id for fact in facts)


def _is_reply(event: Event, comment_id: int) -> bool:
    return isinstance(event.fact, AgentReplied) and event.fact.comment == comment_id


def _why(reply: Event) -> Reply | None:
    return reply.fact.why if isinstance(reply.fact, AgentReplied) else None


async def _waiting(tx: Transaction, ticket: Ticket, comment_id: int) -> Comment:
    comment = await tx.session.get(Comment, comment_id, populate_existing=True)
    if comment is None or comment.ticket_number != ticket.number:
        raise NotFound("refused.comment.unknown")
    if comment.goes_at is None or comment.delivery != Delivery.QUEUED or comment.removed_at is not None:
        raise Conflict("refused.comment.has_gone")
    if comment.agent_id != acting_agent(tx):
        raise Conflict("refused.comment.another_agents")
    return comment


async def _stop(tx: Transaction, comment: Comment) -> None:
    """None of its calls is made; raises ``Conflict`` where one is being made, was tried, or has gone."""
    chat_id = await tx.session.scalar(select(Customer.telegram_id).where(Customer.id == comment.customer_id))
    waiting = await jobs.waiting(tx.session, Queue.OUTBOX, chat_key(chat_id or 0))
    queued = [claim for claim in waiting if comment_in(claim.payload) == comment.id]
    held = await replacing.hold_waiting(tx.session, queued)
    is_tried = any(claim.attempt or claim.first_failed_at for claim in queued)
    if len(held) < len(queued) or is_tried or await _has_arrived(tx, comment):
        raise Conflict("refused.comment.has_gone")
    await jobs.finish(tx.session, *held)


async def _has_arrived(tx: Transaction, comment: Comment) -> bool:
    arrived = select(CommentPart.id).where(
        CommentPart.comment_id == comment.id, CommentPart.message_id.is_not(None)
    )
    return await tx.session.scalar(arrived.limit(1)) is not None


async def _undo_breath(tx: Transaction, ticket: Ticket, comment: Comment, past: Sequence[Event]) -> None:
    """`past` begins with the reply. Once somebody has moved or taken the ticket, it stays where it is."""
    reply, *after = past
    done = set(comment.detail[conversation.BREATH])
    breath = [event for event in after if str(event.key) in done]
    since = [event for event in after if event not in breath]
    if not any(isinstance(event.fact, _DECIDES) for event in since):
        moves = [event for event in breath if isinstance(event.fact, Travel)]
        await undoing.take_back_with_reply(tx, ticket, moves)
        ticket.agent_id = comment.detail[conversation.AGENT]
    for event in breath:
        if isinstance(event.fact, TicketLabelled):
            await marking.label(tx, ticket.number, add=event.fact.removed, remove=event.fact.added)
    ticket.summary_id = ticket.summary_id or await _standing_summary(tx, comment)
    ended_at = datetime.fromisoformat(comment.detail[conversation.BREATH_ENDED])
    await questions.ask_again(tx, comment.customer_id, reply.at, ended_at)


async def _standing_summary(tx: Transaction, comment: Comment) -> CommentId | None:
    before = comment.detail.get(conversation.SUMMARY)
    note = await tx.session.get(Comment, before) if before else None
    return note.id if note is not None and note.removed_at is None else None


async def _words(tx: Transaction, comment: Comment) -> Begun:
    """Its files are the agent's to send again; those of the quick reply are their own by now."""
    parts = select(CommentPart.id).where(CommentPart.comment_id == comment.id)
    standing = (
        select(File.id)
        .join(CommentPart, CommentPart.id == File.part_id)
        .where(CommentPart.comment_id == comment.id, File.version_id.is_(None))
        .order_by(CommentPart.position, File.id)
    )
    files = list(await tx.session.scalars(standing))
    loose: dict[str, Any] = {"synchronize_session": False}
    await tx.session.execute(
        update(File).where(File.id.in_(files), File.part_id.in_(parts)).values(part_id=None),
        execution_options=loose,
    )
    quick = comment.detail.get(QUICK)
    return Begun(comment.text, comment.entities, [FileId(file) for file in files], comment.reply_to, quick)


async def _remove(tx: Transaction, ticket: Ticket, comment: Comment) -> None:
    """The fact is told while the comment is still there: the agent's next answer may be signed in its place."""
    comment.removed_at, comment.delivery = tx.now, Delivery.WITHDRAWN
    await tx.record(ReplyTakenBack(ticket.number, comment.id, comment.customer_id))
    await tx.session.execute(delete(Comment).where(Comment.id == comment.id))
    tx.session.expunge(comment)
    ticket.last_message_at = await history.last_words_at(tx, ticket)


async def _begin_again(tx: Transaction, ticket: Ticket, words: Begun) -> TakenBack:
    begun = await _draft(tx, ticket)
    whole = words if begun is None else _before(words, begun)
    draft, _ = await drafts.keep(tx, ticket.number, Writing.REPLY, whole)
    return TakenBack(draft, words)


async def _draft(tx: Transaction, ticket: Ticket) -> Draft | None:
    return await tx.session.get(Draft, (ticket.number, acting_agent(tx), Writing.REPLY))


def _before(words: Begun, begun: Draft) -> Begun:
    """What comes back stands before what was begun since."""
    start = f"{words.text}\n" if words.text and begun.text else words.text
    units = utf16_length(start)
    moved = [{**each, "offset": each["offset"] + units} for each in begun.entities]
    return replace(
        words,
        text=start + begun.text,
        entities=[*words.entities, *moved],
        files=list(dict.fromkeys([*words.files, *begun.files])),
        reply_to=begun.reply_to or words.reply_to,
        quick=words.quick or begun.quick,
    )
