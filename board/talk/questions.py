"""What the bot asked and waits to hear; a typed answer counts only for the latest open question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, update

from board.models import Customer, Question
from board.store.db import Transaction
from board.values import Json, TicketNumber

ACCOUNT, CONFIRM_ACCOUNT, TOPIC, WHICH, RATING = "account", "confirm_account", "topic", "which", "rating"
DESTROY, PROFILE, CONSENT, INCIDENT = "destroy", "profile", "consent", "incident"
TICKETS, TICKET, REOPENED, RATED = "tickets", "ticket", "reopened", "rated"
"""Lists of the person's tickets; one of them; [It is something new]; [Not solved: reopen]."""
LISTS = (PROFILE, TICKETS)
"""What the menu shows asks nothing, and so hides no question before it."""


_ENDS_WITH_ANSWER = Question.kind.in_((WHICH, TICKET, REOPENED, RATED, INCIDENT, *LISTS)) | (
    (Question.kind == TOPIC) & Question.ticket_number.is_not(None)
)

# Built once: building a statement costs as much as running it, and these run for every message.
_LATEST = (
    select(Question)
    .where(Question.customer_id == bindparam("person"), Question.answered_at.is_(None))
    .order_by(Question.id.desc())
    .limit(1)
)
_CLOSE = (
    update(Question)
    .where(Question.customer_id == bindparam("person"), Question.answered_at.is_(None))
    .where(Question.kind.in_(bindparam("kinds", expanding=True)))
    .values(answered_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)


async def ask(
    tx: Transaction,
    customer: Customer,
    kind: str,
    *,
    ticket: TicketNumber | None = None,
    comment: int | None = None,
    data: Mapping[str, Json] | None = None,
) -> Question:
    """Remember a question; it is open until it is answered or closed."""
    question = Question(
        customer_id=customer.id,
        kind=kind,
        asked_at=tx.now,
        ticket_number=ticket,
        comment_id=comment,
        data=dict(data or {}),
    )
    tx.session.add(question)
    await tx.session.flush()
    return question


async def shown(tx: Transaction, question_id: int, bot_id: int, message_id: int) -> None:
    """The question was sent as this message. Nothing happens if it was erased meanwhile."""
    await tx.session.execute(
        update(Question).where(Question.id == question_id).values(bot_id=bot_id, message_id=message_id)
    )


async def latest_open(
    tx: Transaction, customer: Customer, kind: str | None = None, *, but: Collection[str] = ()
) -> Question | None:
    """The latest open question, of any kind or of the one given, but of none of these."""
    wanted = _LATEST if kind is None else _LATEST.where(Question.kind == kind)
    if but:
        wanted = wanted.where(Question.kind.not_in(but))
    found: Question | None = await tx.session.scalar(wanted, {"person": customer.id})
    return found


async def find(tx: Transaction, customer: Customer, question_id: int, *kinds: str) -> Question | None:
    """The question with the id on a keyboard of these kinds; None if it is another's or of another kind, or deleted."""
    question = await tx.session.get(Question, question_id)
    is_theirs = question is not None and question.customer_id == customer.id and question.kind in kinds
    return question if is_theirs else None


async def asked_about_incident(tx: Transaction, customer_id: int, kind: str, incident: int) -> bool:
    """Whether the person was asked this about that incident before."""
    asked = select(Question.id).where(Question.customer_id == customer_id, Question.kind == kind)
    named = asked.where(Question.data["incident"].astext == str(incident))
    return await tx.session.scalar(named.limit(1)) is not None


async def shown_in(tx: Transaction, customer: Customer, kind: str, message_id: int) -> Question | None:
    """The open question of this kind that the message shows."""
    found: Question | None = await tx.session.scalar(
        select(Question)
        .where(Question.customer_id == customer.id, Question.kind == kind)
        .where(Question.message_id == message_id, Question.answered_at.is_(None))
        .order_by(Question.id.desc())
        .limit(1)
    )
    return found


async def answer(tx: Transaction, question: Question, *, ticket: TicketNumber | None = None) -> None:
    """Mark as answered. `ticket` is the result, shown if the same keyboard is tapped again."""
    question.answered_at = question.answered_at or tx.now
    if ticket is not None:
        question.ticket_number = ticket


async def opened(tx: Transaction, customer_id: int, ticket: TicketNumber, *, by_timer: bool = False) -> None:
    """Every keyboard of topics asked so far has its ticket now: none of them opens another.

    A topic is still to be picked if it was the timer that opened it.
    """
    await tx.session.execute(
        update(Question)
        .where(Question.customer_id == customer_id, Question.kind == TOPIC)
        .where(Question.answered_at.is_(None), Question.ticket_number.is_(None))
        .values(ticket_number=ticket, answered_at=None if by_timer else tx.now)
        .execution_options(synchronize_session="fetch")
    )


async def topic_picked(tx: Transaction, customer_id: int, ticket: TicketNumber) -> None:
    """The keyboards that were asked for this ticket's topic are answered."""
    await tx.session.execute(
        update(Question)
        .where(Question.customer_id == customer_id, Question.kind == TOPIC)
        .where(Question.answered_at.is_(None), Question.ticket_number == ticket)
        .values(answered_at=tx.now)
        .execution_options(synchronize_session="fetch")
    )


async def answered_by_agent(tx: Transaction, customer_id: int) -> None:
    """What is typed from here on may be for the agent: only what is to be decided first is still asked."""
    await tx.session.execute(
        update(Question)
        .where(Question.customer_id == customer_id, Question.answered_at.is_(None), _ENDS_WITH_ANSWER)
        .values(answered_at=tx.now)
        .execution_options(synchronize_session=False)
    )


async def ask_again(tx: Transaction, customer_id: int, since: datetime, until: datetime) -> None:
    """What an agent's answer closed then is open again: it never went."""
    await tx.session.execute(
        update(Question)
        .where(Question.customer_id == customer_id, Question.answered_at.between(since, until))
        .where(_ENDS_WITH_ANSWER)
        .values(answered_at=None)
        .execution_options(synchronize_session=False)
    )


async def close(tx: Transaction, customer_id: int, *kinds: str) -> None:
    """Close the person's open questions of these kinds."""
    await tx.session.execute(_CLOSE, {"person": customer_id, "kinds": kinds, "now": tx.now})
