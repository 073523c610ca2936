"""My tickets: list, choose, close and reopen them; and start a new one for something new."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from board.desk.support import NoSupport
from board.facts import Cause
from board.people import customers
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions, regrouping
from board.tickets import moving, promises
from board.values import CommentId, State, TicketNumber
from board.views import chat
from board.words.catalog import say
from bot.handlers import destroying
from bot.handlers.destroying import Destroys
from bot.talk import asking, closed, keyboards, refusing, saying, ticket_texts
from bot.talk.buttons import Markup, drawn
from bot.talk.pages import ON_A_PAGE, Page
from bot.talk.taps import Press, ReopenTap, SomethingNewTap, TicketAct, TicketTap

if TYPE_CHECKING:
    from board.models import Customer, Question


_LAST_PAGE = 10_000
"""A forged tap may name any."""


async def show(tx: Transaction, customer: Customer, chat_id: int, settings: Settings) -> None:
    """The person's own tickets, open ones first; and what waits at the door is not forgotten."""
    language = customer.language
    if await chat.tickets_of(tx.session, customer.id, tx.now, most=1):
        question = await questions.ask(tx, customer, questions.TICKETS)
        text, markup = await page(tx, customer, question, 0)
        await saying.tell(tx, chat_id, text, markup=markup, question=question.id)
    elif not await chat.waits_at_door(tx.session, customer.id):
        await saying.tell(tx, chat_id, say(language, "tickets.none"), markup=keyboards.menu(language))
    elif customer.account_id is None:
        await asking.ask_account(tx, customer, chat_id, "account.kept", is_kept=True)
    else:
        await asking.ask_topic(tx, customer, chat_id, settings)


async def page(tx: Transaction, customer: Customer, question: Question, number: int) -> tuple[str, Markup]:
    """A page of the list, and what waits at the door under it."""
    language, number = customer.language, min(max(number, 0), _LAST_PAGE)
    found = await chat.tickets_of(
        tx.session, customer.id, tx.now, skip=number * ON_A_PAGE, most=ON_A_PAGE + 1
    )
    own = Page(found[:ON_A_PAGE], number, has_more=len(found) > ON_A_PAGE)
    lines = [say(language, "tickets.title"), *map(ticket_texts.line, own.items)]
    if await chat.waits_at_door(tx.session, customer.id):
        lines.append(say(language, "tickets.waiting"))
    return "\n".join(lines), drawn(language, keyboards.own_tickets(question.id, own))


async def tell_reopened(
    tx: Transaction, customer: Customer, number: int, settings: Settings, comment: CommentId | None = None
) -> None:
    """`comment` reopened it; that one may be about something new, and is offered a ticket of its own."""
    ticket = await chat.ticket(tx.session, number, tx.now)
    due_at = ticket_texts.resolution_due(await promises.load(tx, TicketNumber(number)))
    said = ticket_texts.reopened(ticket, due_at, tx.now, settings.timezone)
    text = "\n".join([said, *await closed.lines(tx, customer, ticket, settings.timezone)])
    told = saying.by_then(ticket, due_at, tx.now, settings.timezone)
    if comment is None:
        await saying.notice(tx, number, text, told=told)
        return
    question = await questions.ask(
        tx, customer, questions.REOPENED, ticket=TicketNumber(number), comment=comment
    )
    markup = drawn(customer.language, keyboards.something_new(comment, number))
    await saying.notice(tx, number, text, markup=markup, question=question.id, told=told)


async def tell_rating_kept(tx: Transaction, customer: Customer, number: TicketNumber) -> None:
    """Their words on a rating reopen nothing, but a button does."""
    question = await questions.ask(tx, customer, questions.RATED, ticket=number)
    text, markup = say(customer.language, "rating.words"), keyboards.not_solved(number)
    await saying.notice(tx, number, text, markup=drawn(customer.language, markup), question=question.id)


