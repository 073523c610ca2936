"""What cannot be taken back asks once; its yes works once, and for ten minutes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from sandbox.client import Message, Person
from tests.bot.customer.test_choosing import forged_tap
from tests.bot.customer.test_forged import forge
from tests.bot.customer.test_profile import profile, two_accounts, until_reads
from tests.bot.machinery import until
from tests.bot.talking import ACCOUNT, OTHER_ACCOUNT, Talk

OLD = "This button is from an old message. The menu below always works."

Asked = tuple[Person, Message]


async def with_words(talk: Talk) -> tuple[Person, int]:
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")
    return anna, number


async def erase(talk: Talk) -> Asked:
    anna, _ = await with_words(talk)
    await anna.tap(await profile(anna), "Erase everything")
    return anna, await anna.expect("Erase everything about you?")


async def sign_out(talk: Talk) -> Asked:
    anna, _ = await with_words(talk)
    shown = await profile(anna)
    await anna.tap(shown, "Sign out")
    return anna, await until_reads(anna, shown, "Sign out?")


async def remove(talk: Talk) -> Asked:
    anna = await two_accounts(talk)
    shown = await profile(anna)
    await anna.tap(shown, f"Remove {OTHER_ACCOUNT}")
    return anna, await until_reads(anna, shown, f"Remove {OTHER_ACCOUNT}?")


async def close(talk: Talk) -> Asked:
    anna, number = await with_words(talk)
    await anna.press("My tickets")
    await anna.tap(await anna.expect("Your tickets."), index=0)
    await anna.tap(await anna.expect("What you write now"), f"Close #{number}")
    return anna, await anna.expect(f"Close #{number}?")


Ask = Callable[[Talk], Awaitable[Asked]]
ALL = pytest.mark.parametrize("ask", [erase, sign_out, remove, close])
DONE: dict[Ask, str] = {
    erase: "Everything about you is erased.",
    sign_out: "You are signed out",
    remove: f"Account {OTHER_ACCOUNT} is removed.",
    close: "is closed.",
}
KEPT: dict[Ask, str] = {
    erase: "Nothing was erased.",
    sign_out: "You stay signed in.",
    remove: f"Account {OTHER_ACCOUNT} stays.",
    close: "stays open.",
}


@ALL
async def test_the_yes_works_once(talk: Talk, ask: Ask) -> None:
    anna, asked = await ask(talk)

    await anna.tap(asked, index=0)
    await anna.expect(DONE[ask])
    assert await late_tap(talk, anna, asked) == OLD


@ALL
async def test_after_a_no_the_yes_is_an_old_button(talk: Talk, ask: Ask) -> None:
    anna, asked = await ask(talk)

    await anna.tap(asked, index=1)
    await anna.expect(KEPT[ask])
    assert await late_tap(talk, anna, asked) == OLD
    assert await _has_all(talk, anna)


@ALL
async def test_after_ten_minutes_the_yes_is_an_old_button(talk: Talk, ask: Ask) -> None:
    anna, asked = await ask(talk)
    await talk.advance(minutes=10)

    assert await late_tap(talk, anna, asked) == OLD
    assert await _has_all(talk, anna)


@ALL
async def test_a_second_question_makes_the_first_an_old_one(talk: Talk, ask: Ask) -> None:
    anna, asked = await ask(talk)
    await anna.tap(await profile(anna), "Erase everything")
    second = await anna.expect("Erase everything about you?", after=asked.id)
    assert second.id != asked.id

    assert await late_tap(talk, anna, asked) == OLD


async def test_who_came_back_is_not_erased_by_the_old_yes(talk: Talk) -> None:
    anna, asked = await erase(talk)
    await anna.tap(asked, index=0)
    await anna.expect("Everything about you is erased.")
    await anna.send("/start")
    await anna.expect("send your account number")
    await anna.send("I am here again.")
    await talk.until_words(None, "I am here again.")

    assert await late_tap(talk, anna, asked) == OLD
    assert await talk.words(None) == ["I am here again."]


async def test_an_account_added_again_is_not_removed_by_the_old_yes(talk: Talk) -> None:
    anna, asked = await remove(talk)
    await anna.tap(asked, index=0)
    await anna.expect("is removed.")
    await anna.tap(await profile(anna), "Add an account")
    await anna.expect("Which account shall I add?")
    await anna.send(OTHER_ACCOUNT)
    await anna.tap(await anna.expect(f"Is it {OTHER_ACCOUNT}?"), "Yes")
    await anna.expect("is linked", after=asked.id)

    assert await late_tap(talk, anna, asked) == OLD
    assert await _has_all(talk, anna)


async def test_the_profile_comes_back_after_the_answer(talk: Talk) -> None:
    anna, asked = await remove(talk)

    await anna.tap(asked, index=0)

    card = await until_reads(anna, asked, "Your profile")
    assert card.text == f"Your profile\nAccount: {ACCOUNT}\nLanguage: English"


@ALL
async def test_the_answer_can_be_typed(talk: Talk, ask: Ask) -> None:
    anna, asked = await ask(talk)

    await anna.send(asked.buttons[0].text)

    await anna.expect(DONE[ask])


@ALL
async def test_a_typed_no_keeps_it_and_makes_the_buttons_old(talk: Talk, ask: Ask) -> None:
    anna, asked = await ask(talk)

    await anna.send("no")
    await anna.expect(KEPT[ask])

    assert await late_tap(talk, anna, asked) == OLD


async def test_a_yes_to_somebody_else_destroys_nothing(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.tap(await profile(anna), "Erase everything")
    await anna.expect("Erase everything about you?")
    await talk.reply(number, "Does it work?")
    await anna.expect("Does it work?")

    await anna.send("Yes")

    await talk.until_words(number, "Yes")


async def test_an_answer_typed_after_ten_minutes_is_only_words(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.tap(await profile(anna), "Erase everything")
    await anna.expect("Erase everything about you?")
    await talk.advance(minutes=10)

    await anna.send("Yes, erase everything")

    await talk.until_words(number, "Yes, erase everything")


async def test_a_question_over_hides_none_before_it(talk: Talk) -> None:
    anna = await two_accounts(talk)
    await anna.tap(await profile(anna), "Erase everything")
    await anna.expect("Erase everything about you?")
    await talk.advance(minutes=10)

    await anna.send(ACCOUNT)

    await anna.expect(f"New tickets are for account {ACCOUNT} now.")


async def test_buttons_of_before_the_question_was_kept_are_old(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("My secret.")
    await talk.until_words(number, "My secret.")

    for data in ("profile:erase_yes", "profile:out_yes"):
        await talk.phone.raw(forged_tap(anna, data))
    await talk.quiet(anna)

    assert await talk.words(number) == ["My secret."]
    assert await _has_all(talk, anna)


async def late_tap(talk: Talk, person: Person, asked: Message) -> str:
    """What is answered to a tap on the yes as it was, also if its message reads otherwise by now."""
    return await forge(talk, person, str(asked.buttons[0].data))


async def _has_all(talk: Talk, person: Person) -> bool:
    """Whether they are still known, with an account, and no ticket of theirs is closed."""

    async def is_there() -> bool:
        return (await talk.customer(person)).account_id is not None

    await until(is_there)
    shown = await profile(person)
    await person.press("My tickets")
    states = [
        line for line in (await person.expect("icket", after=shown.id)).text.splitlines() if "#" in line
    ]
    return all("solved" not in line for line in states)
