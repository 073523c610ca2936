"""What customers hear when nobody is there: when somebody is again, and how else to reach someone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from board.desk import setting_rows, texts
from board.desk.texts import AWAY_TEXT, CLOSED_TEXT, COMPANY_TEXTS
from board.people import customers
from board.store.db import Transaction
from board.talk import closing
from board.tickets.reach import is_barred
from board.views import chat
from board.views.chat import TicketInChat
from board.words.catalog import say
from board.words.times import opens
from bot.reminders import Reminder, remind_each
from bot.talk import saying

if TYPE_CHECKING:
    from board.models import Customer, Ticket


async def tell(tx: Transaction, customer: Customer, ticket: Ticket, zone: ZoneInfo) -> bool:
    """On their ticket, if they are to hear it; whether they are. The caller has locked the customer."""
    found = await closing.to_tell(tx, customer, ticket.board_key, ticket.lane_key)
    if found is None:
        return False
    shown = await chat.ticket(tx.session, ticket.number, tx.now)
    await saying.notice(tx, ticket.number, "\n".join(await _lines(tx, shown, found, zone)))
    return True


async def tell_all(tx: Transaction, cause: str) -> None:
    """Everybody who waits for us, each on their own."""
    remind_each(tx, Reminder.CLOSED, cause, await closing.who_wait(tx.session))


async def tell_who_waits(tx: Transaction, customer_id: int, zone: ZoneInfo) -> None:
    """Nothing if somebody is there again, or they have blocked the bot meanwhile."""
    customer = await customers.lock(tx, customer_id)
    if customer.telegram_id is None or customer.blocked_at is not None or is_barred(customer, tx.now):
        return
    for ticket in await closing.waiting_of(tx.session, customer.id):
        if await tell(tx, customer, ticket, zone):
            return


async def lines(tx: Transaction, customer: Customer, ticket: TicketInChat, zone: ZoneInfo) -> list[str]:
    """What they are to hear with something else that is said about the ticket; none if they know, or it is open."""
    found = await closing.to_tell(tx, customer, ticket.board, ticket.lane)
    return [] if found is None else await _lines(tx, ticket, found, zone)


async def _lines(tx: Transaction, ticket: TicketInChat, found: closing.Closing, zone: ZoneInfo) -> list[str]:
    language = ticket.person.language
    at = opens(language, found.opens_at, tx.now, ticket.zone or zone)
    said = [await _when(tx, language, found.why, at)]
    return [*said, texts.in_language(dict(found.elsewhere), language)] if found.elsewhere else said


async def _when(tx: Transaction, language: str, why: str | None, at: str) -> str:
    if why is None:
        return await texts.said(tx.session, CLOSED_TEXT, language, opens=at)
    own, blanks = await setting_rows.read(tx.session, AWAY_TEXT), {"back": at, "why": why.rstrip(" .")}
    if blanks["why"] and not texts.of_company(own, language):
        return say(language, "away.back_why", **blanks)
    return texts.filled(texts.chosen(COMPANY_TEXTS[AWAY_TEXT], own, language, blanks), blanks)
