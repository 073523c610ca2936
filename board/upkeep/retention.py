"""Words and files of done tickets go when they are older than the owner keeps them, ticket by ticket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import retention
from board.desk.retention import Ages
from board.facts import FilesForgotten, WordsForgotten
from board.models import Comment, CommentPart, File, Ticket
from board.people import about, kept_answers
from board.store import clock, loops
from board.store.db import Database, Transaction
from board.store.loops import Beat
from board.store.wake import Wake, wait
from board.talk import drafts, forgetting
from board.talk.forgetting import Gone
from board.tickets import locking
from board.values import DESK, Author, Delivery, FileState, TicketNumber

_MERCY_SECONDS = 3600.0
"""After the start, so that whoever has restored the wrong backup can still stop the desk."""
_SECONDS = 3600.0
_IDLE_SECONDS = 5.0
BEGINNING = datetime.fromisoformat("0001-01-01T00:00:00+00:00")
Which = Callable[[datetime], Select[TicketNumber]]
_SAID_AT = func.greatest(Comment.created_at, Comment.edited_at)


@dataclass
class Taken:
    """Of how many tickets words went, and of how many others only files."""

    words: int = 0
    files: int = 0


async def forget(
    database: Database, wake: Wake, beat: Beat, *, mercy_seconds: float = _MERCY_SECONDS
) -> None:
    """Turn for ever, once in a desk; practice time that is moved wakes it at once."""
    async with loops.one_at_a_time(database, "retention", beat), wake.on("clock") as woken:
        await _idle(beat, woken, mercy_seconds)
        while True:
            woken.clear()
            await forget_due(database, beat)
            await _idle(beat, woken, _SECONDS)


async def forget_due(database: Database, beat: Beat | None = None) -> Taken:
    """All that is due now. It rests as long as it works, so that nobody's message waits for it."""
    taken = Taken()
    async with database.reading() as session:
        now = await clock.now(session)
        numbers = await due(session, (await retention.retention(session)).at(now), now)
    await database.run(DESK, _forget_notes)
    for number in numbers:
        began = asyncio.get_running_loop().time()
        await _forget_one(database, number, taken)
        if beat is not None:
            beat.turn()
            await asyncio.sleep(asyncio.get_running_loop().time() - began)
    return taken


async def due(session: AsyncSession, ages: Ages, now: datetime) -> list[TicketNumber]:
    """Tickets that lose something by these ages, in locking order."""
    found: set[TicketNumber] = set()
    if ages.words_days is not None:
        found.update(await session.scalars(with_old_words(before(now, ages.words_days))))
    if ages.files_go_after is not None:
        found.update(await session.scalars(with_old_files(before(now, ages.files_go_after))))
    return sorted(found)


def before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def with_old_words(cutoff: datetime) -> Select[TicketNumber]:
    """Done tickets on which nobody wrote after `cutoff`, and that have words to lose.

    What the desk says by itself makes no ticket young, and goes with the rest, or when it is old itself.
    """
    has_words = (
        select(Comment.id)
        .where(
            Comment.ticket_number == Ticket.number,
            func.coalesce(Ticket.words_forgotten_at, literal(BEGINNING)) < _SAID_AT,
            or_(Comment.author != Author.SYSTEM, cutoff >= _SAID_AT),
        )
        .exists()
    )
    return select(Ticket.number).where(*_is_old(cutoff), has_words)


def with_old_files(cutoff: datetime) -> Select[TicketNumber]:
    """The same, of those that have files."""
    files = (
        select(Comment.ticket_number)
        .join(CommentPart, CommentPart.comment_id == Comment.id)
        .join(File, File.part_id == CommentPart.id)
        .where(File.state != FileState.FORGOTTEN)
    )
    return select(Ticket.number).where(*_is_old(cutoff), Ticket.number.in_(files))


def _is_old(cutoff: datetime) -> tuple[ColumnElement[bool], ...]:
    """A note or an edit on a done ticket counts as well; what the desk says by itself does not.

    A reply that is still on its way is waited for.
    """
    of_ticket = select(Comment.id).where(Comment.ticket_number == Ticket.number)
    is_fresh = of_ticket.where(Comment.author != Author.SYSTEM, cutoff < _SAID_AT).exists()
    is_on_its_way = of_ticket.where(Comment.delivery == Delivery.QUEUED).exists()
    return (
        Ticket.done_at <= cutoff,
        func.coalesce(Ticket.last_message_at, Ticket.done_at) <= cutoff,
        ~is_fresh,
        ~is_on_its_way,
    )


async def _forget_one(database: Database, number: TicketNumber, taken: Taken) -> None:
    """Whether it is still due is asked again under its lock, and by the ages as they are then."""
    fact = await database.run(DESK, lambda tx: _forget_of(tx, number))
    if isinstance(fact, WordsForgotten):
        taken.words += 1
    elif fact is not None:
        taken.files += 1


async def _forget_of(tx: Transaction, number: TicketNumber) -> WordsForgotten | FilesForgotten | None:
    ages = await retention.hold(tx)
    ticket = await locking.lock_itself(tx, number)
    comments = select(Comment.id).where(Comment.ticket_number == number)
    fact: WordsForgotten | FilesForgotten
    if await _is_due(tx, ticket, ages.words_days, with_old_words):
        await kept_answers.forget_about_ticket(tx.session, ticket.customer_id, number)
        await forgetting.forget_words(tx, comments, Gone.AGED)
        await drafts.forget_on(tx, [number])
        ticket.words_forgotten_at = tx.now
        fact = WordsForgotten(number, ticket.customer_id)
    elif await _is_due(tx, ticket, ages.files_go_after, with_old_files):
        await kept_answers.forget_about_ticket(tx.session, ticket.customer_id, number)
        await forgetting.forget_files(tx, comments)
        fact = FilesForgotten(number, ticket.customer_id)
    else:
        return None
    await tx.record(fact)
    return fact


async def _forget_notes(tx: Transaction) -> None:
    """Those about people as old as the words that go."""
    ages = await retention.hold(tx)
    if ages.words_days is not None:
        await about.forget_old(tx, before(tx.now, ages.words_days))


async def _is_due(tx: Transaction, ticket: Ticket, days: int | None, which: Which) -> bool:
    if days is None:
        return False
    wanted = which(before(tx.now, days)).where(Ticket.number == ticket.number)
    return await tx.session.scalar(wanted) is not None


async def _idle(beat: Beat, woken: asyncio.Event, seconds: float) -> None:
    for _ in range(round(seconds / _IDLE_SECONDS)):
        beat.turn()
        if woken.is_set():
            return
        await wait(woken, _IDLE_SECONDS)