async def act(tx: Transaction, customer: Customer, press: Press, tap: TicketTap, settings: Settings) -> None:
    ticket = await _own(tx, press, customer, tap.ticket)
    if ticket is None:
        return
    match tap.act:
        case TicketAct.CHOOSE:
            await _choose(tx, press, customer, ticket, settings)
        case TicketAct.CLOSE:
            await _close(tx, press, customer, ticket)
        case _:
            assert_never(tap.act)


async def _choose(
    tx: Transaction, press: Press, customer: Customer, ticket: chat.TicketInChat, settings: Settings
) -> None:
    number = TicketNumber(ticket.number)
    if ticket.takes_words:
        await customers.choose(tx, customer, number)
    else:
        customers.choose_none(tx, customer)
    await questions.close(tx, customer.id, questions.WHICH, questions.TICKETS)
    due_at = ticket_texts.resolution_due(await promises.load(tx, number))
    last_words = await chat.last_words(tx.session, number)
    text = ticket_texts.chosen(ticket, due_at, last_words, tx.now, settings.timezone)
    await saying.answer(tx, press)
    rows = keyboards.one_ticket(ticket)
    if not rows:
        await saying.tell(tx, press.chat, text)
        return
    question = await questions.ask(tx, customer, questions.TICKET, ticket=number)
    await saying.tell(tx, press.chat, text, markup=drawn(customer.language, rows), question=question.id)


async def _close(tx: Transaction, press: Press, customer: Customer, ticket: chat.TicketInChat) -> None:
    if ticket.state is State.DONE:
        said = say(customer.language, "ticket.closed_already", number=ticket.number)
        await saying.answer(tx, press, said)
        return
    await saying.answer(tx, press)
    await destroying.ask(tx, customer, press.chat, Destroys.CLOSE, ticket=TicketNumber(ticket.number))


async def reopen(
    tx: Transaction, customer: Customer, press: Press, tap: ReopenTap, settings: Settings
) -> None:
    """Reopen a ticket that was not solved; an open one stays as it is."""
    ticket = await _own(tx, press, customer, tap.ticket)
    if ticket is None:
        return
    if not ticket.takes_words:
        await saying.answer(tx, press, say(customer.language, "ticket.old"))
        return
    await customers.choose(tx, customer, TicketNumber(ticket.number))
    await questions.close(tx, customer.id, questions.RATED)
    is_done = ticket.state is State.DONE
    if is_done:
        await moving.reopen(tx, ticket.number, why=Cause.NOT_SOLVED)
        await tell_reopened(tx, customer, ticket.number, settings)
    await saying.answer(tx, press, say(customer.language, "reopened", number=ticket.number), is_seen=is_done)


async def start_anew(
    tx: Transaction, customer: Customer, press: Press, tap: SomethingNewTap, settings: Settings
) -> None:
    """The message that reopened a ticket gets its own; on a second tap it has moved already.

    Without support it stays where it is, on a ticket that is open again.
    """
    stands_in = await chat.ticket_of_comment(tx.session, tap.comment, customer.id)
    asked_of = await chat.find_ticket(tx.session, tap.ticket, tx.now)
    await questions.close(tx, customer.id, questions.REOPENED)
    if stands_in is None:
        await saying.answer(tx, press, say(customer.language, "button.old"))
    elif asked_of is None or stands_in != asked_of.number:
        await saying.answer(tx, press, say(customer.language, "opened.already", number=stands_in))
    else:
        try:
            ticket = await regrouping.start_anew(tx, customer, tap.comment, settings.timezone)
        except NoSupport as refused:
            await saying.answer(tx, press)
            text = await refusing.words(tx, customer, refused.support, settings.timezone)
            await saying.tell(tx, press.chat, text)
            return
        said = say(customer.language, "which.moved", number=ticket.number)
        await saying.answer(tx, press, said, is_seen=True)


async def _own(tx: Transaction, press: Press, customer: Customer, number: int) -> chat.TicketInChat | None:
    """The ticket, if it is theirs; for any other, the button is called old."""
    ticket = await chat.find_ticket(tx.session, number, tx.now)
    if ticket is None or ticket.person.id != customer.id:
        await saying.answer(tx, press, say(customer.language, "button.old"))
        return None
    return ticket
