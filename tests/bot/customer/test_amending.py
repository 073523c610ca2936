"""What an agent edits or takes back after it was said is edited and taken back in Telegram too."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from board.errors import Conflict
from board.models import Comment
from board.people import redacting
from board.talk import conversation, rewording, sending, taking_back
from board.values import Delivery, Metric, RedactedFor
from board.views.cards import cards
from board.views.comments import comment as comment_json
from sandbox.client import Person
from tests.bot.customer.uploads import comment_of, delivered, upload
from tests.bot.machinery import until
from tests.bot.talking import PICTURE, Talk


async def test_an_edit_changes_the_message_and_keeps_the_names_it_shows(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    first = await talk.reply(number, "The code is 4471.")
    second = await talk.reply(number, "Press it twice.")
    await delivered(talk, second.id)

    bold = {"type": "bold", "offset": 12, "length": 4}
    await _reword(talk, first.id, "The code is 4472.", entities=[bold])
    await _reword(talk, second.id, "Press it once.")
    await _amended(talk, second.id)

    assert await _heard(anna) == ["The code is 4472.\n\n— Vera", "Press it once."]
    (told, _) = [message for message in await anna.messages() if message.is_from_bot][-2:]
    assert told.raw["entities"] == [bold]
    shown = await talk.do(lambda tx: comment_json(tx.session, "en", first.id))
    assert (shown["edited"], [each["text"] for each in shown["versions"]]) == (True, ["The code is 4471."])


async def test_the_words_under_a_file_change_too(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    files = [await upload(talk, tmp_path, PICTURE, f"{n}.png", "image/png") for n in range(2)]
    said = await talk.do(partial(conversation.reply, number=number, text="Press here", files=files))
    await delivered(talk, said.id)

    await _reword(talk, said.id, "Press there")
    await _amended(talk, said.id)

    assert await _heard(anna) == ["Press there\n\n— Vera", ""]


async def test_what_is_still_queued_is_changed_in_its_place_or_never_goes(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.phone.fault(method="sendMessage", chat_id=anna.id, retry_after=3000, times=1)
    held_up, changed, withdrawn, last = [
        await talk.reply(number, words) for words in ("One.", "Tow.", "Three.", "Four.")
    ]
    await until(partial(_is_held_up, talk))

    await _reword(talk, changed.id, "Two.")
    await talk.do(partial(rewording.delete, comment_id=withdrawn.id))
    await talk.advance(seconds=3001)
    await delivered(talk, last.id)

    assert await _heard(anna) == ["One.\n\n— Vera", "Two.", "Four."]
    assert (await comment_of(talk, held_up.id)).delivery == Delivery.SENT
    assert (await comment_of(talk, withdrawn.id)).delivery == Delivery.WITHDRAWN
    assert (await comment_of(talk, changed.id)).edit_delivery is None


async def test_the_answer_behind_one_taken_back_is_signed_and_meets_the_promise_alone(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.phone.fault(method="sendMessage", chat_id=anna.id, retry_after=3000, times=1)
    first = await talk.reply(number, "Wrong customer.")
    await until(partial(_is_held_up, talk))

    await talk.do(partial(rewording.delete, comment_id=first.id))
    (card,) = await talk.do(lambda tx: cards(tx.session, "en"))
    promise = next(each for each in card["timers"] if each["metric"] == Metric.FIRST_RESPONSE)
    assert promise["state"] == "running"
    assert (card["delivery"], card["last_author"]) == (None, "customer")
    await talk.reply(number, "Let me look.")

    assert (await anna.expect("Let me look.")).text.endswith("— Vera")


async def test_all_that_was_sent_of_a_reply_is_deleted_and_its_answer_was_given(
    talk: Talk, tmp_path: Path
) -> None:
    anna, number = await talk.with_ticket()
    files = [await upload(talk, tmp_path, PICTURE, f"{n}.png", "image/png") for n in range(2)]
    said = await talk.do(partial(conversation.reply, number=number, text="я" * 1025, files=files))
    await delivered(talk, said.id)
    assert len(await _heard(anna)) == 3

    await talk.do(partial(rewording.delete, comment_id=said.id))
    await talk.do(partial(rewording.delete, comment_id=said.id))
    await _amended(talk, said.id)

    assert await _heard(anna) == []
    shown = await talk.do(lambda tx: comment_json(tx.session, "en", said.id))
    assert shown["removed"] is not None
    assert (shown["removed"]["by"], shown["removed"]["redacted_for"]) == ("Vera", None)
    assert (shown["text"], shown["files"]) == ("", [])
    (card,) = await talk.do(lambda tx: cards(tx.session, "en"))
    assert {each["state"] for each in card["timers"] if each["metric"] == Metric.FIRST_RESPONSE} == {"met"}


async def test_words_are_refused_over_what_another_agent_made_of_them(talk: Talk) -> None:
    _, number = await talk.with_ticket()
    said = await talk.reply(number, "It is the paper.")
    await _reword(talk, said.id, "It is the cable.")
    with pytest.raises(Conflict, match=r"It now says: It is the cable\."):
        await _reword(talk, said.id, "It is the lid.", replaces="It is the paper.")
    await talk.do(partial(rewording.delete, comment_id=said.id))
    with pytest.raises(Conflict, match="deleted or redacted"):
        await _reword(talk, said.id, "It is the lid.")


async def test_a_name_that_had_no_room_in_its_reply_goes_with_it(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    said = await talk.reply(number, "я" * 4096)
    await delivered(talk, said.id)
    assert await _heard(anna) == ["— Vera", "я" * 4096]

    await _reword(talk, said.id, "Shorter.")
    await _amended(talk, said.id)
    assert await _heard(anna) == ["— Vera", "Shorter."]
    await talk.do(partial(rewording.delete, comment_id=said.id))
    await _amended(talk, said.id)

    assert await _heard(anna) == []
    shown = await talk.do(lambda tx: comment_json(tx.session, "en", said.id))
    assert [each["text"] for each in shown["versions"]] == ["я" * 4096, "Shorter."]


async def test_a_name_that_had_no_room_waits_with_its_reply_and_never_goes_without(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    first = await talk.do(partial(conversation.reply, number=number, text="я" * 4096, waits=True))
    await talk.do(partial(taking_back.take_back, number=number, comment_id=first.id))
    second = await talk.reply(number, "Shorter.")
    await delivered(talk, second.id)

    assert await _heard(anna) == ["Shorter.\n\n— Vera"]


async def test_the_next_answer_is_named_once_where_a_long_one_never_went(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.phone.fault(method="sendMessage", chat_id=anna.id, retry_after=3000, times=1)
    held_up, first, second = [await talk.reply(number, words) for words in ("One.", "Two.", "я" * 4096)]
    await until(partial(_is_held_up, talk))
    for each in (held_up, first):
        await talk.do(partial(rewording.delete, comment_id=each.id))
    await talk.advance(seconds=3001)
    await delivered(talk, second.id)

    assert await _heard(anna) == ["— Vera", "я" * 4096]


async def test_what_telegram_no_longer_changes_is_said_on_the_comment_and_can_be_tried_again(
    talk: Talk,
) -> None:
    anna, number = await talk.with_ticket()
    said = await talk.reply(number, "The code is 4471.")
    await delivered(talk, said.id)
    gone = "Bad Request: message to edit not found"
    await talk.phone.fault(method="editMessageText", code=400, description=gone, times=2)

    await _reword(talk, said.id, "The code is 4472.")
    await _amended(talk, said.id, Delivery.FAILED)
    shown = await talk.do(lambda tx: comment_json(tx.session, "en", said.id))
    assert "has deleted this message" in (shown["edit_delivery_reason"] or "")

    await talk.do(partial(sending.retry, comment_id=said.id))
    await _amended(talk, said.id, Delivery.FAILED)
    await talk.phone.fault(method="editMessageText", code=500, description="Internal", times=1)
    await talk.do(partial(sending.retry, comment_id=said.id))
    await _amended(talk, said.id)
    assert await _heard(anna) == ["The code is 4472.\n\n— Vera"]


async def test_what_blocks_the_bot_is_changed_when_it_returns(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    said = await talk.reply(number, "The code is 4471.")
    await delivered(talk, said.id)
    await anna.block()
    await _reword(talk, said.id, "The code is 4472.")
    await _amended(talk, said.id, Delivery.BLOCKED)

    await anna.unblock()

    await _amended(talk, said.id)
    assert "The code is 4472.\n\n— Vera" in await _heard(anna)


async def test_after_two_days_only_redacting_is_left(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    said = await talk.reply(number, "The code is 4471.")
    await delivered(talk, said.id)
    await talk.advance(hours=49)

    with pytest.raises(Conflict, match="within 48 hours"):
        await talk.do(partial(rewording.delete, comment_id=said.id))

    await talk.phone.fault(
        method="deleteMessage",
        code=400,
        description="Bad Request: message can't be deleted for everyone",
        times=1,
    )
    await _redact(talk, said.id)
    await _amended(talk, said.id, Delivery.FAILED)
    assert (await _comment(talk, said.id)).text == ""
    assert "The code is 4471.\n\n— Vera" in await _heard(anna)


async def test_a_customers_message_is_redacted_in_their_chat_too(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    told = await anna.send("My card is 4111 1111 1111 1111")
    await talk.until_words(number, told.text)
    (said,) = await talk.said(number)
    shown = await talk.do(lambda tx: comment_json(tx.session, "en", said.id))
    assert shown["may_hold_card"]

    await _redact(talk, said.id)
    await _amended(talk, said.id)

    assert [each.is_deleted for each in await anna.messages() if each.id == told.id] == [True]
    shown = await talk.do(lambda tx: comment_json(tx.session, "en", said.id))
    assert shown["removed"] is not None
    assert shown["removed"]["redacted_for"] == RedactedFor.CARD
    assert not shown["may_hold_card"]


async def _reword(talk: Talk, comment: int, text: str, **more: object) -> None:
    await talk.do(partial(rewording.reword, comment_id=comment, text=text, **more))  # type: ignore[arg-type]


async def _redact(talk: Talk, comment: int) -> None:
    await talk.do(partial(redacting.redact, comment_id=comment, why=RedactedFor.CARD))


async def _amended(talk: Talk, comment: int, state: Delivery = Delivery.SENT) -> None:
    async def has_state() -> bool:
        return (await comment_of(talk, comment)).edit_delivery == state

    await until(has_state)


async def _comment(talk: Talk, comment: int) -> Comment:
    return await comment_of(talk, comment)


async def _is_held_up(talk: Talk) -> bool:
    return any(call["status"] == 429 for call in await talk.phone.calls(method="sendMessage"))


async def _heard(person: Person) -> list[str]:
    """What the bot said since the ticket was opened."""
    said = [each for each in await person.messages() if each.is_from_bot and not each.is_deleted]
    opening = next(place for place, message in enumerate(said) if message.text.startswith("#"))
    return [message.text for message in said[opening + 1 :]]
