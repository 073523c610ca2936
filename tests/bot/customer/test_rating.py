"""Ratings: three emoji ten seconds after the closing words; thanks stay quiet, anything else reopens."""

from __future__ import annotations

import pytest

from board.values import State
from sandbox.client import Message, Person
from tests.bot.talking import Talk, number_in

EMOJI = ["😞", "😐", "🤩"]


async def resolved(talk: Talk) -> tuple[Person, int]:
    """A customer whose ticket an agent has answered and resolved."""
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")
    await talk.reply(number, "It works now.")
    await anna.expect("It works now.")
    await talk.resolve(number)
    return anna, number


async def asked(talk: Talk) -> tuple[Person, int, Message]:
    anna, number = await resolved(talk)
    await talk.advance(seconds=11)
    return anna, number, await anna.expect("How did we do?")


async def test_three_emoji_are_asked_for_ten_seconds_after_the_resolution(talk: Talk) -> None:
    anna, number = await resolved(talk)
    assert await talk.quiet(anna) == []

    await talk.advance(seconds=10, milliseconds=1)

    question = await anna.expect(f"#{number} is solved. How did we do?")
    assert [button.text for button in question.buttons] == EMOJI


@pytest.mark.parametrize(("emoji", "score"), [("😞", -1), ("😐", 0), ("🤩", 1)])
async def test_one_tap_rates(talk: Talk, emoji: str, score: int) -> None:
    anna, number, question = await asked(talk)

    answer = await anna.tap(question, emoji)

    assert answer.text == f"Thank you, {emoji} is noted."
    assert [(rating.ticket_number, rating.score) for rating in await talk.ratings()] == [(number, score)]


async def test_a_rating_can_be_changed_for_a_day(talk: Talk) -> None:
    anna, number, question = await asked(talk)
    await anna.tap(question, "😞")
    await talk.advance(hours=23)
    await anna.tap(question, "🤩")
    assert [rating.score for rating in await talk.ratings()] == [1]

    await talk.advance(hours=2)
    answer = await anna.tap(question, "😐")

    assert answer.text == f"It is too late to rate #{number}."
    assert [rating.score for rating in await talk.ratings()] == [1]


