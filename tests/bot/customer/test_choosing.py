"""Which ticket a message is for: the one replied to, else the current one, and one question when in doubt."""

from __future__ import annotations

import pytest

from sandbox.client import Message, Person
from tests.bot.talking import Talk, pick


async def two_answered(talk: Talk) -> tuple[Person, int, int, Message]:
    """Agents answered both tickets since the customer last wrote; her next words are ambiguous."""
    anna, first = await talk.with_ticket()
    second = await talk.another_ticket(anna, topic=2)
    await anna.send("Here are the papers.")
    await talk.until_words(second, "Here are the papers.")
    await talk.reply(first, "Is the till on?")
    await anna.expect("Is the till on?")
    await talk.reply(second, "Got them.")
    await anna.expect("Got them.")
    await anna.send("Yes")
    return anna, first, second, await anna.expect("Which ticket is it about?")


async def test_words_go_to_the_ticket_opened_last(talk: Talk) -> None:
    anna, _ = await talk.with_ticket()
    second = await talk.another_ticket(anna, topic=2)

    await anna.send("About the act.")

    await talk.until_words(second, "About the act.")
    assert await talk.quiet(anna) == []


async def test_words_go_to_the_ticket_an_agent_answered_last(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    await talk.another_ticket(anna, topic=2)
    await talk.reply(first, "Is the till on?")
    await anna.expect("Is the till on?")

    await anna.send("Yes")

    await talk.until_words(first, "Yes")


async def test_a_telegram_reply_decides(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    opening = next(m for m in await anna.messages() if f"#{first}" in m.text)
    await talk.another_ticket(anna, topic=2)

    await anna.send("It is on.", reply_to=opening.id)

    await talk.until_words(first, "It is on.")


async def test_answers_on_two_tickets_bring_one_question(talk: Talk) -> None:
    anna, first, second, question = await two_answered(talk)

    assert question.text == f"Your message is in #{second} now. Which ticket is it about?"
    assert [button.text for button in question.buttons] == [
        f"#{second} · Billing and papers",
        f"#{first} · Cash desk",
    ]
    assert await talk.words(second) == ["Here are the papers.", "Yes"]
    await anna.send("It blinks.")
    await talk.until_words(second, "Here are the papers.", "Yes", "It blinks.")
    assert await talk.quiet(anna) == []


async def test_a_tap_moves_that_message_and_the_ones_after_it(talk: Talk) -> None:
    anna, first, second, question = await two_answered(talk)
    await anna.send("It blinks.")
    await talk.until_words(second, "Here are the papers.", "Yes", "It blinks.")

    answer = await anna.tap(question, f"#{first} · Cash desk")

    assert answer.text == f"Moved to #{first}."
    assert await talk.words(first) == ["Yes", "It blinks."]
    assert await talk.words(second) == ["Here are the papers."]


async def test_the_answer_can_be_typed(talk: Talk) -> None:
    anna, first, _, _ = await two_answered(talk)

    await anna.send(f"#{first}")

    await talk.until_words(first, "Yes")


async def test_an_agents_answer_closes_the_question(talk: Talk) -> None:
    anna, first, second, question = await two_answered(talk)
    await talk.reply(second, "Then all is well.")
    await anna.expect("Then all is well.")

    answer = await anna.tap(question, f"#{first} · Cash desk")

    assert answer.text == f"It stays in #{second}."
    assert await talk.words(first) == []


async def test_my_tickets_lists_the_persons_own_with_their_states(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    second = await talk.another_ticket(anna, topic=2)
    await talk.reply(first, "Is the till on?")
    await anna.expect("Is the till on?")

    await anna.press("My tickets")
    listed = await anna.expect("Your tickets.")

    assert listed.text.split("\n")[1:] == [
        f"#{second} · Billing and papers: waiting for an agent",
        f"#{first} · Cash desk: in progress",
    ]
    assert [button.text for button in listed.buttons] == [
        f"#{second} · Billing and papers",
        f"#{first} · Cash desk",
    ]


async def test_without_tickets_the_list_says_what_to_do(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.press("My tickets")
    await anna.expect("You have no tickets yet.")


async def test_a_ticket_chosen_in_the_list_takes_the_next_words(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    await talk.another_ticket(anna, topic=2)
    await anna.press("My tickets")
    listed = await anna.expect("Your tickets.")

    await anna.tap(listed, f"#{first} · Cash desk")
    chosen = await anna.expect("What you write now goes to this ticket.")
    await anna.send("It is on.")

    assert chosen.text.startswith(f"#{first} · Cash desk: waiting for an agent\nSolved by ")
    await talk.until_words(first, "It is on.")


async def test_the_customer_can_close_a_ticket(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.press("My tickets")
    await anna.tap(await anna.expect("Your tickets."), index=0)
    chosen = await anna.expect("What you write now")

    await anna.tap(chosen, f"Close #{number}")
    await anna.tap(await anna.expect(f"Close #{number}?"), f"Yes, close #{number}")
    await anna.expect(f"#{number} is closed.")

    again = await anna.tap(chosen, f"Close #{number}")
    assert again.text == f"#{number} is closed already."


async def test_nobody_sees_anybody_elses_tickets(talk: Talk) -> None:
    _, number = await talk.with_ticket()
    boris = await talk.registered("Boris")
    await boris.press("My tickets")
    await boris.expect("You have no tickets yet.")

    await talk.phone.raw(forged_tap(boris, f"ticket:close:{number}"))
    assert await talk.quiet(boris) == []

    assert (await talk.ticket(number)).done_at is None


@pytest.mark.parametrize(
    "data", ["", "topic", "topic:abc:def", "topic:1:nothing", "rate:999999:1", "which:1:1", "nonsense:1"]
)
async def test_a_button_nobody_knows_any_more_is_answered(talk: Talk, data: str) -> None:
    anna = await talk.registered()

    await talk.phone.raw(forged_tap(anna, data))

    (call,) = await talk.phone.calls(method="answerCallbackQuery", timeout=10)
    assert "old message" in str(call)


def forged_tap(person: Person, data: str) -> dict[str, object]:
    """A tap with data of the sender's choice, as a forged client can send it."""
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    return {
        "callback_query": {
            "id": "4711",
            "from": {"id": person.id, "is_bot": False, "first_name": person.name},
            "message": {"message_id": 1, "date": 0, "chat": chat},
            "chat_instance": "1",
            "data": data,
        }
    }


async def test_pressing_new_ticket_chooses_none_of_those_there_are(talk: Talk) -> None:
    anna, old = await talk.with_ticket()
    await talk.reply(old, "Is the till on?")
    await anna.expect("Is the till on?")
    await talk.new_ticket(anna)

    await anna.send("The gate does not open")
    asked = await anna.expect("Your message is kept")
    assert await talk.words(None) == ["The gate does not open"]
    number = await pick(anna, asked, 1)

    await talk.until_words(number, "The gate does not open")
    assert "The gate does not open" not in await talk.words(old)
    assert len(await talk.tickets()) == 2


async def test_neither_start_nor_the_profile_is_a_choice(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.new_ticket(anna)
    await anna.send("/start")
    await anna.press("Profile")
    await anna.expect("Your profile")

    await anna.send("The gate does not open")

    await anna.expect("Your message is kept")
    assert await talk.words(number) == []


async def test_a_tap_on_which_lasts(talk: Talk) -> None:
    anna, first, _, question = await two_answered(talk)
    await anna.tap(question, f"#{first} · Cash desk")

    await anna.send("It blinks.")

    await talk.until_words(first, "Yes", "It blinks.")
