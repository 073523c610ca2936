"""A new ticket: pick a topic and that is all; one keyboard opens one; the answer states number and promise."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import partial

import pytest

from board.people import door
from board.store.db import Transaction, advance_clock
from board.values import DESK, State
from bot.inbound.intake import split, store
from sandbox.client import Message, Person
from tests.bot.machinery import message
from tests.bot.talking import PICTURE, Talk, number_in, pick, topic_question
from tests.world import BOT, ask_before


async def test_the_answer_carries_number_topic_promise_and_the_topics_prompt(talk: Talk) -> None:
    anna = await talk.registered()
    asked = await talk.new_ticket(anna)

    await anna.tap(asked, "Cash desk")
    opening = await anna.expect("#")

    number = (await talk.tickets())[0].number
    promise, prompt = opening.text.split("\n")
    assert promise.startswith(f"#{number} · Cash desk. First words within 5 minutes, solved by ")
    assert promise.endswith("(Moscow).")
    assert prompt.startswith("What happened? A photo of the till's screen helps most.")


async def test_who_has_told_already_is_not_asked_what_happened(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send("The till prints no receipt")
    await anna.tap(await topic_question(anna), "Cash desk")

    opening = await anna.expect("#")

    assert "Cash desk. First words" in opening.text
    assert "What happened?" not in opening.text


async def test_topics_are_offered_in_their_order_and_the_customers_language(talk: Talk) -> None:
    anna = await talk.phone.person("Anna", "ru")
    await anna.send("17-203")
    await anna.tap(await anna.expect("Ваш номер"), "Да")

    asked = await topic_question(anna)

    assert [button.text for button in asked.buttons] == [
        "Касса и оплата",
        "Вопрос по продукту",
        "Счета и документы",
    ]


async def test_one_keyboard_opens_one_ticket(talk: Talk) -> None:
    anna = await talk.registered()
    asked = await talk.new_ticket(anna)
    await anna.tap(asked, "Cash desk")
    number = (await talk.tickets())[0].number

    second = await anna.tap(asked, "Billing and papers")

    assert second.text == f"Already open: #{number}"
    assert len(await talk.tickets()) == 1


async def test_a_topic_can_be_typed_in_any_language(talk: Talk) -> None:
    anna = await talk.registered()
    await talk.new_ticket(anna)
    await anna.send("касса и ОПЛАТА")

    await anna.expect("Cash desk. First words")

    assert [ticket.topic_key for ticket in await talk.tickets()] == ["cash_desk"]


async def test_a_topics_name_typed_later_is_only_words(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("Cash desk")

    await talk.until_words(number, "Cash desk")
    assert len(await talk.tickets()) == 1


async def test_everything_sent_on_an_open_ticket_is_a_comment(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("Bay 2 charges twice.")
    await anna.send("Three angry customers so far.")

    await talk.until_words(number, "Bay 2 charges twice.", "Three angry customers so far.")
    assert await talk.quiet(anna) == []


async def test_the_first_message_without_a_ticket_is_kept_and_becomes_the_opening(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send("Bay 2 charges twice.")
    asked = await anna.expect("Your message is kept")

    number = await pick(anna, asked, 0)

    assert await talk.words(number) == ["Bay 2 charges twice."]


async def test_an_image_alone_is_enough(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.photo(PICTURE)
    await anna.expect("Your message is kept")
    await anna.send("Cash desk")
    await anna.expect("#")

    (ticket,) = await talk.tickets()
    assert [comment.kind for comment in await talk.said(ticket.number)] == ["photo"]
    await talk.until_fetched(ticket.number)


async def test_without_a_topic_for_ten_minutes_the_default_one_takes_the_words(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send("Is anybody there?")
    await anna.expect("Your message is kept")

    await talk.advance(minutes=10, seconds=1)
    opening = await anna.expect("No topic was chosen")

    (ticket,) = await talk.tickets()
    assert opening.text.startswith(f"#{ticket.number} · Question about the product.")
    assert (ticket.topic_key, ticket.labels) == ("product", ["no topic"])
    assert await talk.words(ticket.number) == ["Is anybody there?"]


@pytest.mark.parametrize("way", ["tap", "typed"])
async def test_a_topic_picked_late_moves_the_ticket_there(talk: Talk, way: str) -> None:
    anna, asked, number = await without_topic(talk)

    if way == "tap":
        await anna.tap(asked, "Cash desk")
    else:
        await anna.send("Касса")
    await anna.expect(f"#{number} is under “Cash desk” now.")

    ticket = await talk.ticket(number)
    place = (ticket.topic_key, ticket.board_key, ticket.lane_key, ticket.column_key, ticket.labels)
    assert place == ("cash_desk", "cash_desk", "urgent", "inbox", [])
    assert await talk.words(number) == ["Is anybody there?"]
    second = await anna.tap(asked, "Billing and papers")
    assert second.text == f"Already open: #{number}"


async def test_a_ticket_that_an_agent_answered_stays_where_it_is(talk: Talk) -> None:
    anna, asked, number = await without_topic(talk)
    await talk.reply(number, "What can I do?")
    await anna.expect("What can I do?")

    late = await anna.tap(asked, "Cash desk")
    await anna.send("Cash desk")

    assert late.text == f"Already open: #{number}"
    await talk.until_words(number, "Is anybody there?", "Cash desk")
    assert (await talk.ticket(number)).topic_key == "product"


async def test_every_keyboard_asked_for_the_same_words_leads_to_their_ticket(talk: Talk) -> None:
    anna = await talk.registered()
    first = await talk.new_ticket(anna)
    await anna.send("Bay 2 charges twice.")
    second = await anna.expect("Your message is kept")
    number = await pick(anna, second, 0)

    late = await anna.tap(first, "Billing and papers")

    assert late.text == f"Already open: #{number}"
    assert [ticket.topic_key for ticket in await talk.tickets()] == ["cash_desk"]


async def test_any_keyboard_picks_the_topic_of_the_ticket_the_timer_opened(talk: Talk) -> None:
    anna = await talk.registered()
    first = await talk.new_ticket(anna)
    await anna.send("Bay 2 charges twice.")
    second = await anna.expect("Your message is kept")
    await talk.advance(minutes=10, seconds=1)
    number = number_in((await anna.expect("No topic was chosen")).text)

    await anna.tap(first, "Billing and papers")
    late = await anna.tap(second, "Cash desk")

    assert late.text == f"Already open: #{number}"
    assert [ticket.topic_key for ticket in await talk.tickets()] == ["billing"]


async def without_topic(talk: Talk) -> tuple[Person, Message, int]:
    """Anna's words have a ticket without a topic; the question for it still stands in her chat."""
    anna = await talk.registered()
    await anna.send("Is anybody there?")
    asked = await anna.expect("Your message is kept")
    await talk.advance(minutes=10, seconds=1)
    return anna, asked, number_in((await anna.expect("No topic was chosen")).text)


