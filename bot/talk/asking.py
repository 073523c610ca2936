"""What the bot asks a customer: their account, a topic, which ticket they meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from board.desk import company, notices, plans, setting_rows, texts
from board.desk.plans import NewPeople
from board.desk.support import NoSupport, of_account
from board.people import accounts, arriving, claims, consents, customers, door, guessing
from board.people.guessing import Numbers
from board.people.normal_form import looks_like_number
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions, refusals
from board.text import MAX_CAPTION, utf16_length
from board.tickets import incidents, places
from board.values import Json, TicketNumber
from board.views import chat
from board.views.numbers.usual import usual_wait
from board.words.catalog import say
from board.words.times import until, usually
from bot.outbound import picture
from bot.outbound.outbox import FileRef
from bot.talk import consenting, keyboards, refusing, saying
from bot.talk.buttons import Markup, drawn
from bot.talk.pages import page_of

if TYPE_CHECKING:
    from board.models import Account, Customer, Question, Topic

_SHOWN_LENGTH = 60
_EXPECTED = "topic"
_UNLIKE_AGAIN_AFTER = timedelta(seconds=20)
_PAUSED_AGAIN_AFTER = timedelta(seconds=5)
_PAUSED_WORDS_AGAIN_AFTER = timedelta(minutes=10)


class Search(StrEnum):
    """What a text said about an account."""

    NOTHING = "nothing"
    ANSWERED = "answered"
    """The customer was answered; their message is kept as well."""
    NUMBER_ALONE = "number_alone"
    """It was an account's number and nothing else: there is nothing to keep."""


async def greet(tx: Transaction, customer: Customer, chat_id: int, settings: Settings) -> None:
    """Greet; without an account, ask for one, with a picture that shows where to find it.

    Who waits for approval hears that.
    """
    language = customer.language
    menu = keyboards.menu(language)
    customers.greeted(tx, customer)
    if await consents.is_held(tx, customer):
        await consenting.ask(tx, customer, chat_id)
        return
    if customer.account_id is not None:
        await consenting.tell_once(tx, customer, chat_id)
        lines = (say(language, "greeting.again"), await _usual_wait(tx, language, settings))
        await saying.tell(tx, chat_id, "\n".join(filter(None, lines)), markup=menu)
        return
    if await claims.waits(tx, customer):
        await saying.tell(tx, chat_id, say(language, "claim.waits"), markup=menu)
        return
    await questions.ask(tx, customer, questions.ACCOUNT)
    text = await texts.said(tx.session, company.REGISTRATION_TEXT, language)
    for line in (await consenting.greeting_line(tx, customer), await _usual_wait(tx, language, settings)):
        longer = f"{text}\n\n{line}" if line else text
        text = longer if utf16_length(longer) <= MAX_CAPTION else text
    await saying.show(tx, chat_id, await _picture(tx), text, menu)


async def ask_account(
    tx: Transaction,
    customer: Customer,
    chat_id: int,
    text_key: str = "account.ask",
    *,
    is_kept: bool = False,
) -> None:
    """`is_kept` remembers that they were told their message is kept, which is said once.

    Who has no account yet and waits for approval hears that instead, and who must agree first is asked that.
    """
    if await consents.is_held(tx, customer):
        await (
            consenting.ask_at_door(tx, customer, chat_id)
            if is_kept
            else consenting.ask(tx, customer, chat_id)
        )
        return
    if customer.account_id is None and await claims.waits(tx, customer):
        await saying.tell(tx, chat_id, say(customer.language, "claim.waits"))
        return
    question = await questions.ask(tx, customer, questions.ACCOUNT, data={"kept": is_kept})
    text = say(customer.language, text_key)
    menu = keyboards.menu(customer.language)
    await saying.tell(tx, chat_id, text, markup=menu, question=question.id)


