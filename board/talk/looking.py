"""What a customer's message meets: tickets it may belong to, a question it may answer, itself if it is here already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, select, true
from sqlalchemy.orm import aliased

from board.facts import Cause, TicketResolved
from board.models import Column, Comment, CommentPart, Customer, Question, Ticket
from board.store import fact_rows
from board.store.db import Transaction
from board.store.tables import JournalEvent
from board.talk import destination, waiting
from board.talk.comments import Incoming
from board.talk.destination import Candidate
from board.values import BY_AGENT, Author, State, TicketNumber

_ANSWERED = (
    select(func.max(Comment.created_at))
    .where(Comment.ticket_number == Ticket.number)
    .where(Comment.author == Author.AGENT, Comment.is_public)
    .correlate(Ticket)
    .scalar_subquery()
)


def closed_empty() -> ColumnElement[bool]:
    """A condition on Ticket: the timer closed it, because nobody had written anything. It takes no words any more."""
    by_timer = exists().where(
        JournalEvent.ticket == Ticket.number,
        JournalEvent.type == fact_rows.name_of(TicketResolved),
        JournalEvent.data["why"].astext == Cause.EMPTY,
    )
    return Ticket.last_message_at.is_(None) & Ticket.done_at.is_not(None) & by_timer


def is_known() -> ColumnElement[bool]:
    """A condition on Ticket: its customer may know of it.

    They don't know one that was merged as one of its own, nor one that an agent opened privately.
    """
    is_told = (Ticket.source != BY_AGENT) | Ticket.last_message_at.is_not(None)
    return Ticket.merged_into.is_(None) & is_told


# Built once: building a statement costs as much as running it, and these run for every message.
_CANDIDATES = (
    select(Ticket.number, Column.kind, Ticket.chosen_at, _ANSWERED.label("answered_at"), Ticket.customer_id)
    .join(Column, and_(Column.board_key == Ticket.board_key, Column.key == Ticket.column_key))
    .where(is_known())
    .where((Column.kind != State.DONE) | ((Ticket.done_at > bindparam("since")) & ~closed_empty()))
)
_CANDIDATE = _CANDIDATES.subquery("candidate").c
_CHOSE_AT = select(func.max(Ticket.chosen_at)).where(Ticket.customer_id == Customer.id).scalar_subquery()
_QUESTION = aliased(
    Question,
    select(Question)
    .where(Question.customer_id == Customer.id, Question.answered_at.is_(None))
    .order_by(Question.id.desc())
    .limit(1)
    .correlate(Customer)
    .lateral("question"),
)
_THIS_PART = and_(
    CommentPart.bot_id == bindparam("bot"),
    CommentPart.chat_id == bindparam("chat"),
    CommentPart.message_id == bindparam("message"),
)
_ALL = (
    select(_QUESTION, CommentPart, _CHOSE_AT, *_CANDIDATE)
    .select_from(Customer)
    .outerjoin(_QUESTION, true())
    .outerjoin(CommentPart, _THIS_PART)
    .outerjoin(_CANDIDATE.number.table, _CANDIDATE.customer_id == Customer.id)
    .where(Customer.id == bindparam("person"))
)


@dataclass(frozen=True)
class Found:
    """`question` is the latest still open; `part` is the message itself, when it is here already.

    `heard_at` is when the customer last wrote or chose.
    """

    question: Question | None
    part: CommentPart | None
    candidates: Sequence[Candidate]
    current: Candidate | None
    heard_at: datetime | None


async def look(tx: Transaction, customer: Customer, message: Incoming) -> Found:
    """All at once. The caller has locked the customer, so none of it changes but by agents."""
    asked = {
        "person": customer.id,
        "since": _since(tx),
        "bot": message.bot_id,
        "chat": message.chat_id,
        "message": message.message_id,
    }
    rows = (await tx.session.execute(_ALL, asked)).all()
    question, part, chose_at = rows[0][:3]
    candidates = [_candidate(*row[3:]) for row in rows if row[3] is not None]
    return Found(
        question,
        part,
        candidates,
        destination.current(candidates, customer.chose_none_at),
        max(filter(None, (customer.spoke_at, chose_at, customer.chose_none_at)), default=None),
    )


async def current(
    tx: Transaction, customer: Customer, *, besides: TicketNumber | None = None
) -> Candidate | None:
    """The ticket that a message of this person would go to now, or if one were not there; None at the door."""
    theirs = _CANDIDATES.where(Ticket.customer_id == customer.id)
    rows = await tx.session.execute(theirs, {"since": _since(tx)})
    others = [_candidate(*row) for row in rows if row[0] != besides]
    return destination.current(others, customer.chose_none_at)


async def agent_spoke_at(tx: Transaction, customer: Customer, place: Candidate | None) -> datetime | None:
    """When an agent said the latest thing on the ticket, or at the door; None if the customer has spoken since."""
    there = (
        Comment.ticket_number == place.number
        if place is not None
        else (Comment.customer_id == customer.id) & waiting.at_door()
    )
    latest = (
        await tx.session.execute(
            select(Comment.author, Comment.created_at)
            .where(there, Comment.is_public, Comment.author != Author.SYSTEM)
            .order_by(Comment.created_at.desc(), Comment.id.desc())
            .limit(1)
        )
    ).one_or_none()
    return latest.created_at if latest is not None and latest.author == Author.AGENT else None


def _since(tx: Transaction) -> datetime:
    return tx.now - destination.TALK_AFTER_DONE


def _candidate(
    number: int, kind: str, chosen_at: datetime | None, answered_at: datetime | None, _: int
) -> Candidate:
    return Candidate(TicketNumber(number), State(kind), chosen_at, answered_at)
