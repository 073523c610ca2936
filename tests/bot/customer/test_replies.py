"""What agents say arrives whole, named and signed where needed; receipts are quiet."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from board.errors import Invalid
from board.people import door
from board.store.db import Transaction
from board.talk import conversation, scheduling, sending, typing_hint
from board.talk.drafts import Begun
from board.values import Delivery
from board.views.scheduled import scheduled
from sandbox.client import Part, Person
from tests.bot.customer.uploads import delivered, upload
from tests.bot.machinery import until
from tests.bot.talking import PICTURE, Talk


async def test_each_agents_first_answer_on_a_ticket_is_signed(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    boris = await talk.agent("Boris")

    await talk.reply(number, "Is the paper in?")
    await talk.reply(number, "And the cable?")
    await talk.reply(number, "Let me look.", boris)

    assert (await anna.expect("Is the paper in?")).text == "Is the paper in?\n\n— Vera"
    assert (await anna.expect("And the cable?")).text == "And the cable?"
    assert (await anna.expect("Let me look.")).text == "Let me look.\n\n— Boris"


async def test_the_answer_queued_behind_one_that_fails_is_signed(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.phone.fault(method="sendMessage", code=400, description="Bad Request: no", times=1)
    second = "And the cable?".ljust(4096, "!")

    async def reply_twice(tx: Transaction) -> int:
        lost = await conversation.reply(tx, number, "Is the paper in?")
        await conversation.reply(tx, number, second)
        await conversation.reply(tx, number, "Or the plug?")
        return lost.id

    await delivered(talk, await talk.do(reply_twice), Delivery.FAILED)

    await anna.expect("Or the plug?")
    said = [message.text for message in await anna.messages()]
    assert said[-3:] == ["— Vera", second, "Or the plug?"]


async def test_an_answer_is_signed_until_one_has_arrived(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.phone.fault(method="sendMessage", code=400, description="Bad Request: no", times=1)
    lost = await talk.reply(number, "Is the paper in?")
    await delivered(talk, lost.id, Delivery.FAILED)

    second = await talk.reply(number, "And the cable?")
    assert (await anna.expect("And the cable?")).text == "And the cable?\n\n— Vera"
    await delivered(talk, second.id)
    await talk.do(partial(sending.retry, comment_id=lost.id))

    assert (await anna.expect("Is the paper in?")).text == "Is the paper in?"


async def test_a_reply_names_its_ticket_when_more_than_one_is_open(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    second = await talk.another_ticket(anna, topic=2)

    await talk.reply(first, "Is the paper in?")
    await talk.reply(second, "The act is attached.")

    assert (await anna.expect("paper")).text.startswith(f"#{first} · Cash desk\nIs the paper in?")
    assert (await anna.expect("act")).text.startswith(f"#{second} · Billing and papers\nThe act")


async def test_formatting_arrives_where_it_was_put(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    await talk.another_ticket(anna)
    bold = {"type": "italic", "offset": 3, "length": 4}

    await talk.do(partial(conversation.reply, number=first, text="🙏 Look here", entities=[bold]))

    said = await anna.expect("Look here")
    italic = next(entity for entity in said.raw["entities"] if entity["type"] == "italic")
    units = said.text.encode("utf-16-le")
    start, end = italic["offset"] * 2, (italic["offset"] + italic["length"]) * 2
    assert units[start:end].decode("utf-16-le") == "Look"


async def test_a_message_of_full_length_is_not_cut_by_names(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    text = "я" * 4096

    await talk.reply(number, text)

    assert (await anna.expect("— Vera")).text == "— Vera"
    assert (await anna.expect("яяя")).text == text


async def test_one_file_carries_a_short_text_as_its_caption(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    file = await upload(talk, tmp_path, PICTURE, "screen.png", "image/png")

    comment = await talk.do(partial(conversation.reply, number=number, text="Press here", files=[file]))

    said = await anna.expect("Press here")
    assert [shown["kind"] for shown in said.files] == ["photo"]
    await delivered(talk, comment.id)


async def test_pictures_arrive_as_one_album_and_documents_as_another(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    pictures = [await upload(talk, tmp_path, PICTURE, f"{n}.png", "image/png") for n in range(2)]
    papers = [await upload(talk, tmp_path, b"%PDF-1.4", f"{n}.pdf", "application/pdf") for n in range(2)]

    reply = partial(conversation.reply, number=number, text="All of it", files=[*pictures, *papers])
    await delivered(talk, (await talk.do(reply)).id)

    first_picture, *others = [m for m in await anna.messages() if m.is_from_bot and m.files][-4:]
    groups = [message.raw.get("media_group_id") for message in (first_picture, *others)]
    assert groups[0] == groups[1] != groups[2] == groups[3]
    assert None not in groups


async def test_ogg_is_sent_as_a_voice_message(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    file = await upload(talk, tmp_path, b"OggS" + bytes(60) + b"OpusHead", "answer.ogg", "audio/ogg")

    await talk.do(partial(conversation.reply, number=number, text="", files=[file]))

    said = await anna.expect("— Vera")
    assert [shown["kind"] for shown in said.files] == ["voice"]


async def test_a_stored_message_is_marked_and_a_seen_one_shows_eyes(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    message = await anna.send("Bay 2 charges twice.")
    await anna.expect_reaction(message, "✍")

    await talk.do(partial(conversation.seen, number=number, up_to=2**60))

    await anna.expect_reaction(message, "👀")


async def test_an_answer_shows_eyes_too(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    message = await anna.send("Bay 2 charges twice.")
    await anna.expect_reaction(message, "✍")

    await talk.reply(number, "On it.")

    await anna.expect_reaction(message, "👀")


async def test_a_note_stays_among_agents(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await talk.do(partial(conversation.note, number=number, text="He is always angry."))
    await talk.reply(number, "On it.")

    await anna.expect("On it.")

    assert not any("angry" in message.text for message in await anna.messages())


async def test_who_blocked_the_bot_and_returns_gets_what_was_missed(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.block()
    await until(partial(_is_blocked, talk, anna))
    comment = await talk.reply(number, "Is the paper in?")
    await delivered(talk, comment.id, Delivery.BLOCKED)

    await anna.unblock()

    await anna.expect("Is the paper in?")
    await delivered(talk, comment.id)


async def test_an_answer_at_the_door_reaches_the_stranger(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("I lost my number.")
    await anna.expect("account number")
    customer = await talk.customer(anna)

    await talk.do(partial(door.answer, customer_id=customer.id, text="What is your company's name?"))

    await anna.expect("What is your company's name?")


async def test_an_account_given_at_the_door_lets_the_stranger_in(talk: Talk) -> None:
    anna = await talk.phone.person("Anna")
    await anna.send("I lost my number.")
    await anna.expect("account number")
    customer = await talk.customer(anna)

    await talk.do(
        partial(door.give_account, customer_id=customer.id, number="17-203", today=date(2026, 3, 2))
    )

    await anna.expect("An agent has linked account 17-203 for you.")
    await anna.tap(await anna.expect("Your message is kept"), "Cash desk")
    opening = await anna.expect("#")
    assert await talk.words(int(opening.text.split(" ")[0][1:])) == ["I lost my number."]


async def _is_blocked(talk: Talk, person: Person) -> bool:
    return (await talk.customer(person)).blocked_at is not None


async def test_a_reply_quotes_the_message_that_was_chosen_also_where_it_is_gone(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    cable = await anna.send("The cable is in.")
    await talk.until_words(number, "The cable is in.")
    album = await anna.album([Part("photo", PICTURE), Part("photo", PICTURE, caption="The lamp.")])
    await talk.until_words(number, "The cable is in.", "The lamp.")
    said = {comment.text: comment.id for comment in await talk.said(number)}

    async def answer(tx: Transaction, text: str, quoted: str) -> int:
        return (await conversation.reply(tx, number, text, reply_to=said[quoted])).id

    await talk.do(partial(answer, text="Which one?", quoted="The cable is in."))
    assert (await anna.expect("Which one?")).reply_to == cable.id
    await talk.do(partial(answer, text="Is it green?", quoted="The lamp."))
    assert (await anna.expect("Is it green?")).reply_to == album[1].id

    await talk.phone.fault(method="sendMessage", code=400, description=_GONE, times=1)
    last = await talk.do(partial(answer, text="And now?", quoted="The cable is in."))
    await delivered(talk, last)
    assert (await anna.expect("And now?")).reply_to is None


_GONE = "Bad Request: message to be replied not found"


async def test_an_album_sent_one_by_one_quotes_once(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    asked = await anna.send("Where are the screws?")
    await talk.until_words(number, "Where are the screws?")
    (words,) = await talk.said(number)
    files = [await upload(talk, tmp_path, PICTURE, f"{place}.png", "image/png") for place in (1, 2)]
    await talk.phone.fault(method="sendMediaGroup", code=400, description="Bad Request: no", times=1)

    async def answer(tx: Transaction) -> int:
        return (await conversation.reply(tx, number, "Here.", files=files, reply_to=words.id)).id

    await delivered(talk, await talk.do(answer))
    shown = [message for message in await anna.messages(asked.id) if message.is_from_bot and message.files]
    assert [message.reply_to for message in shown] == [asked.id, None]


async def test_a_reply_quotes_nothing_that_the_customer_does_not_have(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("It hums.")
    await talk.until_words(number, "It hums.")
    note = await talk.do(partial(conversation.note, number=number, text="Ask Oleg."))
    for quoted in (note.id, note.id + 99):
        with pytest.raises(Invalid):
            await talk.do(partial(conversation.reply, number=number, text="So?", reply_to=quoted))


async def test_what_is_scheduled_arrives_at_its_time_unless_they_write_first(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    asked = await anna.send("It hums.")
    await talk.until_words(number, "It hums.")
    (hums,) = await talk.said(number)

    async def later(tx: Transaction, text: str, hours: int) -> None:
        words = Begun(text, reply_to=hums.id)
        await scheduling.send_later(tx, number, words, tx.now + timedelta(hours=hours))

    await talk.do(partial(later, text="Good morning, still humming?", hours=1))
    await talk.do(partial(later, text="And now?", hours=3))
    await talk.advance(hours=1)
    assert (await anna.expect("Good morning")).reply_to == asked.id
    await anna.send("Not any more!")
    await talk.until_words(number, "It hums.", "Not any more!")
    await talk.advance(hours=3)

    async def is_held() -> bool:
        (item,) = (await talk.do(lambda tx: scheduled(tx.session, number)))["items"]
        return (item["due"], item["held"]) == (True, "customer_wrote")

    await until(is_held)
    assert "And now?" not in {message.text for message in await anna.messages()}


async def test_typing_is_shown_to_whoever_can_be_written_to(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    assert await talk.do(partial(typing_hint.show, number=number))

    async def is_shown() -> bool:
        return any(call["method"] == "sendChatAction" for call in await talk.phone.calls())

    await until(is_shown)
    await anna.block()
    await talk.reply(number, "Hello?")

    async def is_blocked() -> bool:
        return (await talk.customer(anna)).blocked_at is not None

    await until(is_blocked)
    assert not await talk.do(partial(typing_hint.show, number=number))
