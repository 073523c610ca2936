"""Customers hear that it takes longer than was promised before the time is over, unless they are being answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from board.desk import company
from board.desk.texts import DELAY_TEXT, said
from board.store.db import Transaction
from board.talk import conversation
from board.tickets import delays, promises, working_times
from board.values import Delivery, TicketNumber, Timer, TimerState
from board.views import chat, replies
from board.words.times import as_said, by
from bot.reminders import Reminder, remind
from bot.talk import saying

_LOOK_AGAIN_AFTER = timedelta(seconds=20)
_LONGER_BY = 0.25
"""Of the goal."""
_ROUND = timedelta(minutes=5)


async def tell_unless_answered(
    tx: Transaction, number: TicketNumber, key: UUID, answers: Sequence[int] = ()
) -> None:
    """Tell it, if nobody did, the promise still stands, and no answer is on its way.

    `answers` are those that were on their way before: one that arrived says more than this would.
    """
    timer = next((timer for timer in await promises.load(tx, number) if timer.key == key), None)
    if timer is None or not _is_about_to_break(timer, tx.now) or not await company.tells_delays(tx.session):
        return
    if await delays.told_until(tx, number, timer) is not None:
        return
    found = await replies.answers(tx.session, number, answers)
    if Delivery.SENT in found.values():
        return
    on_their_way = [comment for comment, state in found.items() if state is Delivery.QUEUED]
    if on_their_way:
        at = tx.now + _LOOK_AGAIN_AFTER
        cause, order_key, timer_key = f"{key}:{at.isoformat()}", f"ticket:{number}", str(key)
        await remind(
            tx, Reminder.DELAY, cause, order_key, at, ticket=number, timer=timer_key, answers=[*on_their_way]
        )
        return
    person = (await chat.ticket(tx.session, number, tx.now)).person
    if not person.hears:
        return
    until, known = await _until(tx, timer), await conversation.told_due_at(tx.session, number)
    # In a quicker lane than they know of, it does not take longer than they were told.
    if known is None or known < until:
        await delays.tell(tx, number, until)


async def say(tx: Transaction, number: TicketNumber, until: datetime, zone: ZoneInfo, key: str) -> None:
    ticket = await chat.ticket(tx.session, number, tx.now)
    language = ticket.person.language
    # To the minute: rounded down, it may be the opening itself.
    there = ticket.zone or zone
    promise = by(language, until, tx.now, there, length=timedelta())
    text = await said(tx.session, DELAY_TEXT, language, number=number, by=promise)
    told = saying.Told(until, as_said(until, tx.now, there, length=timedelta()))
    await saying.notice(tx, number, text, told=told, key=key)


def _is_about_to_break(timer: Timer, now: datetime) -> bool:
    return timer.state is TimerState.RUNNING and timer.due_at is not None and timer.due_at >= now


async def _until(tx: Transaction, timer: Timer) -> datetime:
    """A quarter of the goal later, in its own time; as round as a person would say it, and no earlier."""
    assert timer.due_at is not None
    calendar = await working_times.of_promise(tx.session, timer.goal.hours)
    at = delays.later_by(timer.due_at, timer.goal.duration * _LONGER_BY, calendar)
    return at + -timedelta(seconds=at.timestamp()) % _ROUND