async def test_nobody_is_asked_when_no_agent_wrote(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("Forget it.")
    await talk.until_words(number, "Forget it.")
    await talk.resolve(number)

    await talk.advance(seconds=11)

    assert await talk.quiet(anna) == []


async def test_who_does_not_answer_is_reminded_once_a_day_later(talk: Talk) -> None:
    anna, number, _ = await asked(talk)

    await talk.advance(days=1)
    again = await anna.expect("One tap would help us")
    await talk.advance(days=2)

    assert await talk.quiet(anna) == []
    await anna.tap(again, "🤩")
    assert [rating.ticket_number for rating in await talk.ratings()] == [number]


async def test_the_reminder_is_dropped_after_an_answer(talk: Talk) -> None:
    anna, _, question = await asked(talk)
    await anna.tap(question, "🤩")

    await talk.advance(days=1, seconds=1)

    assert await talk.quiet(anna) == []


async def test_the_question_is_dropped_when_the_ticket_is_reopened_at_once(talk: Talk) -> None:
    anna, number = await resolved(talk)
    await anna.send("No, it does not.")
    await anna.expect(f"#{number} is open again")

    await talk.advance(seconds=11)

    assert await talk.quiet(anna) == []


async def test_an_emoji_alone_on_a_done_ticket_rates_it(talk: Talk) -> None:
    anna, number = await resolved(talk)

    await anna.send("🤩")

    await anna.expect(f"#{number}: 🤩. Thank you!")
    assert [(rating.ticket_number, rating.score) for rating in await talk.ratings()] == [(number, 1)]
    assert await talk.words(number) == ["It stopped."]


async def test_an_emoji_on_an_open_ticket_is_only_words(talk: Talk) -> None:
    anna, number = await talk.with_ticket()

    await anna.send("😞")

    await talk.until_words(number, "😞")
    assert await talk.ratings() == []


async def test_the_first_words_after_the_tap_belong_to_the_rating_and_do_not_reopen(talk: Talk) -> None:
    anna, number, question = await asked(talk)
    await anna.tap(question, "😞")

    await anna.send("It took two days.")
    thanks = await anna.expect("the team will read it")

    (rating,) = await talk.ratings()
    assert rating.comment_id == (await talk.said(number))[-1].id
    assert await talk.state(number) is State.DONE
    assert [button.text for button in thanks.buttons] == ["Not solved: reopen"]


async def test_a_ratings_words_in_two_pieces_are_answered_once(talk: Talk) -> None:
    anna, number, question = await asked(talk)
    await anna.tap(question, "😞")
    await anna.send("It took two days.")
    await anna.expect("the team will read it")
    await anna.hush()

    second = await anna.send("And nobody said why.")
    await anna.expect_reaction(second, "✍")

    assert await talk.quiet(anna) == []
    assert await talk.state(number) is State.DONE


async def test_an_emoji_typed_at_once_rates_what_was_resolved_last(talk: Talk) -> None:
    anna, first, question = await asked(talk)
    second = await talk.another_ticket(anna)
    await anna.send("The scanner, too.")
    await talk.until_words(second, "The scanner, too.")
    await talk.reply(second, "Replaced.")
    await anna.expect("Replaced.")
    await talk.resolve(second)

    await anna.send("🤩")
    await anna.expect(f"#{second}: 🤩. Thank you!")

    assert [rating.ticket_number for rating in await talk.ratings()] == [second]
    await anna.tap(question, "😐")
    assert {rating.ticket_number: rating.score for rating in await talk.ratings()} == {second: 1, first: 0}


async def test_an_emoji_rates_what_was_asked_about_though_another_ticket_is_open(talk: Talk) -> None:
    anna, first, _ = await asked(talk)
    await talk.another_ticket(anna)

    await anna.send("🤩")

    await anna.expect(f"#{first}: 🤩. Thank you!")


async def test_an_emoji_about_another_ticket_changes_no_rating(talk: Talk) -> None:
    anna, _, question = await asked(talk)
    await anna.tap(question, "🤩")
    second = await talk.another_ticket(anna)
    await talk.advance(minutes=2)

    await anna.send("😞")

    await talk.until_words(second, "😞")
    assert [rating.score for rating in await talk.ratings()] == [1]


async def test_not_solved_reopens_with_a_new_time(talk: Talk) -> None:
    anna, number, question = await asked(talk)
    await anna.tap(question, "😞")
    await anna.send("It took two days.")
    thanks = await anna.expect("the team will read it")

    answer = await anna.tap(thanks, "Not solved: reopen")

    assert answer.text.startswith(f"#{number} is open again")
    await anna.expect(f"#{number} is open again: solved by ")
    assert await talk.state(number) is State.INBOX


async def test_words_a_quarter_of_an_hour_later_reopen(talk: Talk) -> None:
    anna, number, question = await asked(talk)
    await anna.tap(question, "😞")
    await talk.advance(minutes=16)

    await anna.send("It is still broken.")

    await anna.expect(f"#{number} is open again")


@pytest.mark.parametrize("words", ["Thanks!", "спасибо, всё заработало 🙏", "👍", "Спасибо, Вера!"])
async def test_a_bare_thanks_stays_quiet(talk: Talk, words: str) -> None:
    anna, number = await resolved(talk)

    message = await anna.send(words)
    await anna.expect_reaction(message, "✍")

    assert await talk.quiet(anna) == []
    assert await talk.state(number) is State.DONE
    assert (await talk.said(number))[-1].is_thanks


async def test_thanks_with_a_but_reopens_and_tells_the_new_time(talk: Talk) -> None:
    anna, number = await resolved(talk)

    await anna.send("спасибо, но опять не работает")

    notice = await anna.expect(f"#{number} is open again: solved by ")
    assert [button.text for button in notice.buttons] == ["It is something new"]
    assert await talk.state(number) is State.INBOX


async def test_a_thanks_to_somebody_who_never_spoke_there_reopens(talk: Talk) -> None:
    await talk.agent("Oleg")
    anna, number = await resolved(talk)

    await anna.send("Thanks, Oleg")

    await anna.expect(f"#{number} is open again")


async def test_a_thanks_that_is_edited_into_a_question_reopens(talk: Talk) -> None:
    anna, number = await resolved(talk)
    message = await anna.send("спасибо")
    await anna.expect_reaction(message, "✍")

    await anna.edit(message, "спасибо, а как теперь вернуть деньги?")

    notice = await anna.expect(f"#{number} is open again: solved by ")
    assert [button.text for button in notice.buttons] == ["It is something new"]
    (_, comment) = await talk.said(number)
    assert (comment.is_thanks, comment.seen_at) == (False, None)
    await anna.tap(notice, "It is something new")
    new = number_in((await anna.expect("It continues")).text)
    assert await talk.words(new) == ["спасибо, а как теперь вернуть деньги?"]
    assert await talk.state(number) is State.DONE


async def test_a_thanks_that_is_edited_into_another_stays_quiet(talk: Talk) -> None:
    anna, number = await resolved(talk)
    message = await anna.send("спсибо")
    await anna.expect(f"#{number} is open again")
    await talk.resolve(number)

    await anna.edit(message, "спасибо!")
    await talk.until_words(number, "It stopped.", "спасибо!")

    comment = (await talk.said(number))[-1]
    assert (comment.is_thanks, comment.seen_at is not None) == (True, True)
    assert await talk.state(number) is State.DONE


async def test_earlier_words_edited_on_a_done_ticket_reopen_it(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    message = await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")
    await talk.reply(number, "It works now.")
    await talk.resolve(number)

    await anna.edit(message, "It stopped, and the second post too.")

    notice = await anna.expect(f"#{number} is open again: solved by ")
    assert notice.buttons == ()
    assert await talk.state(number) is State.INBOX


async def test_a_ratings_words_may_be_edited(talk: Talk) -> None:
    anna, number, question = await asked(talk)
    await anna.tap(question, "😞")
    message = await anna.send("It took two days.")
    await anna.expect("the team will read it")

    await anna.edit(message, "It took three days.")
    await talk.until_words(number, "It stopped.", "It took three days.")

    assert await talk.state(number) is State.DONE


async def test_something_new_moves_the_words_to_a_ticket_of_their_own(talk: Talk) -> None:
    anna, number = await resolved(talk)
    await anna.send("How do I add a user?")
    notice = await anna.expect("is open again")

    await anna.tap(notice, "It is something new")
    new = number_in((await anna.expect("It continues")).text)

    assert await talk.words(new) == ["How do I add a user?"]
    assert (await talk.ticket(new)).follows == number
    assert await talk.state(number) is State.DONE
    second = await anna.tap(notice, "It is something new")
    assert second.text == f"Already open: #{new}"


async def test_after_three_days_a_message_asks_for_a_topic(talk: Talk) -> None:
    anna, _ = await resolved(talk)
    await talk.advance(hours=73)
    await anna.expect("How did we do?")

    await anna.send("It stopped again.")

    await anna.expect("Your message is kept")


async def test_a_bad_rating_alarms_the_agent(talk: Talk) -> None:
    vera = await talk.linked_agent()
    anna, number, question = await asked(talk)
    await talk.advance(minutes=2)
    await vera.hush()

    await anna.tap(question, "😞")
    await talk.advance(minutes=1)

    await vera.expect(f"😞 #{number} · Cash desk · 17-203")
