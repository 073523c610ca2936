"""Who comes by an invite: with an account, a topic, a source, an agent; twice, too late, or with none at all."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from board.desk import bot_address
from board.people import accounts, invites, team
from board.people.invites import Carried
from board.store.db import Transaction
from board.values import DESK
from sandbox.client import Person
from tests.bot.machinery import until
from tests.bot.talking import ACCOUNT, OTHER_ACCOUNT, SUSPENDED, Talk, number_in, pick, topic_question


async def invited(talk: Talk, account: str | None = None, **carried: Any) -> str:
    """What a person sends who opens the invite's link."""
    made = await talk.do(partial(invites.add, carried=Carried(**carried), account=account), DESK)
    return f"/start {made.secret}"


async def accounts_of(talk: Talk, person: Person) -> list[tuple[str, bool]]:
    """The accounts held and whether somebody vouched; the current one first."""
    customer = await talk.customer(person)

    async def read(tx: Transaction) -> list[tuple[str, bool]]:
        held = await accounts.held(tx, customer)
        held.sort(key=lambda account: account.id != customer.account_id)
        return [(each.number, await accounts.is_confirmed(tx, customer, each)) for each in held]

    return await talk.do(read)


async def opening_of(person: Person) -> int:
    return number_in((await person.expect("First words within")).text)


async def test_an_invite_brings_account_topic_source_and_agent(talk: Talk) -> None:
    vera = await talk.linked_agent()
    link = await invited(
        talk, ACCOUNT, topic="billing", source="Poster-2", agent="Vera", language="ru", uses=1
    )
    anna = await talk.phone.person("Anna", "en")
    await anna.send(link)

    assert "Аккаунт 17-203 уже подключён" in (await anna.expect()).text
    asked = await anna.expect("Тема: Счета и документы")
    assert "О каком документе" in asked.text
    assert await talk.tickets() == []
    await anna.send("Нужен акт")
    number = number_in((await anna.expect("Счета и документы")).text)

    ticket = await talk.ticket(number)
    assert await talk.words(number) == ["Нужен акт"]
    assert (ticket.topic_key, ticket.source, ticket.agent_id) == ("billing", "poster-2", talk.vera.id)
    assert await accounts_of(talk, anna) == [(ACCOUNT, True)]
    assert f"#{number}" in (await vera.expect("New:")).text


async def test_their_agent_is_told_first_and_all_of_a_ticket_of_nobodys(talk: Talk) -> None:
    vera = await talk.linked_agent()
    await talk.agent("Oleg")
    code = await talk.do(partial(team.link_code, name="Oleg"), DESK)
    oleg = await talk.phone.person("Oleg")
    await oleg.send(f"/start {code}")
    await oleg.expect("linked now")
    anna = await talk.phone.person("Anna")
    await anna.send(await invited(talk, ACCOUNT, topic="billing", agent="Oleg"))
    await anna.expect("Your topic")
    await anna.send("A bill, please")
    number = await opening_of(anna)

    await oleg.expect(f"New: #{number}")
    await talk.advance(minutes=4)
    assert (await vera.expect()).text.startswith(f"Soon: #{number}")


async def test_without_a_topic_it_is_asked_and_without_an_account_the_number(talk: Talk) -> None:
    anna, boris = await talk.phone.person("Anna"), await talk.phone.person("Boris")
    await anna.send(await invited(talk, ACCOUNT, source="mail"))
    number = await pick(anna, await topic_question(anna), 0)
    assert (await talk.ticket(number)).source == "mail"

    await boris.send(await invited(talk, topic="billing", source="till"))
    await boris.expect("send your account number")
    await boris.send(OTHER_ACCOUNT)
    await boris.tap(await boris.expect("Is it"), "Yes")
    await boris.expect("Your topic: Billing")
    await boris.send("Where is my bill?")

    ticket = await talk.ticket(await opening_of(boris))
    assert (ticket.topic_key, ticket.source) == ("billing", "till")
    assert await accounts_of(talk, boris) == [(OTHER_ACCOUNT, False)]


