"""My tickets: list, choose, close and reopen them; and start a new one for something new."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aiogram import Router
from aiogram.types import CallbackQuery

from board.facts import Cause
from board.people import customers
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions, regrouping
from board.tickets import moving, promises
from board.values import State, TicketNumber
from board.views import chat
from bot.handlers import destroying
from bot.handlers.destroying import Destroys
from bot.handlers.tapping import Tapped
from bot.talk import keyboards, saying, ticket_texts
from bot.talk.taps import ReopenTap, SomethingNewTap, TicketAct, TicketTap
from bot.texts.catalog import say

if TYPE_CHECKING:
    from board.models import Customer


def router() -> Router:
    router = Router(name="tickets")
    router.callback_query.register(_ticket_tapped, Tapped(TicketTap))
    router.callback_query.register(_reopen_tapped, Tapped(ReopenTap))
    router.callback_query.register(_something_new_tapped, Tapped(SomethingNewTap))
    return router


async def show(tx: Transaction, customer: Customer, chat_id: int) -> None:
    """The person's own tickets, open ones first."""
    language = customer.language
    own = await chat.tickets_of(tx.session, customer.id, tx.now)
    if not own:
        await saying.tell(tx, chat_id, say(language, "tickets.none"), markup=keyboards.menu(language))
        return
    lines = [say(language, "tickets.title"), *map(ticket_texts.line, own)]
    await saying.tell(tx, chat_id, "\n".join(lines), markup=keyboards.own_tickets(language, own))


async def tell_reopened(
    tx: Transaction, number: int, settings: Settings, markup: keyboards.Markup | None = None
) -> None:
    ticket = await chat.ticket(tx.session, number, tx.now)
    due_at = ticket_texts.resolution_due(await promises.load(tx, TicketNumber(number)))
    text = ticket_texts.reopened(ticket, due_at, tx.now, settings.timezone)
    await saying.notice(tx, number, text, markup=markup, told_due_at=due_at)


async def _ticket_tapped(
    query: CallbackQuery, tap: TicketTap, tx: Transaction, customer: Customer, settings: Settings
) -> None:
    ticket = await _own(tx, query, customer, tap.ticket)
    if ticket is None:
        return
    match tap.act:
        case TicketAct.CHOOSE:
            await _choose(tx, query, customer, ticket, settings)
        case TicketAct.CLOSE:
            await _close(tx, query, customer, ticket)
        case _:
            assert_never(tap.act)


async def _choose(
    tx: Transaction, query: CallbackQuery, customer: Customer, ticket: chat.TicketInChat, settings: Settings
) -> None:
    if ticket.takes_words:
        await customers.choose(tx, customer, TicketNumber(ticket.number))
        await questions.close(tx, customer.id, questions.WHICH)
    due_at = ticket_texts.resolution_due(await promises.load(tx, TicketNumber(ticket.number)))
    last_words = await chat.last_words(tx.session, ticket.number)
    text = ticket_texts.chosen(ticket, due_at, last_words, tx.now, settings.timezone)
    await saying.answer_tap(tx, query.id, query.from_user.id)
    markup = keyboards.one_ticket(ticket.person.language, ticket)
    await saying.tell(tx, query.from_user.id, text, markup=markup)


async def _close(
    tx: Transaction, query: CallbackQuery, customer: Customer, ticket: chat.TicketInChat
) -> None:
    if ticket.state is State.DONE:
        text = say(customer.language, "ticket.closed_already", number=ticket.number)
        await saying.answer_tap(tx, query.id, query.from_user.id, text)
        return
    await saying.answer_tap(tx, query.id, query.from_user.id)
    number = TicketNumber(ticket.number)
    await destroying.ask(tx, customer, query.from_user.id, Destroys.CLOSE, ticket=number)


async def _reopen_tapped(
    query: CallbackQuery, tap: ReopenTap, tx: Transaction, customer: Customer, settings: Settings
) -> None:
    """Reopen a ticket that was not solved; an open one stays as it is."""
    ticket = await _own(tx, query, customer, tap.ticket)
    if ticket is None:
        return
    if not ticket.takes_words:
        await saying.answer_tap(tx, query.id, query.from_user.id, say(customer.language, "ticket.old"))
        return
    await customers.choose(tx, customer, TicketNumber(ticket.number))
    if ticket.state is State.DONE:
        await moving.reopen(tx, ticket.number, why=Cause.NOT_SOLVED)
        await tell_reopened(tx, ticket.number, settings)
    said = say(customer.language, "reopened", number=ticket.number)
    await saying.answer_tap(tx, query.id, query.from_user.id, said)


async def _something_new_tapped(
    query: CallbackQuery, tap: SomethingNewTap, tx: Transaction, customer: Customer
) -> None:
    """The message that reopened a ticket gets its own; on a second tap it has moved already."""
    stands_in = await chat.ticket_of_comment(tx.session, tap.comment, customer.id)
    if stands_in is None:
        text = say(customer.language, "button.old")
    elif stands_in != tap.ticket:
        text = say(customer.language, "opened.already", number=stands_in)
    else:
        ticket = await regrouping.start_anew(tx, customer, tap.comment)
        text = say(customer.language, "which.moved", number=ticket.number)
    await saying.answer_tap(tx, query.id, query.from_user.id, text)


async def _own(
    tx: Transaction, query: CallbackQuery, customer: Customer, number: int
) -> chat.TicketInChat | None:
    """The ticket, locked, if it is theirs; for any other, the button is called old."""
    ticket = await chat.find_ticket(tx.session, number, tx.now)
    if ticket is None or ticket.person.id != customer.id:
        await saying.answer_tap(tx, query.id, query.from_user.id, say(customer.language, "button.old"))
        return None
    return ticket
