"""What is on a keyboard can be typed, in any language; and menu words that answer an agent are kept as words."""

from __future__ import annotations

from functools import partial

import pytest

from board.models import Topic
from board.people import door
from board.store.db import Transaction
from board.values import DESK, State
from sandbox.client import Person
from tests.bot.talking import ACCOUNT, Talk, pick


async def asked_by_vera(talk: Talk, question: str = "Which menu is it in?") -> tuple[Person, int]:
    anna, number = await talk.with_ticket()
    await talk.reply(number, question)
    await anna.expect(question)
    return anna, number


async def listed(talk: Talk) -> tuple[Person, int, int]:
    """Anna sees the list of her two tickets."""
    anna, first = await talk.with_ticket()
    second = await talk.another_ticket(anna, topic=2)
    await anna.press("My tickets")
    await anna.expect("Your tickets.")
    return anna, first, second


async def test_a_menu_word_that_answers_by_telegram_reply_is_only_words(talk: Talk) -> None:
    anna, number = await asked_by_vera(talk)
    question = (await anna.messages())[-1]

    await anna.send("Настройки", reply_to=question.id)

    await talk.until_words(number, "Настройки")
    assert await talk.quiet(anna) == []


async def test_a_menu_word_that_may_answer_an_agent_is_words_as_well(talk: Talk) -> None:
    anna, number = await asked_by_vera(talk)

    await anna.send("Настройки")
    await anna.expect("Your profile")
    await anna.send("Профиль")
    await anna.expect("Your profile")

    assert await talk.words(number) == ["Настройки"]


async def test_menu_words_are_no_words_when_no_agent_has_asked(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")

    await anna.press("My tickets")
    await anna.expect("Your tickets.")

    assert await talk.words(number) == ["It stopped."]


async def test_a_menu_word_opens_no_done_ticket_again(talk: Talk) -> None:
    anna, number = await asked_by_vera(talk, "It is in the settings.")
    await talk.resolve(number)

    await anna.press("My tickets")
    await anna.expect("Your tickets.")

    assert await talk.words(number) == ["My tickets"]
    assert await talk.state(number) is State.DONE


async def test_a_menu_word_that_answers_at_the_door_is_kept_there(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("It shows an error")
    await anna.expect("account number")
    person = (await talk.customer(anna)).id
    await talk.do(partial(door.answer, customer_id=person, text="Which menu is it in?"))
    await anna.expect("Which menu is it in?")

    await anna.send("Настройки")
    await anna.expect("Your profile")

    assert await talk.words(None) == ["It shows an error", "Настройки"]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Добавить аккаунт", "Which account shall I add?"),
        ("Tambah akun", "Which account shall I add?"),
        ("выйти", "Sign out?"),
        ("log out", "Sign out?"),
        ("Стереть всё", "Erase everything about you?"),
        (f"Убрать {ACCOUNT}", f"Remove {ACCOUNT}?"),
        ("17 203", f"New tickets are for account {ACCOUNT} now."),
        ("Русский", "Теперь говорим по-русски."),
    ],
)
async def test_the_profiles_buttons_can_be_typed(talk: Talk, typed: str, answer: str) -> None:
    anna = await talk.registered()
    await anna.press("Profile")
    shown = await anna.expect("Your profile")

    await anna.send(typed)

    await anna.expect(answer, after=shown.id)
    assert await talk.words(None) == []


