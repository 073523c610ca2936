"""The profile: several accounts, language, sign out, erase."""

from __future__ import annotations

from functools import partial

from board.values import State
from sandbox.client import Message, Person
from tests.bot.machinery import until
from tests.bot.talking import ACCOUNT, OTHER_ACCOUNT, Talk, topic_question


async def profile(person: Person) -> Message:
    await person.press(index=2)
    return await person.expect("Your profile")


async def two_accounts(talk: Talk) -> Person:
    anna = await talk.registered()
    await anna.tap(await profile(anna), "Add an account")
    await anna.expect("Which account shall I add?")
    await anna.send(OTHER_ACCOUNT)
    await anna.tap(await anna.expect(f"Is it {OTHER_ACCOUNT}?"), "Yes")
    await anna.expect(f"Account {OTHER_ACCOUNT} is linked")
    return anna


async def until_reads(person: Person, message: Message, words: str) -> Message:
    """The message, once it has been edited to this text."""

    async def does() -> bool:
        return words in (await person.message(message.id)).text

    await until(does)
    return await person.message(message.id)


async def test_the_profile_shows_accounts_and_language(talk: Talk) -> None:
    anna = await talk.registered()

    shown = await profile(anna)

    assert shown.text == f"Your profile\nAccount: {ACCOUNT}\nLanguage: English"
    assert {"Add an account", f"Remove {ACCOUNT}", "Русский", "Sign out", "Erase everything"} <= {
        button.text for button in shown.buttons
    }


async def test_another_account_is_added_and_new_tickets_are_for_it(talk: Talk) -> None:
    anna = await two_accounts(talk)

    shown = await profile(anna)

    assert f"Account: {OTHER_ACCOUNT} (used for new tickets)" in shown.text


async def test_accounts_are_switched_in_one_tap(talk: Talk) -> None:
    anna = await two_accounts(talk)

    answer = await anna.tap(await profile(anna), ACCOUNT)

    assert answer.text == f"New tickets are for account {ACCOUNT} now."
    assert f"Account: {ACCOUNT} (used for new tickets)" in (await profile(anna)).text


async def test_an_account_held_can_be_switched_to_by_typing_it(talk: Talk) -> None:
    anna = await two_accounts(talk)
    await profile(anna)

    await anna.send("17 203")

    await anna.expect(f"New tickets are for account {ACCOUNT} now.")


async def test_after_the_conversation_went_on_a_number_is_only_words(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await profile(anna)
    await anna.send("The till shows this:")
    await anna.send(ACCOUNT)

    await talk.until_words(number, "The till shows this:", ACCOUNT)


async def test_an_account_can_be_removed(talk: Talk) -> None:
    anna = await two_accounts(talk)

    shown = await profile(anna)
    await anna.tap(shown, f"Remove {OTHER_ACCOUNT}")
    await anna.tap(await until_reads(anna, shown, f"Remove {OTHER_ACCOUNT}?"), f"Yes, remove {OTHER_ACCOUNT}")
    await anna.expect(f"Account {OTHER_ACCOUNT} is removed.")

    assert (await profile(anna)).text == f"Your profile\nAccount: {ACCOUNT}\nLanguage: English"


async def test_an_account_is_not_added_twice(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.tap(await profile(anna), "Add an account")
    await anna.expect("Which account shall I add?")
    await anna.send("17-203 please")

    await anna.expect(f"Account {ACCOUNT} is linked already.")


async def test_words_instead_of_another_account_are_kept(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.tap(await profile(anna), "Add an account")
    await anna.expect("Which account shall I add?")

    await anna.send("17-204 broken!")

    await anna.expect("Is it 17-204?")
    await talk.until_words(number, "17-204 broken!")


async def test_words_are_kept_while_no_numbers_are_looked_up(talk: Talk) -> None:
    anna = await talk.registered()
    await anna.tap(await profile(anna), "Add an account")
    for guess in range(1, 6):
        await anna.send(f"11-00{guess}")
        await anna.expect(f"I can't find account 11-00{guess}" if guess < 5 else "too many numbers")

    await anna.send("Everything broke")

    await talk.until_words(None, "Everything broke")


async def test_the_language_is_changed_at_once_with_the_menu(talk: Talk) -> None:
    anna = await talk.registered()

    await anna.tap(await profile(anna), "Bahasa Indonesia")

    await anna.expect("Mulai sekarang dalam Bahasa Indonesia.")
    assert [button.text for button in await anna.keyboard()] == ["Tiket saya", "Tiket baru", "Profil"]
    await anna.press("Tiket baru")
    assert (await topic_question(anna)).buttons[0].text == "Kasir"


async def test_older_menu_buttons_of_another_language_still_work(talk: Talk) -> None:
    anna = await talk.registered()

    await anna.send("Создать заявку")

    await anna.expect("What is it about?")


async def test_sign_out_takes_the_accounts_and_leaves_the_open_ticket(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    shown = await profile(anna)
    await anna.tap(shown, "Sign out")
    await anna.tap(await until_reads(anna, shown, "Sign out?"), "Yes, sign out")
    await anna.expect("You are signed out")
    card = await until_reads(anna, shown, "No account yet.")
    assert not [button.text for button in card.buttons if ACCOUNT in button.text or button.text == "Sign out"]

    await anna.press("New ticket")
    await anna.expect("Please send your account number")
    await anna.send("Is anybody there?")
    await talk.until_words(number, "Is anybody there?")
    await talk.reply(number, "We are.")
    await anna.expect("We are.")

    await anna.send(ACCOUNT)
    await anna.expect(f"Is it {ACCOUNT}?")


async def test_signing_out_asks_first(talk: Talk) -> None:
    anna = await talk.registered()
    shown = await profile(anna)
    await anna.tap(shown, "Sign out")

    await anna.tap(await until_reads(anna, shown, "Sign out?"), "No, stay")

    await until_reads(anna, shown, f"Account: {ACCOUNT}")
    assert (await talk.customer(anna)).account_id is not None


async def test_erasing_asks_first(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("My secret.")
    await talk.until_words(number, "My secret.")
    await anna.tap(await profile(anna), "Erase everything")
    asked = await anna.expect("Erase everything about you?")

    await anna.tap(asked, "No, keep it")

    await anna.expect("Nothing was erased.")
    assert await talk.words(number) == ["My secret."]


async def test_erasing_takes_words_and_name_and_closes_tickets(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("My secret.")
    await talk.until_words(number, "My secret.")
    before = await talk.customer(anna)
    await anna.tap(await profile(anna), "Erase everything")
    asked = await anna.expect("Erase everything about you?")

    await anna.tap(asked, "Yes, erase everything")

    await anna.expect("Everything about you is erased.")
    assert await talk.words(number) == [""]
    assert await talk.state(number) is State.DONE
    assert await anna.keyboard() == ()
    await anna.send("/start")
    await anna.expect("send your account number")
    assert (await talk.customer(anna)).id != before.id


async def test_who_blocks_the_bot_is_known_to_be_unreachable_until_they_write(talk: Talk) -> None:
    anna, _ = await talk.with_ticket()
    await anna.block()
    await until(partial(_is_blocked, talk, anna))

    await anna.unblock()
    await anna.expect("Write your question right here")

    assert not await _is_blocked(talk, anna)


async def _is_blocked(talk: Talk, person: Person) -> bool:
    return (await talk.customer(person)).blocked_at is not None
