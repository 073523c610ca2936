"""Registration: a greeting with a picture, a number that can't be skipped, and nothing lost meanwhile."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from board.people import accounts, door
from board.store.db import Database
from tests.bot.talking import (
    ACCOUNT,
    EXPIRED,
    OTHER_ACCOUNT,
    PICTURE,
    SUSPENDED,
    Talk,
    pick,
    talking,
    topic_question,
)


@pytest.mark.parametrize(
    ("language", "words", "menu"),
    [
        ("en", "send your account number", ["My tickets", "New ticket", "Profile"]),
        ("ru", "номер вашего аккаунта", ["Мои обращения", "Новое обращение", "Профиль"]),
        ("id", "nomor akun Anda", ["Tiket saya", "Tiket baru", "Profil"]),
        ("de", "send your account number", ["My tickets", "New ticket", "Profile"]),
    ],
)
async def test_start_greets_in_the_customers_language_with_a_picture(
    talk: Talk, language: str, words: str, menu: list[str]
) -> None:
    anna = await talk.phone.person("Anna", language)
    await anna.send("/start")

    greeting = await anna.expect(words)

    assert [file["kind"] for file in greeting.files] == ["photo"]
    assert [button.text for button in await anna.keyboard()] == menu


async def test_a_number_found_in_a_sentence_is_shown_back_without_the_companys_name(talk: Talk) -> None:
    anna = await talk.phone.person("Anna", "ru")
    await anna.send("Забыла пароль, номер 17 203")

    asked = await anna.expect("17-203?")

    assert asked.text == "Ваш номер 17-203?"
    assert [button.text for button in asked.buttons] == ["Да", "Нет"]


async def test_what_is_sent_before_registration_opens_the_first_ticket(talk: Talk) -> None:
    anna = await talk.phone.person("Anna", "ru")
    await anna.send("Касса не пробивает чек!")
    await anna.expect("номер вашего аккаунта")
    await anna.send("Номер 17-203, помогите")
    await anna.tap(await anna.expect("Ваш номер"), "Да")
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == ["Касса не пробивает чек!", "Номер 17-203, помогите"]
    assert await talk.words(None) == []


async def test_words_after_a_command_are_words(talk: Talk) -> None:
    anna = await talk.phone.person("Anna", "ru")
    said = ["/start касса не работает", "/help  мы 17-203?"]
    await anna.send(said[0])
    await anna.expect("Здравствуйте!")
    await anna.send(said[1])
    await anna.tap(await anna.expect("17-203"), "Да")
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == said


async def test_the_number_alone_is_not_kept_as_words(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send(" 17203. ")
    await anna.expect("Is it 17-203?")
    await anna.send("yes")
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == []
    assert (await talk.ticket(number)).account_id is not None


async def test_wrong_numbers_are_not_the_first_words_of_the_ticket(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("12-345")
    await anna.expect("I can't find account 12-345")
    await anna.send("The till is down!")
    edited = await anna.send("12-346")
    await anna.expect("I can't find account 12-346")
    await anna.edit(edited, "12-346 was on the bill")
    await talk.until_words(None, "12-345", "The till is down!", "12-346 was on the bill")

    await anna.send(ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == ["The till is down!", "12-346 was on the bill"]
    assert await talk.words(None) == []


async def test_an_error_code_sent_alone_is_the_first_word_of_the_ticket(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("E-15")
    await anna.expect("I can't find account E-15")

    await anna.send(ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == ["E-15"]


async def test_a_number_that_answers_an_agent_at_the_door_stays(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("The till is down!")
    await anna.expect("account number")
    person = (await talk.customer(anna)).id
    await talk.do(partial(door.answer, customer_id=person, text="What is the till's number?"))
    await anna.expect("What is the till's number?")
    await anna.send("12-345")
    await anna.expect("I can't find account 12-345")

    await anna.send(ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == ["The till is down!", "12-345"]


async def test_who_only_guessed_is_at_the_door_until_they_are_known(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("12-345")
    await anna.expect("I can't find account 12-345")
    assert await talk.words(None) == ["12-345"]

    await anna.send(ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    asked = await topic_question(anna)

    assert await talk.words(None) == []
    assert "kept" not in asked.text


async def test_a_photo_with_nothing_but_the_number_is_kept(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.photo(PICTURE, caption=ACCOUNT)
    await anna.tap(await anna.expect("Is it"), "Yes")
    number = await pick(anna, await topic_question(anna), 0)

    assert await talk.words(number) == [ACCOUNT]


async def test_registration_can_not_be_skipped(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("/start")
    await anna.expect("account number")

    await anna.press("New ticket")

    await anna.expect("Please send your account number")
    assert await talk.tickets() == []


async def test_no_asks_for_the_number_again(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send(OTHER_ACCOUNT)
    await anna.tap(await anna.expect(f"Is it {OTHER_ACCOUNT}?"), "No")

    await anna.expect("Please send your account number")
    await anna.send(ACCOUNT)
    await anna.tap(await anna.expect(f"Is it {ACCOUNT}?"), "Yes")
    await anna.expect(f"Account {ACCOUNT} is linked")


@pytest.mark.parametrize("is_typed", [False, True])
async def test_a_yes_to_a_number_that_was_changed_meanwhile_asks_for_it_again(
    talk: Talk, is_typed: bool
) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send(ACCOUNT)
    asked = await anna.expect(f"Is it {ACCOUNT}?")
    await talk.do(partial(accounts.renumber, old=ACCOUNT, new="17-777"))

    if is_typed:
        await anna.send("yes")
        await anna.expect("from an old message")
    else:
        assert "from an old message" in (await anna.tap(asked, "Yes")).text

    await anna.expect("Please send your account number")
    await anna.send("17-777")
    await anna.tap(await anna.expect("Is it 17-777?"), "Yes")
    await anna.expect("Account 17-777 is linked")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("99-999", "I can't find account 99-999"),
        (SUSPENDED, f"Account {SUSPENDED} is suspended"),
        (EXPIRED, f"Support for account {EXPIRED} has expired"),
    ],
)
async def test_unknown_suspended_and_expired_each_have_their_own_answer(
    talk: Talk, number: str, words: str
) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send(number)

    await anna.expect(words)


async def test_five_wrong_tries_stop_guessing_for_an_hour_but_messages_are_kept(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    for guess in ("11-001", "11-002", "11-003", "11-004"):
        await anna.send(guess)
        await anna.expect(f"I can't find account {guess}")
    await anna.send("11-005")
    await anna.expect("too many numbers that did not fit")

    await anna.send(ACCOUNT)
    await anna.expect("too many numbers that did not fit")
    await anna.send("The till is down!")
    await talk.until_words(
        None, "11-001", "11-002", "11-003", "11-004", "11-005", ACCOUNT, "The till is down!"
    )

    await talk.advance(minutes=61)
    await anna.send(ACCOUNT)
    await anna.expect(f"Is it {ACCOUNT}?")


async def test_guesses_in_sentences_captions_edits_and_forwards_are_tries_too(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("Maybe 11-001, 11-002 or 11-003?")
    await anna.photo(PICTURE, caption="It says 11-004 and 11-005 here")
    sent = await anna.send("or was it 11-006")
    await anna.edit(sent, "or was it 11-007")
    origin = {"type": "hidden_user", "sender_user_name": "Boris", "date": 1790000000}
    await anna.send_fields(text="ours is 11-008, or 11-009", forward_origin=origin)
    assert not any("too many numbers" in message.text for message in await anna.messages())
    await anna.send("It is 11-010 then")
    await anna.expect("too many numbers that did not fit")

    await talk.advance(minutes=1)
    await anna.send(f"But my number really is {ACCOUNT}")
    await anna.expect("too many numbers that did not fit, so I look up no more until")
    assert f"But my number really is {ACCOUNT}" in await talk.words(None)


async def test_a_stranger_hears_the_same_of_a_suspended_account_and_an_unknown_one(talk: Talk) -> None:
    heard = []
    for number in (SUSPENDED, EXPIRED, "17-999"):
        person = await talk.phone.person("Anna")
        await person.send(f"My number is {number}, the till is down")
        heard.append((await person.expect()).text.replace(number, "…"))
    assert len(set(heard)) == 1


async def test_agents_hear_of_a_wave_of_guesses(talk: Talk) -> None:
    vera = await talk.linked_agent()
    for first in range(3):
        person = await talk.phone.person("Mallory")
        for part in range(3):
            numbers = " ".join(f"{40 + 10 * first + part}-{each:03}" for each in range(3))
            await person.send(f"Is it {numbers}?")
    await vera.expect("Account numbers are being guessed: 2")


async def test_a_flood_before_registration_is_kept_but_answered_once(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("/start")
    await anna.expect("account number")
    for words in ("one", "two", "three"):
        await anna.send(words)

    await anna.expect("Thank you, it is kept")
    await talk.until_words(None, "one", "two", "three")
    await anna.send(ACCOUNT)
    following = await anna.expect("")
    assert following.text == f"Is it {ACCOUNT}?"


async def test_a_mistyped_number_put_right_by_editing_is_understood(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    mistyped = await anna.send("17-230")
    await anna.expect("I can't find account 17-230")

    await anna.edit(mistyped, ACCOUNT)

    await anna.expect(f"Is it {ACCOUNT}?")


async def test_an_old_yes_is_answered_and_changes_nothing(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send(OTHER_ACCOUNT)
    asked = await anna.expect(f"Is it {OTHER_ACCOUNT}?")
    await anna.tap(asked, "No")

    answer = await anna.tap(asked, "Yes")

    assert "old message" in answer.text
    assert (await talk.customer(anna)).account_id is None


async def test_registering_for_the_second_time_only_greets(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.send("/start")

    greeting = await anna.expect("Write your question right here")

    assert greeting.files == []


async def test_a_pattern_lets_in_whatever_fits_it(database: Database, tmp_path: Path) -> None:
    async with talking(database, tmp_path, accounts=r"pattern:[A-Z]{2}-\d{4}") as talk:
        anna = await talk.phone.person("Anna")
        await anna.send("My number is AB-1234 I think")
        await anna.tap(await anna.expect("Is it AB-1234?"), "Yes")
        await anna.expect("Account AB-1234 is linked")


async def test_a_word_that_fits_the_pattern_and_is_no_number_is_words(
    database: Database, tmp_path: Path
) -> None:
    async with talking(database, tmp_path, accounts=r"pattern:[A-Za-z0-9-]{5,}") as talk:
        anna = await talk.phone.person("Anna")
        await anna.send("Hello, the till is broken")
        await anna.expect("please send your account number")
        assert await talk.words(None) == ["Hello, the till is broken"]


async def test_an_open_desk_takes_any_number(database: Database, tmp_path: Path) -> None:
    async with talking(database, tmp_path, accounts="open") as talk:
        anna = await talk.phone.person("Anna")
        await anna.send("555")
        await anna.tap(await anna.expect("Is it 555?"), "Yes")
        await anna.expect("Account 555 is linked")


async def test_an_open_desk_takes_no_number_out_of_a_sentence(database: Database, tmp_path: Path) -> None:
    async with talking(database, tmp_path, accounts="open") as talk:
        anna = await talk.phone.person("Anna")
        await anna.send("The till has been dead for 2 days, call me at 5pm")
        await anna.expect("please send your account number")