async def search_account(
    tx: Transaction, customer: Customer, chat_id: int, text: str, settings: Settings
) -> Search:
    """Look for an account's number in what was written, and answer about it. Nothing is before they may go on."""
    if await consents.is_held(tx, customer):
        return Search.NOTHING
    numbers = await guessing.numbers_in(tx, text, settings.accounts)
    if (paused := await guessing.paused_until(tx, customer)) is not None:
        await _say_paused(tx, customer, chat_id, paused, numbers, settings)
        return Search.ANSWERED
    looked = await guessing.look_up(tx, customer, numbers, today(tx, settings))
    if looked.account is not None:
        is_alone = numbers.is_alone
        await _answer_found(tx, customer, chat_id, looked.account, settings, is_alone=is_alone)
        return Search.NUMBER_ALONE if numbers.is_alone else Search.ANSWERED
    if looked.paused_until is not None:
        await _say_paused(tx, customer, chat_id, looked.paused_until, numbers, settings)
        return Search.ANSWERED
    if not numbers.is_alone and not (looks_like_number(text) and not numbers.words):
        return Search.NOTHING
    if numbers.is_alone or not await _said_lately(tx, customer, "unlike", _UNLIKE_AGAIN_AFTER):
        await _say_unknown(tx, customer, chat_id, text, is_like=numbers.is_alone)
    return Search.ANSWERED


async def search_kept(tx: Transaction, customer: Customer, chat_id: int, settings: Settings) -> bool:
    """Whether a number was in what they wrote before they agreed: it is not asked for again."""
    asked = await questions.latest_open(tx, customer, questions.CONFIRM_ACCOUNT)
    written = [str(asked.data["account"])] if asked is not None else []
    written += await chat.words_at_door(tx.session, customer.id)
    for text in written:
        if await guessing.paused_until(tx, customer) is not None:
            return await search_account(tx, customer, chat_id, text, settings) is not Search.NOTHING
        numbers = await guessing.numbers_in(tx, text, settings.accounts)
        looked = await guessing.look_up(tx, customer, numbers, today(tx, settings))
        if looked.account is not None:
            await _answer_found(tx, customer, chat_id, looked.account, settings, is_alone=numbers.is_alone)
            return True
    return False


async def search_number_alone(
    tx: Transaction, customer: Customer, chat_id: int, text: str, settings: Settings
) -> Search:
    """As `search_account`, for somebody who has an account: anything beside a number is words."""
    if not (await guessing.numbers_in(tx, text, settings.accounts)).is_alone:
        return Search.NOTHING
    return await search_account(tx, customer, chat_id, text, settings)


async def register(
    tx: Transaction, customer: Customer, chat_id: int, account: Account, settings: Settings
) -> None:
    """They said that the account is theirs: they have it now, or an agent approves first, where it is wanted so."""
    rules = await plans.rules(tx.session)
    if rules.new_people is NewPeople.APPROVE:
        await claims.claim(tx, customer, account)
        await questions.close(tx, customer.id, questions.ACCOUNT, questions.CONFIRM_ACCOUNT)
        text = say(customer.language, "claim.asked", account=account.number)
        await saying.tell(tx, chat_id, text, markup=keyboards.menu(customer.language))
        return
    await accounts.register(tx, customer, account)
    await let_in(tx, customer, chat_id, account, settings)


async def let_in(
    tx: Transaction,
    customer: Customer,
    chat_id: int,
    account: Account,
    settings: Settings,
    *,
    by_agent: bool = False,
) -> None:
    """They have an account now: show the menu, and ask for a topic if they are new or already wrote something."""
    await questions.close(tx, customer.id, questions.ACCOUNT, questions.CONFIRM_ACCOUNT)
    key = "account.given" if by_agent else "account.linked"
    text = say(customer.language, key, account=account.number)
    await saying.tell(tx, chat_id, text, markup=keyboards.menu(customer.language))
    is_first = len(await accounts.held(tx, customer)) == 1
    if is_first or await chat.waits_at_door(tx.session, customer.id):
        await ask_what(tx, customer, chat_id, settings)


async def ask_what(tx: Transaction, customer: Customer, chat_id: int, settings: Settings) -> None:
    """The topic, unless they came by an invite that names it: what waits opens its ticket, or words are asked for."""
    topic = await arriving.expected_topic(tx, customer)
    if topic is None:
        await ask_topic(tx, customer, chat_id, settings)
    elif (lacking := await refusing.lacking(tx, customer, settings.timezone)) is not None:
        await refusing.tell(
            tx, customer, chat_id, lacking, settings.timezone, is_asked=True, topic_key=topic.key
        )
    elif await chat.waits_at_door(tx.session, customer.id):
        await open_expected(tx, customer, chat_id, topic, settings)
    else:
        data: dict[str, Json] = {_EXPECTED: topic.key}
        question = await questions.ask(tx, customer, questions.TOPIC, data=data)
        language = customer.language
        prompt = texts.in_language(topic.prompts, language) or say(language, "opened.prompt")
        named = say(language, "invite.topic", topic=texts.in_language(topic.names, language))
        text, markup = f"{named}\n{prompt}", keyboards.menu(language)
        await saying.tell(tx, chat_id, text, markup=markup, question=question.id)


