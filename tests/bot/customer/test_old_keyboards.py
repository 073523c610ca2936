"""Keyboards stay on phones for years: a topic that was renamed, switched off or removed since is still understood."""

from __future__ import annotations

from functools import partial

import pytest

from board.desk import topics
from board.desk.topics import Wish
from board.values import DESK
from tests.bot.customer.test_opening import without_topic
from tests.bot.talking import Talk, topic_question

GONE = "This topic is no longer offered."


async def change(talk: Talk, key: str, wish: Wish) -> None:
    await talk.do(partial(topics.edit, key=key, wish=wish), DESK)


async def test_the_keyboard_shows_what_is_on_in_the_owners_order_with_emoji(talk: Talk) -> None:
    await change(talk, "cash_desk", Wish(emoji="💳"))
    await change(talk, "product", Wish(emoji="🔧"))
    await change(talk, "billing", Wish(is_on=False))
    await talk.do(partial(topics.arrange, keys=["product", "cash_desk"]), DESK)
    anna = await talk.registered()

    asked = await talk.new_ticket(anna)

    assert [button.text for button in asked.buttons] == ["🔧 Question about the product", "💳 Cash desk"]
    await anna.send("💳 cash desk")
    await anna.expect("Cash desk. First words")


@pytest.mark.parametrize("way", ["tap", "typed"])
async def test_a_topic_that_is_gone_is_said_once_with_the_present_choice(talk: Talk, way: str) -> None:
    anna = await talk.registered()
    await anna.send("The till prints no receipt")
    asked = await topic_question(anna)
    await talk.do(partial(topics.remove, key="billing"), DESK)

    if way == "tap":
        await anna.tap(asked, "Billing and papers")
    else:
        await anna.send("Счета и документы")
    again = await anna.expect(GONE)

    assert again.text == f"{GONE} Your message is kept: please choose another one."
    assert [button.text for button in again.buttons] == ["Cash desk", "Question about the product"]
    await anna.tap(again, "Cash desk")
    await anna.expect("Cash desk. First words")
    (ticket,) = await talk.tickets()
    assert await talk.words(ticket.number) == ["The till prints no receipt"]


@pytest.mark.parametrize("typed", [None, "billing and papers", "Invoices", "Kasir 2"])
async def test_what_took_its_place_is_opened_instead(talk: Talk, typed: str | None) -> None:
    anna = await talk.registered()
    asked = await talk.new_ticket(anna)
    await change(talk, "billing", Wish(names={"en": "Invoices"}))
    await talk.do(partial(topics.remove, key="billing", successor="cash_desk"), DESK)
    await change(talk, "cash_desk", Wish(names={"en": "Payments", "id": "Kasir 2"}))

    if typed is None:
        await anna.tap(asked, "Billing and papers")
    else:
        await anna.send(typed)

    await anna.expect("Payments. First words")


async def test_a_former_name_opens_its_topic_unless_another_is_called_so_now(talk: Talk) -> None:
    await change(talk, "cash_desk", Wish(names={"en": "Payments"}))
    anna = await talk.registered()
    await talk.new_ticket(anna)
    await anna.send("Касса и оплата")
    await anna.expect("Payments. First words")

    await change(talk, "billing", Wish(names={"en": "Cash desk"}))
    await talk.new_ticket(anna)
    await anna.send("cash desk")
    await anna.expect("Cash desk. First words")

    assert [ticket.topic_key for ticket in await talk.tickets()] == ["cash_desk", "billing"]


async def test_a_topic_picked_late_that_is_gone_still_leaves_the_choice(talk: Talk) -> None:
    anna, asked, number = await without_topic(talk)
    await talk.do(partial(topics.remove, key="billing"), DESK)

    await anna.tap(asked, "Billing and papers")
    again = await anna.expect(GONE)
    await anna.tap(again, "Cash desk")
    await anna.expect(f"#{number} is under “Cash desk” now.")
    await anna.tap(asked, "Billing and papers")

    assert [ticket.topic_key for ticket in await talk.tickets()] == ["cash_desk"]


async def test_a_reply_to_an_old_ticket_of_a_gone_topic_is_not_lost(talk: Talk) -> None:
    anna, number = await talk.with_ticket("billing")
    opening = (await anna.messages())[-1]
    await anna.send("No invoice came")
    await talk.until_words(number, "No invoice came")
    await talk.resolve(number)
    await talk.advance(hours=80)
    await talk.do(partial(topics.remove, key="billing"), DESK)

    await anna.send("Again none came", reply_to=opening.id)
    await anna.expect("It continues")

    new = (await talk.tickets())[-1]
    assert (new.topic_key, new.follows) == ("product", number)
    assert await talk.words(new.number) == ["Again none came"]
