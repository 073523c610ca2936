"""What the bot asked and waits to hear; a typed answer counts only for the latest open question."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select, update

from board.events import Json, TicketNumber
from board.models import Customer, Question
from board.store.db import Transaction

ACCOUNT, CONFIRM_ACCOUNT, TOPIC, WHICH, RATING = "account", "confirm_account", "topic", "which", "rating"


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
    """Put a question; it is open until it is answered or closed."""
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
    """Telegram took the message with its keyboard; a question erased meanwhile is passed over."""
    await tx.session.execute(
        update(Question).where(Question.id == question_id).values(bot_id=bot_id, message_id=message_id)
    )


async def latest_open(tx: Transaction, customer: Customer, kind: str | None = None) -> Question | None:
    """The latest question still unanswered, of any kind or of one."""
    wanted = _LATEST if kind is None else _LATEST.where(Question.kind == kind)
    found: Question | None = await tx.session.scalar(wanted, {"person": customer.id})
    return found


async def find(tx: Transaction, customer: Customer, question_id: int) -> Question | None:
    """The customer's own question by the id on its keyboard; None for anybody else's or a forgotten one."""
    question = await tx.session.get(Question, question_id)
    return question if question is not None and question.customer_id == customer.id else None


async def answer(tx: Transaction, question: Question, *, ticket: TicketNumber | None = None) -> None:
    """Answered; `ticket` is what came of it, told to whoever taps the same keyboard again."""
    question.answered_at = question.answered_at or tx.now
    if ticket is not None:
        question.ticket_number = ticket


async def close(tx: Transaction, customer_id: int, *kinds: str) -> None:
    """The person's questions of these kinds no longer wait for anything."""
    await tx.session.execute(_CLOSE, {"person": customer_id, "kinds": kinds, "now": tx.now})