async def opens_expected(
    tx: Transaction, customer: Customer, chat_id: int, asked: Question | None, settings: Settings
) -> bool:
    """Whether their words, which wait, were asked for a topic that is known, and open its ticket."""
    if asked is None or asked.ticket_number is not None or not expects_words(asked):
        return False
    topic = await arriving.expected_topic(tx, customer)
    if topic is None:
        return False
    await open_expected(tx, customer, chat_id, topic, settings)
    return True


def expects_words(question: Question) -> bool:
    """Whether it asks for words on a topic that an invite names: there are no buttons then."""
    return _EXPECTED in question.data


async def open_expected(
    tx: Transaction, customer: Customer, chat_id: int, topic: Topic, settings: Settings
) -> None:
    """The listener tells the ticket's number and promise. Without support their words wait on."""
    try:
        ticket = await door.open_ticket(tx, customer, topic.key, settings.timezone)
    except NoSupport as refused:
        await refusing.tell(tx, customer, chat_id, refused.support, settings.timezone, topic_key=topic.key)
        return
    await incidents.join(tx, ticket)
    await questions.opened(tx, customer.id, ticket.number)
    await questions.close(tx, customer.id, questions.WHICH, questions.INCIDENT)


async def ask_topic(
    tx: Transaction,
    customer: Customer,
    chat_id: int,
    settings: Settings,
    *,
    is_asked: bool = True,
    is_gone: bool = False,
) -> bool:
    """Ask for a topic; one keyboard opens one ticket. False if their account gets none now, which they hear.

    Unless they asked for a ticket, they hear that once. `is_gone`: the topic they picked is not offered any more.
    """
    await consenting.tell_once(tx, customer, chat_id)
    lacking = await refusing.lacking(tx, customer, settings.timezone)
    if lacking is not None:
        await refusing.tell(tx, customer, chat_id, lacking, settings.timezone, is_asked=is_asked)
        return False
    await refusals.forget(tx, customer)
    await questions.close(tx, customer.id, questions.INCIDENT)
    waits = await chat.waits_at_door(tx.session, customer.id)
    question = await questions.ask(tx, customer, questions.TOPIC, data={"kept": waits, "gone": is_gone})
    await _show_topics(tx, customer, chat_id, question, settings)
    return True


async def ask_topic_again(
    tx: Transaction, customer: Customer, chat_id: int, question: Question, settings: Settings
) -> None:
    """The same question with the topics there are now, because the one they picked is not offered any more."""
    question.data = {**question.data, "gone": True}
    await _show_topics(tx, customer, chat_id, question, settings)


async def _show_topics(
    tx: Transaction, customer: Customer, chat_id: int, question: Question, settings: Settings
) -> None:
    text, markup = await topic_page(tx, customer, question, 0, settings)
    await saying.tell(tx, chat_id, text, markup=markup, question=question.id)


async def topic_page(
    tx: Transaction, customer: Customer, question: Question, number: int, settings: Settings
) -> tuple[str, Markup]:
    asked = "topic.gone" if question.data.get("gone") else "topic.ask"
    text = say(customer.language, f"{asked}_kept" if question.data.get("kept") else asked)
    offered = page_of(await places.topics(tx.session), number)
    active = await notices.active(tx.session, tx.now)
    # What concerns all topics marks none: the mark tells them apart.
    noticed = {key for notice in active for key in notice.topics}
    noticed |= {*await incidents.topics_with_one(tx.session)}
    usual = None if question.ticket_number else await _usual_wait(tx, customer.language, settings)
    return "\n".join(filter(None, (text, usual))), drawn(
        customer.language, keyboards.topics(question.id, offered, noticed)
    )