async def test_what_waited_at_the_door_opens_the_ticket(talk: Talk) -> None:
    anna, boris = await talk.phone.person("Anna"), await talk.phone.person("Boris")
    for person in (anna, boris):
        await person.send("The till is down!")
        await person.expect("account number")
    await anna.send(await invited(talk, ACCOUNT, topic="cash_desk"))
    assert await talk.words(await opening_of(anna)) == ["The till is down!"]

    await boris.send(await invited(talk, OTHER_ACCOUNT))
    number = await pick(boris, await topic_question(boris), 0)
    assert await talk.words(number) == ["The till is down!"]


async def test_the_same_person_again_is_led_back_to_the_open_ticket(talk: Talk) -> None:
    link = await invited(talk, ACCOUNT, topic="cash_desk", uses=1)
    anna = await talk.phone.person("Anna")
    await anna.send(link)
    await anna.expect("Your topic")
    await anna.send(link)
    await anna.expect("Your topic")
    await anna.send("It stopped.")
    first = await opening_of(anna)
    other = await talk.another_ticket(anna, topic=2)

    await anna.send(link)
    await anna.expect(f"Already open: #{first}")
    await anna.send("And it smells.")
    await talk.until_words(first, "It stopped.", "And it smells.")
    assert await talk.words(other) == []

    await talk.resolve(first)
    await anna.send(link)
    await anna.expect("Your topic")
    await anna.send("Again!")
    assert await opening_of(anna) not in (first, other)


async def test_a_single_use_lets_in_one_of_two_who_come_at_once(talk: Talk) -> None:
    link = await invited(talk, ACCOUNT, uses=1)
    people = [await talk.phone.person(name) for name in ("Anna", "Boris", "Clara", "Dora")]
    await asyncio.gather(*(person.send(link) for person in people))

    async def all_are_answered() -> bool:
        return all([len([m for m in await person.messages() if m.is_from_bot]) >= 2 for person in people])

    await until(all_are_answered)
    said = [[message.text for message in await person.messages()] for person in people]
    assert sum(any("Account 17-203 is linked" in text for text in texts) for texts in said) == 1
    assert sum("This invitation has been used already." in texts for texts in said) == 3
    assert sum(any("send your account number" in text for text in texts) for texts in said) == 3


@pytest.mark.parametrize("how", ["expired", "revoked"])
async def test_who_comes_too_late_hears_why_and_is_asked_for_the_number(talk: Talk, how: str) -> None:
    made = await talk.do(
        partial(invites.add, carried=Carried(lives=timedelta(days=1)), account=ACCOUNT), DESK
    )
    known, anna = await talk.registered("Kim"), await talk.phone.person("Anna")
    if how == "expired":
        await talk.advance(days=1)
    else:
        await talk.do(partial(invites.revoke, invite_id=made.id), DESK)

    await anna.send(f"/start {made.secret}")
    assert "This invitation" in (await anna.expect()).text
    await anna.expect("send your account number")
    await known.send(f"/start {made.secret}")
    assert (await known.expect("This invitation")).text.endswith("right here all the same.")
    assert await accounts_of(talk, anna) == []


async def test_a_suspended_account_lets_nobody_in_and_its_invite_is_not_spent(talk: Talk) -> None:
    link = await invited(talk, SUSPENDED, uses=1)
    anna = await talk.phone.person("Anna")
    await talk.do(partial(accounts.set_status, number=SUSPENDED, status=accounts.Standing.SUSPENDED), DESK)
    await anna.send(link)
    await anna.expect("is suspended")

    await talk.do(partial(accounts.set_status, number=SUSPENDED, status=accounts.Standing.ACTIVE), DESK)
    await anna.send(link)
    await anna.expect(f"Account {SUSPENDED} is linked")


