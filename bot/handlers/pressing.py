"""Buttons under messages: a tap, or the words of a button typed while its question is the latest, does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aiogram import Router
from aiogram.types import CallbackQuery

from board.people import accounts, door
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions
from board.tickets import places
from board.views import chat
from board.words.catalog import say
from bot.agents import acting
from bot.handlers import consenting, incidents, profile, registration, tickets, topics
from bot.talk import asking, buttons, keyboards, profile_card, saying
from bot.talk.buttons import Rows
from bot.talk.pages import Page, page_of
from bot.talk.taps import (
    AccountTap,
    ConfirmTap,
    ConsentTap,
    DelayTap,
    DestroyTap,
    IncidentTap,
    LanguageTap,
    PageTap,
    Press,
    ProfileTap,
    RateTap,
    ReopenTap,
    SnoozeTap,
    SomethingNewTap,
    Tap,
    TicketTap,
    TopicTap,
    WhichTap,
    parse,
)

if TYPE_CHECKING:
    from board.models import Customer, Question

_LONGEST_LABEL = 200


def router() -> Router:
    router = Router(name="pressing")
    router.callback_query.register(_tapped)
    return router


async def _tapped(
    query: CallbackQuery, heard_by: int, tx: Transaction, customer: Customer, settings: Settings
) -> None:
    """Buttons stay on phones for years: a tap on any is answered."""
    keyboard = query.message.message_id if query.message is not None else None
    press, tap = Press(heard_by, query.from_user.id, keyboard, query.id), parse(query.data)
    if tap is None:
        await saying.answer(tx, press, say(customer.language, "button.old"))
    else:
        await do(tx, customer, press, tap, settings)


async def typed(tx: Transaction, customer: Customer, question: Question, text: str) -> Tap | None:
    """The button of the question that this text names, in any language; None if it is nothing but words."""
    if len(text) > _LONGEST_LABEL:
        return None
    return buttons.meant(await _rows(tx, customer, question), text)


async def do(  # noqa: C901  # a table
    tx: Transaction, customer: Customer, press: Press, tap: Tap, settings: Settings
) -> None:
    match tap:
        case ConfirmTap():
            await registration.confirm(tx, customer, press, tap, settings)
        case ConsentTap():
            await consenting.answer(tx, customer, press, tap, settings)
        case TopicTap():
            await topics.pick(tx, customer, press, tap, settings)
        case WhichTap():
            await topics.choose_which(tx, customer, press, tap)
        case SomethingNewTap():
            await tickets.start_anew(tx, customer, press, tap, settings)
        case ReopenTap():
            await tickets.reopen(tx, customer, press, tap, settings)
        case TicketTap():
            await tickets.act(tx, customer, press, tap, settings)
        case AccountTap():
            await profile.act_on_account(tx, customer, press, tap)
        case ProfileTap():
            await profile.act(tx, customer, press, tap, settings)
        case LanguageTap():
            await profile.choose_language(tx, customer, press, tap)
        case PageTap():
            await _turn(tx, customer, press, tap, settings)
        case SnoozeTap():
            await acting.snooze(tx, customer, press, tap, settings)
        case DelayTap():
            await acting.tell_delay(tx, customer, press, tap, settings)
        case IncidentTap():
            await incidents.answer(tx, customer, press, tap, settings)
        case DestroyTap() | RateTap():  # these have handlers of their own
            await saying.answer(tx, press)
        case _:
            assert_never(tap)


async def _turn(tx: Transaction, customer: Customer, press: Press, tap: PageTap, settings: Settings) -> None:
    """Shows the page in the place of the one before; when it was typed, in a new message, where it is seen."""
    listed = (questions.TOPIC, questions.TICKETS, questions.PROFILE)
    question = await questions.find(tx, customer, tap.question, *listed)
    if question is None:
        await saying.answer(tx, press, say(customer.language, "button.old"))
        return
    question.data = {**question.data, "page": tap.page}
    text, markup = await _page(tx, customer, question, tap.page, settings)
    if press.query is None or press.keyboard is None:
        await saying.tell(tx, press.chat, text, markup=markup, question=question.id)
    else:
        await saying.reword(tx, press.chat, press.keyboard, text, markup)
    await saying.answer(tx, press)


async def _page(
    tx: Transaction, customer: Customer, question: Question, number: int, settings: Settings
) -> tuple[str, buttons.Markup]:
    match question.kind:
        case questions.TOPIC:
            return await asking.topic_page(tx, customer, question, number, settings)
        case questions.TICKETS:
            return await tickets.page(tx, customer, question, number)
        case _:
            return await profile_card.page(tx, customer, question.id, number)


async def _rows(  # noqa: C901  # a table
    tx: Transaction, customer: Customer, question: Question
) -> Rows:
    """The question's buttons, those of all its pages."""
    match question.kind:
        case questions.CONFIRM_ACCOUNT:
            return keyboards.confirm(question.id)
        case questions.CONSENT:
            return keyboards.consent(question.id)
        case questions.TOPIC:
            return await _topics(tx, question)
        case questions.WHICH:
            options = [await chat.ticket(tx.session, number, tx.now) for number in question.data["tickets"]]
            return keyboards.which(question.id, options)
        case questions.INCIDENT:
            return keyboards.incident(question.id, is_following=False)
        case questions.TICKETS:
            own = await chat.tickets_of(tx.session, customer.id, tx.now)
            return [*keyboards.own_tickets(question.id, Page(own)), *_turns(question, len(own))]
        case questions.PROFILE:
            held = await accounts.held(tx, customer)
            rows = keyboards.profile(
                question.id,
                Page(held),
                customer.account_id,
                has_any=bool(held),
                privacy=await profile_card.privacy_acts(tx, customer),
            )
            return [*rows, *_turns(question, len(held))]
        case questions.TICKET if question.ticket_number is not None:
            return keyboards.one_ticket(await chat.ticket(tx.session, question.ticket_number, tx.now))
        case questions.REOPENED if question.comment_id is not None and question.ticket_number is not None:
            return keyboards.something_new(question.comment_id, question.ticket_number)
        case questions.RATED if question.ticket_number is not None:
            return keyboards.not_solved(question.ticket_number)
        case _:
            return []


async def _topics(tx: Transaction, question: Question) -> Rows:
    """None if the topic is known, or once the ticket that was opened without one is past it."""
    if asking.expects_words(question):
        return []
    if question.ticket_number is not None and not await door.may_pick_topic(tx, question.ticket_number):
        return []
    offered = await places.topics(tx.session)
    gone = keyboards.topics_gone(question.id, await places.topics_gone(tx.session))
    return [*keyboards.topics(question.id, Page(offered)), *_turns(question, len(offered)), *gone]


def _turns(question: Question, length: int) -> Rows:
    shown = page_of(range(length), question.data.get("page", 0))
    return keyboards.turns(question.id, shown.number, has_more=shown.has_more)