async def ask_which(
    tx: Transaction, customer: Customer, comment: int, number: TicketNumber, options: Sequence[TicketNumber]
) -> None:
    """Ask once which ticket was meant; until then the message is on the current one."""
    data: dict[str, Json] = {"tickets": [int(option) for option in options]}
    question = await questions.ask(tx, customer, questions.WHICH, ticket=number, comment=comment, data=data)
    tickets = [await chat.ticket(tx.session, option, tx.now) for option in options]
    markup = drawn(customer.language, keyboards.which(question.id, tickets))
    text = say(customer.language, "which.ask", number=number)
    await saying.notice(tx, number, text, markup=markup, question=question.id)


async def _usual_wait(tx: Transaction, language: str, settings: Settings) -> str | None:
    wait = await usual_wait(tx.session, tx.now, settings.timezone)
    return usually(language, wait) if wait else None


def today(tx: Transaction, settings: Settings) -> date:
    """In the desk's time zone."""
    return tx.now.astimezone(settings.timezone).date()


async def _answer_found(
    tx: Transaction,
    customer: Customer,
    chat_id: int,
    account: Account,
    settings: Settings,
    *,
    is_alone: bool,
) -> None:
    """Ask whether the number is theirs, without the company's name, which would confirm guesses.

    Who waits for this very account hears that only of a number alone.
    """
    language = customer.language
    if any(held.id == account.id for held in await accounts.held(tx, customer)):
        await saying.tell(tx, chat_id, say(language, "account.held", account=account.number))
        return
    if (known := await _known_of_claim(tx, customer, account)) is not None:
        if is_alone:
            await saying.tell(tx, chat_id, say(language, known, account=account.number))
        return
    support = await of_account(tx, account, settings.timezone)
    if not support.may_register:
        text = await refusing.words(tx, customer, support, settings.timezone, is_registering=True)
        await saying.tell(tx, chat_id, text)
        return
    data: dict[str, Json] = {"account": account.number}
    question = await questions.ask(tx, customer, questions.CONFIRM_ACCOUNT, data=data)
    text = say(language, "account.confirm", account=account.number)
    markup = drawn(language, keyboards.confirm(question.id))
    await saying.tell(tx, chat_id, text, markup=markup, question=question.id)


async def _known_of_claim(tx: Transaction, customer: Customer, account: Account) -> str | None:
    """What is known already of their wish to have this account, if they may not ask for it now."""
    if await claims.waits(tx, customer, account):
        return "claim.waits"
    return "claim.refused" if await claims.was_refused(tx, customer, account) else None


async def _say_unknown(
    tx: Transaction, customer: Customer, chat_id: int, text: str, *, is_like: bool
) -> None:
    """One that is not even like the registry's is no try, but answered: only a number was asked for."""
    if not is_like:
        await questions.ask(tx, customer, questions.ACCOUNT, data={"unlike": True})
    shown = text.strip()[:_SHOWN_LENGTH]
    await saying.tell(tx, chat_id, say(customer.language, "account.unknown", account=shown))


async def _say_paused(
    tx: Transaction, customer: Customer, chat_id: int, ends: datetime, numbers: Numbers, settings: Settings
) -> None:
    """A number alone is always answered, one in a sentence unless they were told just now, other words rarely."""
    again_after = _PAUSED_AGAIN_AFTER if numbers.words else _PAUSED_WORDS_AGAIN_AFTER
    if not numbers.is_alone and await _said_lately(tx, customer, "paused", again_after):
        return
    if customer.account_id is None:
        await questions.ask(tx, customer, questions.ACCOUNT, data={"kept": True, "paused": True})
    time = until(customer.language, ends, tx.now, settings.timezone)
    await saying.tell(tx, chat_id, say(customer.language, "account.locked", time=time))


async def _said_lately(tx: Transaction, customer: Customer, what: str, within: timedelta) -> bool:
    asked = await questions.latest_open(tx, customer, questions.ACCOUNT)
    return asked is not None and bool(asked.data.get(what)) and tx.now - asked.asked_at < within


async def _picture(tx: Transaction) -> FileRef:
    """The company's own picture that shows where the number is, else the default one."""
    own = await setting_rows.read(tx.session, company.REGISTRATION_PICTURE)
    return FileRef(own["sha256"], own["name"], own["mime"]) if own and "refused" not in own else picture.REF