async def test_guessed_invites_are_counted_and_soon_not_looked_up_any_more(talk: Talk) -> None:
    link = await invited(talk, ACCOUNT)
    anna = await talk.phone.person("Anna")
    for length in (12, 18, 30, 48):
        await anna.send(f"/start {secrets.token_urlsafe(length)}")
        await anna.expect("don't know this invitation")
    await anna.send("/start " + "a" * 64)
    await anna.expect("don't know this invitation")

    await anna.send(link)
    await anna.expect("so I look up no more until")
    assert await accounts_of(talk, anna) == []
    await talk.advance(hours=1, seconds=1)
    await anna.send(link)
    await anna.expect("Account 17-203 is linked")


async def test_words_of_other_links_are_no_tries_and_wrong_numbers_stop_no_invite(talk: Talk) -> None:
    link = await invited(talk, ACCOUNT)
    anna = await talk.phone.person("Anna")
    for number in range(5):
        await anna.send(f"/start promo{number}")
        await anna.expect("send your account number")
        await anna.send(f"12-34{number}")
        await anna.expect("12-34" if number < 4 else "so I look up no more")

    await anna.send(link)
    await anna.expect("Account 17-203 is linked")


async def test_the_link_itself_forwarded_to_the_bot_does_the_same(talk: Talk) -> None:
    async def is_name_known() -> bool:
        return await talk.do(lambda tx: bot_address.username(tx.session)) == "lanedesk_7000_bot"

    await until(is_name_known)
    made = await talk.do(partial(invites.add, carried=Carried(), account=ACCOUNT), DESK)
    anna, boris = await talk.phone.person("Anna"), await talk.phone.person("Boris")
    origin = {"type": "hidden_user", "sender_user_name": "The boss", "date": 1_700_000_000}
    await anna.send(f"https://t.me/lanedesk_7000_bot?start={made.secret}", forward_from=origin)
    await anna.expect("Account 17-203 is linked")
    await boris.send(f"https://t.me/another_bot?start={made.secret}")
    await boris.expect("account number")

    assert await talk.words(None) == [f"https://t.me/another_bot?start={made.secret}"]


async def test_who_holds_accounts_gets_one_more_or_switches(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send(await invited(talk, OTHER_ACCOUNT))
    await anna.expect(f"Account {OTHER_ACCOUNT} is linked")
    await topic_question(anna)
    assert await accounts_of(talk, anna) == [(OTHER_ACCOUNT, True), (ACCOUNT, False)]

    await anna.send(await invited(talk, ACCOUNT))
    await anna.expect(f"New tickets are for account {ACCOUNT} now.")
    assert await accounts_of(talk, anna) == [(ACCOUNT, True), (OTHER_ACCOUNT, True)]


async def test_words_after_a_scan_open_a_ticket_though_another_is_open(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send(await invited(talk, topic="billing"))
    await anna.expect("Your topic: Billing")
    await anna.send("Billing")
    second = await opening_of(anna)
    assert await talk.words(second) == ["Billing"]
    assert await talk.words(number) == []

    await anna.send(await invited(talk, topic="product"))
    await anna.expect("Your topic")
    await talk.reply(number, "Is it the red lamp?")
    await anna.expect("red lamp")
    await anna.send("Yes, red.")
    await talk.until_words(number, "Yes, red.")


async def test_what_an_invite_names_may_be_gone_when_somebody_comes(talk: Talk) -> None:
    await talk.agent("Oleg")
    link = await invited(talk, ACCOUNT, agent="Oleg", language="id")
    await talk.do(partial(team.remove_agent, name="Oleg"), DESK)
    anna = await talk.phone.person("Anna", "en")
    await anna.send("/start")
    await anna.expect("account number")
    await anna.send(link)
    await anna.expect("Akun 17-203 sudah terhubung")
    number = await pick(anna, await topic_question(anna), 0)

    assert (await talk.ticket(number)).agent_id is None


async def test_a_chosen_language_stays_whatever_the_invite_says(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.press(index=2)
    await anna.tap(await anna.expect("Your profile"), "English")
    await anna.expect("From now on in English")

    await anna.send(await invited(talk, topic="billing", language="ru"))

    await anna.expect("Your topic: Billing")
