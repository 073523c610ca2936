"""What customers hear when nobody is there: when somebody is again, and how else to reach someone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from board.desk import texts
from board.desk.texts import CLOSED_TEXT
from board.store.db import Transaction
from board.talk import closing
from board.views import chat
from board.views.chat import TicketInChat
from board.words.times import opens
from bot.talk import saying

if TYPE_CHECKING:
    from board.models import Customer, Ticket


async def tell(tx: Transaction, customer: Customer, ticket: Ticket, zone: ZoneInfo) -> None:
    """They wrote on it."""
    found = await closing.to_tell(tx, customer, ticket.board_key, ticket.lane_key)
    if found is not None:
        shown = await chat.ticket(tx.session, ticket.number, tx.now)
        await saying.notice(tx, ticket.number, "\n".join(await _lines(tx, shown, found, zone)))


async def lines(tx: Transaction, customer: Customer, ticket: TicketInChat, zone: ZoneInfo) -> list[str]:
    """What they are to hear with something else that is said about the ticket; none if they know, or it is open."""
    found = await closing.to_tell(tx, customer, ticket.board, ticket.lane)
    return [] if found is None else await _lines(tx, ticket, found, zone)


async def _lines(tx: Transaction, ticket: TicketInChat, found: closing.Closing, zone: ZoneInfo) -> list[str]:
    language = ticket.person.language
    at = opens(language, found.opens_at, tx.now, ticket.zone or zone)
    said = [await texts.said(tx.session, CLOSED_TEXT, language, opens=at)]
    return [*said, texts.in_language(dict(found.elsewhere), language)] if found.elsewhere else said
