"""Where the company wants it so, an agent approves each person who is new on an account."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import select

from board.desk import plans
from board.desk.plans import NewPeople, Rules
from board.models import CustomerAccount
from board.people import claims, door
from board.values import DESK
from board.views.door import VisitorJson
from board.views.door import door as people_at_door
from sandbox.client import Person
from tests.bot.talking import ACCOUNT, OTHER_ACCOUNT, PICTURE, ZONE, Talk, pick, topic_question

ASKED, WAITS = "is confirmed by an agent first", "still has to confirm"


async def test_who_waits_for_approval_hears_it_once_and_all_they_write_opens_their_ticket(talk: Talk) -> None:
    anna = await claiming(talk)
    await anna.send("The till is down")
    await anna.photo(PICTURE, caption=f"It is {ACCOUNT}, see?")
    mistyped = await anna.send("Helo?")
    await anna.edit(mistyped, "Hello?")
    await talk.until_words(None, "The till is down", f"It is {ACCOUNT}, see?", "Hello?")
    await talk.advance(minutes=11)
    said = [message.text for message in await anna.messages() if message.is_from_bot]
    assert len([words for words in said if ASKED in words or WAITS in words]) == 1

    await approve(talk, anna)
    await anna.expect(f"An agent has linked account {ACCOUNT}")
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == ["The till is down", f"It is {ACCOUNT}, see?", "Hello?"]
    assert await at_door(talk) == []
    await talk.until_fetched(number)


async def test_who_sent_nothing_but_the_number_is_at_the_door_too(talk: Talk) -> None:
    anna = await claiming(talk)

    (visitor,) = await at_door(talk)

    assert [claim["account"] for claim in visitor["claims"]] == [ACCOUNT]
    assert (visitor["registered"], visitor["messages"]) == (False, [])
    await approve(talk, anna)
    await anna.expect("What is it about?")
    assert await at_door(talk) == []
    assert await is_vouched_for(talk)


async def test_who_is_refused_hears_it_and_their_words_stay_at_the_door(talk: Talk) -> None:
    anna = await claiming(talk)
    await anna.send("The till is down")
    await talk.until_words(None, "The till is down")

    await talk.do(partial(claims.refuse, customer_id=await person(talk, anna), number=ACCOUNT))
    await anna.expect(f"could not confirm that account {ACCOUNT} is yours")
    await anna.send(ACCOUNT)
    await anna.expect("could not confirm")

    assert (await talk.customer(anna)).account_id is None
    (visitor,) = await at_door(talk)
    assert (visitor["claims"], visitor["last_words"]) == ([], "The till is down")
    await talk.advance(days=1, minutes=1)
    await anna.send(ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    await anna.expect(ASKED)


async def test_the_number_and_the_menu_while_they_wait_say_so(talk: Talk) -> None:
    anna = await claiming(talk)
    for words in (ACCOUNT, "New ticket", "/start"):
        await anna.send(words)
        await anna.expect(WAITS)
    await anna.send(OTHER_ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    await anna.expect(ASKED)

    (visitor,) = await at_door(talk)
    assert [claim["account"] for claim in visitor["claims"]] == [ACCOUNT, OTHER_ACCOUNT]


async def test_whose_wish_is_dismissed_is_told(talk: Talk) -> None:
    anna = await claiming(talk)
    await talk.do(partial(door.dismiss, customer_id=await person(talk, anna)))

    await anna.expect("could not confirm")
    assert await at_door(talk) == []


async def test_words_that_wait_for_approval_outlast_the_week_of_strangers(talk: Talk) -> None:
    anna = await claiming(talk)
    await anna.send("The till is down")
    await talk.until_words(None, "The till is down")
    await talk.advance(days=8)
    await talk.do(door.forget_old, DESK)

    assert await talk.words(None) == ["The till is down"]


async def test_an_account_given_by_an_agent_needs_no_approval_after_it(talk: Talk) -> None:
    anna = await claiming(talk)
    today = date(2026, 11, 28)
    customer = await person(talk, anna)

    await talk.do(partial(door.give_account, customer_id=customer, number=ACCOUNT, today=today))
    await anna.expect("An agent has linked")

    assert await at_door(talk) == []


async def test_another_account_of_somebody_known_is_approved_as_well(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await wanted(talk)
    await anna.press(index=2)
    await anna.tap(await anna.expect("Your profile"), "Add an account")
    await anna.expect("send its number")
    await anna.send(OTHER_ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    await anna.expect(ASKED)
    await anna.send("Still about the first one")
    await talk.until_words(number, "Still about the first one")

    await approve(talk, anna, OTHER_ACCOUNT)
    await anna.expect(f"An agent has linked account {OTHER_ACCOUNT}")


async def test_after_the_switch_is_off_the_number_is_enough(talk: Talk) -> None:
    anna = await claiming(talk)
    await talk.do(partial(plans.set_rules, rules=Rules()), DESK)
    assert len(await at_door(talk)) == 1

    boris = await talk.phone.person("Boris")
    await boris.send(ACCOUNT)
    await boris.tap(await boris.expect("Is it"), "Yes")
    await boris.expect("is linked")
    await approve(talk, anna)
    await anna.expect("An agent has linked")


async def wanted(talk: Talk) -> None:
    await talk.do(partial(plans.set_rules, rules=Rules(new_people=NewPeople.APPROVE)), DESK)


async def claiming(talk: Talk) -> Person:
    """Anna, who says that the account is hers, and waits."""
    await wanted(talk)
    anna = await talk.phone.person("Anna")
    await anna.send(ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    await anna.expect(ASKED)
    return anna


async def approve(talk: Talk, who: Person, number: str = ACCOUNT) -> None:
    await talk.do(partial(claims.approve, customer_id=await person(talk, who), number=number))


async def person(talk: Talk, who: Person) -> int:
    return (await talk.customer(who)).id


async def at_door(talk: Talk) -> list[VisitorJson]:
    async with talk.database.reading() as session:
        return (await people_at_door(session, "en", ZONE))["items"]


async def is_vouched_for(talk: Talk) -> bool:
    async with talk.database.reading() as session:
        (link,) = (await session.scalars(select(CustomerAccount))).all()
        return link.confirmed_at is not None
