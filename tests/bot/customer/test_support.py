"""Customers whose account gets no support now: told once, nothing lost, nothing asked twice."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from board.desk import plans, support, topics
from board.desk.plans import AfterExpiry, Rules
from board.models import Setting, Ticket
from board.people import accounts, customers, door
from board.people.accounts import Standing
from board.settings import Settings
from board.store.db import Transaction
from board.talk import refusals
from board.values import DESK, State, customer_actor
from bot.talk import refused_people
from sandbox.client import Person
from tests.bot.machinery import open_jobs, until
from tests.bot.talking import (
    ACCOUNT,
    EXPIRED,
    OTHER_ACCOUNT,
    PICTURE,
    ZONE,
    Talk,
    number_in,
    pick,
    topic_question,
)
from tests.world import World

NO_TICKET = "there can be no new ticket"
USED_UP = "are used up"


async def test_who_is_suspended_hears_why_once_and_their_words_wait(talk: Talk) -> None:
    anna = await talk.registered()
    await suspend(talk, "The invoice of May is open")
    await anna.send("The till is down")
    refusal = await anna.expect(NO_TICKET)
    await anna.photo(PICTURE, caption="See?")
    edited = await anna.send("Is anybody ther")
    await anna.edit(edited, "Is anybody there?")
    await talk.advance(minutes=11)

    assert f"Account {ACCOUNT} is suspended" in refusal.text
    assert "The reason: The invoice of May is open" in refusal.text
    assert await talk.quiet(anna) == []
    assert await talk.words(None) == ["The till is down", "See?", "Is anybody there?"]
    assert await talk.tickets() == []


async def test_when_the_suspension_ends_what_waits_is_asked_about_once(talk: Talk) -> None:
    anna = await talk.registered()
    await suspend(talk)
    await anna.send("The till is down")
    await anna.expect(NO_TICKET)

    await resume(talk)
    asked = await anna.expect("Your message is kept")
    number = await pick(anna, asked, 0)

    assert await talk.words(number) == ["The till is down"]
    assert (await talk.ticket(number)).labels == []


async def test_a_topic_picked_while_refused_is_not_asked_again(talk: Talk) -> None:
    anna = await talk.registered()
    asked = await talk.new_ticket(anna)
    await suspend(talk)
    await anna.tap(asked, "Cash desk")
    await anna.expect(NO_TICKET)
    await anna.send("The till is down")
    await talk.until_words(None, "The till is down")

    await resume(talk)
    opening = await anna.expect("#")

    ticket = await talk.ticket(number_in(opening.text))
    assert (ticket.topic_key, await talk.words(ticket.number)) == ("cash_desk", ["The till is down"])


@pytest.mark.parametrize("by_agent", [False, True])
async def test_a_topic_picked_while_refused_may_be_gone_by_then(world: World, *, by_agent: bool) -> None:
    await world.customer()
    async with world.database.transaction(DESK) as tx:
        account = await accounts.set_status(tx, "17-203", Standing.SUSPENDED)
        customer = await world.meet(tx, 42)
        await refusals.told(tx, customer, await support.of_account(tx, account, UTC), "billing")
    await world.write("No invoice came")
    async with world.database.transaction(DESK) as tx:
        await topics.remove(tx, "billing", successor="cash_desk")
        if by_agent:
            await door.let_in(tx, customer.id, UTC)
        else:
            await accounts.set_status(tx, "17-203", Standing.ACTIVE)
            await refused_people.reconsider(tx, customer.id, Settings())
        assert list(await tx.session.scalars(select(Ticket.topic_key))) == ["cash_desk"]


async def test_words_nobody_takes_up_again_get_a_ticket_without_a_topic(talk: Talk) -> None:
    anna = await talk.registered()
    await suspend(talk)
    await anna.send("The till is down")
    await anna.expect(NO_TICKET)
    await resume(talk)
    await anna.expect("Your message is kept")

    await talk.advance(minutes=10, seconds=1)
    opening = await anna.expect("No topic was chosen")

    assert await talk.words(number_in(opening.text)) == ["The till is down"]


async def test_a_ticket_that_is_open_goes_on_and_one_done_lately_opens_again(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await suspend(talk)
    await anna.send("More words")
    await talk.until_words(number, "More words")
    await talk.reply(number, "Mended.")
    await anna.expect("Mended.")
    await talk.resolve(number)
    await talk.advance(seconds=11)
    await anna.expect("How did we do")
    await anna.send("🤩")
    await anna.expect("🤩")
    await talk.advance(hours=1)
    await anna.send("It is broken again")

    await talk.until_state(number, State.INBOX)
    assert len(await talk.ratings()) == 1
    assert await talk.words(None) == []


async def test_new_ticket_is_refused_each_time_and_words_go_where_they_went(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await suspend(talk)
    for _ in range(2):
        await anna.press(index=1)
        await anna.expect(NO_TICKET)
    await anna.send("On the open one then")

    await talk.until_words(number, "On the open one then")


async def test_something_new_stays_on_its_ticket_without_support(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("The till is down")
    await talk.until_words(number, "The till is down")
    await talk.reply(number, "Mended.")
    await talk.resolve(number)
    await suspend(talk)
    await anna.send("And now the printer")
    reopened = await anna.expect("is open again")

    await anna.tap(reopened, "It is something new")
    await anna.expect(NO_TICKET)

    assert await talk.words(number) == ["The till is down", "And now the printer"]
    assert await talk.state(number) is State.INBOX


async def test_a_reply_to_an_old_ticket_waits_at_the_door_without_support(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("The till is down")
    await talk.reply(number, "Mended.")
    answer = await anna.expect("Mended.")
    await talk.resolve(number)
    await talk.advance(days=4)
    await suspend(talk)
    await anna.send("Broken again", reply_to=answer.id)
    await anna.expect(NO_TICKET)

    assert await talk.words(None) == ["Broken again"]
    assert len(await talk.tickets()) == 1


async def test_a_plan_used_up_is_told_at_registration_and_comes_back_by_itself(talk: Talk) -> None:
    await plan(talk, 1)
    anna = await talk.registered()
    await anna.send("One")
    await pick(anna, await topic_question(anna), 0)
    boris = await talk.phone.person("Boris")
    await boris.send("The second till is down")
    await boris.expect("send your account number")
    await boris.send(ACCOUNT)
    await boris.tap(await boris.expect("Is it"), "Yes")
    refusal = await boris.expect(USED_UP)
    assert "(1)" in refusal.text
    await boris.send("Hello?")
    assert await talk.quiet(boris) == []

    await talk.advance(minutes=11)
    await until_no_topic_is_awaited(talk)
    await to_next_month(talk)
    asked = await boris.expect("Your message is kept")
    number = await pick(boris, asked, 0)

    assert await talk.words(number) == ["The second till is down", "Hello?"]


async def test_the_company_lets_in_whose_support_is_over_and_marks_it(talk: Talk) -> None:
    await rules(talk, Rules(when_expired=AfterExpiry.LET_IN))
    anna = await talk.phone.person("Anna")
    await anna.send(f"The till is down, we are {EXPIRED}")
    await anna.tap(await anna.expect(f"Is it {EXPIRED}?"), "Yes")
    number = await pick(anna, await topic_question(anna), 0)

    assert (await talk.ticket(number)).labels == ["out of plan"]


async def test_an_agent_takes_somebody_from_the_door(talk: Talk) -> None:
    anna = await talk.registered()
    await suspend(talk)
    await anna.send("The till is down")
    await anna.expect(NO_TICKET)
    person = (await talk.customer(anna)).id

    await talk.do(partial(door.let_in, customer_id=person, zone=UTC, topic_key="billing"))
    opening = await anna.expect("#")
    await anna.send("Thank you!")

    number = number_in(opening.text)
    await talk.until_words(number, "The till is down", "Thank you!")
    assert (await talk.ticket(number)).labels == ["out of plan"]


async def test_another_account_of_theirs_gets_the_words(talk: Talk) -> None:
    anna = await talk.registered()
    await talk.do(lambda tx: _add(tx, anna, OTHER_ACCOUNT), DESK)
    await talk.do(lambda tx: _switch(tx, anna, ACCOUNT), DESK)
    await suspend(talk)
    await anna.send("The till is down")
    assert "choose that in your profile" in (await anna.expect(NO_TICKET)).text

    await anna.press(index=2)
    await anna.tap(await anna.expect("Your profile"), OTHER_ACCOUNT)
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == ["The till is down"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "17-203: paid until March 31, 2026"),
        ("ru", "17-203: оплачено по 31 марта 2026 г."),
        ("id", "17-203: paid until 31 Maret 2026"),
    ],
)
async def test_the_companys_own_words_are_said_with_their_blanks_filled(
    talk: Talk, language: str, said: str
) -> None:
    anna = await talk.registered(language=language)
    await talk.do(_set_own_words, DESK)
    await anna.send("Hello")

    assert (await anna.expect(ACCOUNT)).text.replace("\u202f", " ").replace("\u00a0", " ") == said


async def suspend(talk: Talk, reason: str | None = None) -> None:
    await talk.do(
        partial(accounts.set_status, number=ACCOUNT, status=Standing.SUSPENDED, reason=reason), DESK
    )


async def resume(talk: Talk) -> None:
    await talk.do(partial(accounts.set_status, number=ACCOUNT, status=Standing.ACTIVE), DESK)


async def rules(talk: Talk, wanted: Rules) -> None:
    await talk.do(partial(plans.set_rules, rules=wanted), DESK)


async def plan(talk: Talk, tickets: int) -> None:
    async def make(tx: Transaction) -> None:
        made = await plans.add(tx, "Basic", tickets)
        (await accounts.by_number(tx, ACCOUNT)).plan = made.name

    await talk.do(make, DESK)


async def to_next_month(talk: Talk) -> None:
    async def left(tx: Transaction) -> timedelta:
        return support.next_month(tx.now, ZONE) - tx.now

    await talk.advance(seconds=(await talk.do(left)).total_seconds() + 1)


async def until_no_topic_is_awaited(talk: Talk) -> None:
    async def is_over() -> bool:
        return not [job for job in await open_jobs(talk.database, "reminder") if "no_topic" in job["key"]]

    await until(is_over)


async def _add(tx: Transaction, person: Person, number: str) -> None:
    customer = await customers.meet(tx, person.id, "Anna", None, "en")
    tx.actor = customer_actor(customer.id)
    await accounts.register(tx, customer, await accounts.by_number(tx, number))


async def _switch(tx: Transaction, person: Person, number: str) -> None:
    customer = await customers.meet(tx, person.id, "Anna", None, "en")
    await accounts.switch(tx, customer, (await accounts.by_number(tx, number)).id)


async def _set_own_words(tx: Transaction) -> None:
    words = {"en": "{account}: paid until {until}", "ru": "{account}: оплачено по {until}"}
    tx.session.add(Setting(key="expired_text", value=words))
    (await accounts.by_number(tx, ACCOUNT)).support_until = date(2026, 3, 31)
