"""Customers hear, once and quietly, which number their words have now: two are one, or a message got its own."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from board.facts import NoticeGiven
from board.store import journal
from board.store.db import Transaction
from board.tickets import promises
from board.values import State, TicketNumber
from board.views import chat
from board.words.catalog import say
from bot.talk import saying, ticket_texts


async def tell_merged(tx: Transaction, merged: TicketNumber, into: int) -> None:
    """Nothing if they were never told one of the numbers, or the merge was undone meanwhile."""
    ticket = await chat.ticket(tx.session, merged, tx.now)
    if ticket.number == merged or not await _knows(tx, merged) or not await _knows(tx, TicketNumber(into)):
        return
    text = say(ticket.person.language, "merged", number=ticket.number, merged=merged)
    await saying.notice(tx, ticket.number, text, is_quiet=True)


async def tell_split(tx: Transaction, number: TicketNumber, zone: ZoneInfo) -> None:
    """Nothing if it went back meanwhile, or is done."""
    ticket = await chat.ticket(tx.session, number, tx.now)
    if ticket.number != number or ticket.state is State.DONE:
        return
    due_at = ticket_texts.resolution_due(await promises.load(tx, number))
    told = due_at if due_at is not None and due_at > tx.now else None
    text = ticket_texts.split_off(ticket, told, tx.now, zone)
    by_then = saying.by_then(ticket, told, tx.now, zone)
    await saying.notice(tx, number, text, told=by_then, is_quiet=True)


async def _knows(tx: Transaction, number: TicketNumber) -> bool:
    """The bot has told its number, with the opening at the latest."""
    return await journal.latest_of(tx.session, number, (NoticeGiven,)) is not None
