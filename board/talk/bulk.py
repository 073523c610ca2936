"""The same done to many tickets: what is done to one of them, by the verbs that do it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select

from board.errors import Invalid
from board.models import Comment, Ticket
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import conversation, formatting, quick_answers, telling_once
from board.talk.quick_answers import Usual
from board.text import Entity, is_blank, refuse_too_long
from board.tickets import marking, moving, snoozing
from board.tickets.snoozing import Until
from board.values import Role


@dataclass(frozen=True)
class Destination:
    """What is None stays."""

    board: str | None = None
    lane: str | None = None
    column: str | None = None


@dataclass(frozen=True)
class Quick:
    """A quick reply: said to each in their own language, its placeholders filled; what it does is done too."""

    id: int
    usual: Usual


@dataclass(frozen=True)
class Wish:
    """Done in this order.

    `seen_until`: words that customers wrote later are not seen by the reply.
    """

    reply: str | None = None
    quick: Quick | None = None
    entities: Sequence[Entity] = ()
    seen_until: datetime | None = None
    add: Sequence[str] = ()
    remove: Sequence[str] = ()
    move: Destination | None = None
    snooze: datetime | Until | None = None
    resolve: bool = False
    closing: str | None = None


@allowed(Role.AGENT)
async def check(tx: Transaction, wish: Wish) -> None:
    """Raises ``Invalid`` for what can be done to no ticket."""
    if wish == Wish(seen_until=wish.seen_until):
        raise Invalid("refused.bulk.nothing")
    for field, words in (("reply", wish.reply), ("resolve.text", wish.closing)):
        if words is not None and is_blank(words):
            raise Invalid("refused.comment.nothing", field)
        refuse_too_long(words or "")
    formatting.check(wish.reply or "", wish.entities)


@allowed(Role.AGENT)
async def act(tx: Transaction, number: int, wish: Wish) -> Ticket:
    """All of it on one ticket, or nothing."""
    ticket = await telling_once.lock(tx, number)
    seen = await _latest(tx, ticket.number, wish.seen_until) if wish.seen_until else None
    if wish.quick is not None:
        await quick_answers.reply(
            tx, number, wish.quick.id, None, wish.quick.usual, seen_up_to=seen, is_to_many=True
        )
    if wish.reply is not None:
        await conversation.reply(
            tx, number, wish.reply, entities=wish.entities, seen_up_to=seen, is_to_many=True
        )
    if wish.add or wish.remove:
        await marking.label(tx, number, add=wish.add, remove=wish.remove)
    if wish.move is not None:
        await moving.move(tx, number, **asdict(wish.move))
    if wish.snooze is not None:
        await snoozing.snooze(tx, number, wish.snooze)
    if wish.closing is not None:
        await conversation.close(tx, number, wish.closing, is_to_many=True)
    elif wish.resolve:
        await moving.resolve(tx, number)
    return ticket


async def _latest(tx: Transaction, number: int, until: datetime) -> int:
    """Their last comment that was there then; 0 if none was."""
    written = Comment.ticket_number == number, Comment.created_at <= until
    return await tx.session.scalar(select(func.max(Comment.id)).where(*written)) or 0