async def test_words_dismissed_at_the_door_open_no_ticket(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send("Buy my watches")
    await anna.expect("Your message is kept")
    person = (await talk.customer(anna)).id
    await talk.do(partial(door.dismiss, customer_id=person))

    await talk.advance(minutes=10, seconds=1)

    asked = await talk.new_ticket(anna)
    assert "kept" not in asked.text
    assert await talk.tickets() == []
    await anna.tap(asked, "Cash desk")
    assert "What happened?" in (await anna.expect("#")).text


async def test_the_unregistered_stay_at_the_door_however_long(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("Is anybody there?")
    await anna.expect("account number")

    await talk.advance(minutes=30)
    await talk.advance(hours=3)

    assert await talk.words(None) == ["Is anybody there?"]
    assert await talk.tickets() == []


async def test_a_ticket_without_words_gets_one_nudge_and_closes_after_a_day(talk: Talk) -> None:
    anna, number = await talk.with_ticket()

    await talk.advance(minutes=2, seconds=1)
    await anna.expect(f"#{number} is open, but there is nothing in it yet")
    await talk.advance(hours=24)
    await anna.expect(f"#{number} is closed: nothing was written in it")

    assert await talk.state(number) is State.DONE
    await talk.advance(seconds=11)
    assert await talk.quiet(anna) == []


async def test_a_ticket_with_words_is_neither_nudged_nor_closed(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")

    await talk.advance(hours=25)

    assert await talk.quiet(anna) == []
    assert await talk.state(number) is State.INBOX


async def test_a_telegram_reply_to_a_ticket_long_done_opens_one_that_names_it(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    opening = (await anna.messages())[-1]
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")
    await talk.resolve(number)
    await talk.advance(hours=80)

    await anna.send("It stopped again.", reply_to=opening.id)

    new = await anna.expect(f"It continues #{number}")
    assert "Cash desk" in new.text


async def test_in_russian_the_promise_declines(talk: Talk) -> None:
    anna = await talk.phone.person("Анна", "ru")
    await anna.send("17-203")
    await anna.tap(await anna.expect("Ваш номер"), "Да")
    await anna.tap(await topic_question(anna), index=0)

    opening = await anna.expect("#")

    assert re.search("Касса и оплата. Ответим в течение 5 минут, решим (завтра )?до ", opening.text)
    assert "(Москва)" in opening.text


async def test_words_to_the_bot_there_was_before_are_told_from_those_to_this_one(talk: Talk) -> None:
    """Each bot numbers its messages by itself, and words may wait while the owner changes the token."""
    anna, number = await talk.with_ticket()
    sent = await anna.send("The till is down")
    await talk.until_words(number, "The till is down")
    before = {"update_id": 1, "message": message(anna.id, sent.id, "The till hums")}
    await store(talk.database, BOT - 1, list(split(json.dumps({"ok": True, "result": [before]}).encode())))

    await talk.until_words(number, "The till is down", "The till hums")


async def test_start_and_new_ticket_say_how_soon_somebody_usually_answers(talk: Talk) -> None:
    anna = await talk.registered()
    me = (await talk.customer(anna)).id

    async def six_days_of_answers(tx: Transaction) -> None:
        await advance_clock(
            tx, timedelta(minutes=(90 - tx.now.minute) % 60)
        )  # at half past no hour ends meanwhile
        days = [await tx.read_clock() - timedelta(days=n % 6 + 1) for n in range(12)]
        await ask_before(tx, me, ((at, timedelta(minutes=3, seconds=20)) for at in days))

    await talk.do(six_days_of_answers, DESK)
    await anna.send("/start")
    greeted = await anna.expect("Write your question")
    asked = await talk.new_ticket(anna)

    assert greeted.text.endswith("\nWe usually answer in about 4 minutes.")
    assert asked.text == "What is it about? Choose a topic.\nWe usually answer in about 4 minutes."
    await anna.tap(asked, "Cash desk")
    assert "usually" not in (await anna.expect("#")).text