async def test_after_other_words_the_profiles_buttons_are_only_words(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.press("Profile")
    await anna.expect("Your profile")
    await anna.send("The button says:")
    await anna.send("Выйти")

    await talk.until_words(number, "The button says:", "Выйти")


@pytest.mark.parametrize("typed", ["#{first}", "{first}", "Касса и оплата", "cash", "#{first} · Cash desk"])
async def test_a_ticket_of_the_list_can_be_named(talk: Talk, typed: str) -> None:
    anna, first, _ = await listed(talk)

    await anna.send(typed.format(first=first))
    await anna.expect("What you write now goes to this ticket.")
    await anna.send("It is on.")

    await talk.until_words(first, "It is on.")


async def test_a_topic_that_two_tickets_have_names_none(talk: Talk) -> None:
    anna, _, second = await listed(talk)
    third = await talk.another_ticket(anna, topic=2)
    await anna.press("My tickets")
    await anna.expect("Your tickets.")

    await anna.send("Billing")

    await talk.until_words(third, "Billing")
    assert await talk.words(second) == []


@pytest.mark.parametrize("typed", ["Закрыть #{number}", "close", "tutup tiket #{number}"])
async def test_close_can_be_typed(talk: Talk, typed: str) -> None:
    anna, number, _ = await listed(talk)
    await anna.send(str(number))
    await anna.expect("What you write now")

    await anna.send(typed.format(number=number))
    await anna.expect(f"Close #{number}?")
    await anna.send("да")

    await anna.expect(f"#{number} is closed.")


async def test_something_new_can_be_typed(talk: Talk) -> None:
    anna, number = await asked_by_vera(talk, "Done.")
    await talk.resolve(number)
    await anna.send("The gate is stuck.")
    await anna.expect("open again")

    await anna.send("Новый вопрос")

    await anna.expect(f"It continues #{number}.")
    assert await talk.words(number) == []


@pytest.mark.parametrize("typed", ["новый вопрос", "close", "выйти"])
async def test_after_an_agents_answer_the_words_of_older_buttons_are_only_words(
    talk: Talk, typed: str
) -> None:
    anna, number = await asked_by_vera(talk, "Done.")
    await talk.resolve(number)
    await anna.send("The gate is stuck.")
    await anna.expect("open again")
    await anna.press("My tickets")
    await anna.tap(await anna.expect("Your tickets."), index=0)
    await anna.expect("What you write now")
    await anna.press("Profile")
    await anna.expect("Your profile")
    await talk.reply(number, "What does the button say?")
    await anna.expect("What does the button say?")

    await anna.send(typed)

    await talk.until_words(number, "The gate is stuck.", typed)
    assert len(await talk.tickets()) == 1


async def test_not_solved_can_be_typed(talk: Talk) -> None:
    anna, number = await asked_by_vera(talk, "Done.")
    await talk.resolve(number)
    await talk.advance(seconds=11)
    await anna.tap(await anna.expect("How did we do?"), "😞")
    await anna.send("Too slow.")
    await anna.expect("the team will read it")

    await anna.send("не решено: открыть снова")

    await anna.expect(f"#{number} is open again")
    assert await talk.words(number) == ["Too slow."]


async def test_which_ticket_is_answered_visibly_when_typed(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    second = await talk.another_ticket(anna, topic=2)
    for number in (first, second):
        await talk.reply(number, f"And now #{number}?")
        await anna.expect(f"And now #{number}?")
    await anna.send("Yes")
    await anna.expect("Which ticket is it about?")

    await anna.send("cash")

    await anna.expect(f"Moved to #{first}.")
    assert await talk.words(first) == ["Yes"]


async def test_a_topics_first_word_picks_it(talk: Talk) -> None:
    anna = await talk.registered()
    await talk.new_ticket(anna)

    await anna.send("Касса")
    await anna.expect("Cash desk. First words")

    assert [ticket.topic_key for ticket in await talk.tickets()] == ["cash_desk"]


async def test_a_first_word_that_two_topics_share_picks_none(talk: Talk) -> None:
    async def another(tx: Transaction) -> None:
        cash = await tx.session.get_one(Topic, "cash_desk")
        names = {"en": "Cash card", "ru": "Касса самообслуживания", "id": "Kasir mandiri"}
        tx.session.add(
            Topic(
                key="card",
                names=names,
                prompts={},
                board_key=cash.board_key,
                lane_key=cash.lane_key,
                position=9,
            )
        )

    await talk.do(another, DESK)
    anna = await talk.registered()
    await talk.new_ticket(anna)

    await anna.send("Касса")
    asked = await anna.expect("Your message is kept")
    assert await talk.words(None) == ["Касса"]
    await anna.send("касса самообслуживания")
    await anna.expect("#", after=asked.id)

    assert [ticket.topic_key for ticket in await talk.tickets()] == ["card"]


async def test_what_may_answer_an_agent_who_asked_since_is_kept_as_well(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.new_ticket(anna)
    await talk.reply(number, "Is it the till or the billing?")
    await anna.expect("Is it the till or the billing?")

    await anna.send("Billing and papers")
    await anna.expect("Billing and papers. First words")

    assert await talk.words(number) == ["Billing and papers"]
    assert len(await talk.tickets()) == 2


async def test_my_tickets_does_not_forget_what_waits_at_the_door(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send("The gate is stuck.")
    first = await anna.expect("Your message is kept")

    await anna.press("My tickets")

    again = await anna.expect("Your message is kept", after=first.id)
    number = await pick(anna, again, 0)
    assert await talk.words(number) == ["The gate is stuck."]


async def test_my_tickets_tells_strangers_that_their_words_are_kept(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("The gate is stuck.")
    await anna.expect("account number")

    await anna.press("My tickets")

    await anna.expect("it is kept")


async def test_the_list_of_tickets_names_what_waits_at_the_door(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.new_ticket(anna)
    await anna.send("The gate is stuck.")
    await anna.expect("Your message is kept")

    await anna.press("My tickets")

    shown = await anna.expect("Your tickets.")
    assert f"#{number}" in shown.text
    assert "waits for a topic" in shown.text
