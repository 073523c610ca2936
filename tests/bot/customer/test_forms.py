"""A file that Telegram refuses in one form goes in the next; the words arrive in any case, and the truth is told."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from board.models import CommentPart, File
from board.store.db import Transaction
from board.store.files import Blobs
from board.talk import conversation, sending
from board.values import CommentId, Delivery
from sandbox.client import Message, Person
from tests.bot.customer.uploads import comment_of, delivered, upload
from tests.bot.machinery import until
from tests.bot.talking import PICTURE, Talk
from tests.sandbox.pictures import opus, png

VOICE = opus()
FILES = {
    "photo": ("screen.png", "image/png", PICTURE),
    "voice": ("answer.ogg", "audio/ogg", VOICE),
    "audio": ("song.mp3", "audio/mpeg", b"ID3" + bytes(40)),
    "video": ("clip.mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42"),
}
_BROKEN_TRIES = 6
METHODS = {"photo": "sendPhoto", "voice": "sendVoice", "audio": "sendAudio", "video": "sendVideo"}
REFUSALS = [
    ("photo", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS", "document"),
    ("photo", 400, "Bad Request: IMAGE_PROCESS_FAILED", "document"),
    ("photo", 413, "Request Entity Too Large", "document"),
    ("photo", 403, "Forbidden: CHAT_SEND_PHOTOS_FORBIDDEN", "document"),
    ("voice", 400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", "audio"),
    ("voice", 400, "Bad Request: user doesn't want to receive voice messages", "audio"),
    ("audio", 400, "Bad Request: AUDIO_CONTENT_TYPE_INVALID", "document"),
    ("video", 400, "Bad Request: VIDEO_CONTENT_TYPE_INVALID", "document"),
]


@pytest.mark.parametrize(("kind", "code", "sentence", "next_form"), REFUSALS)
async def test_a_refused_form_is_followed_by_the_next(
    talk: Talk, tmp_path: Path, kind: str, code: int, sentence: str, next_form: str
) -> None:
    anna, number = await talk.with_ticket()
    await talk.phone.fault(method=METHODS[kind], code=code, description=sentence)
    comment = await _reply(talk, tmp_path, number, "Look at this", kind)

    told = await delivered(talk, comment)

    said = await anna.expect("Look at this")
    assert [file["kind"] for file in said.files] == [next_form]
    assert await _sent_as(talk, comment) == [next_form]
    assert not told.is_maybe_twice
    assert not (await talk.customer(anna)).blocked_at


async def test_a_voice_refused_as_audio_too_goes_as_a_file(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    await _refuse(talk, "sendVoice", "sendAudio")
    comment = await _reply(talk, tmp_path, number, "", "voice")

    await delivered(talk, comment)

    assert _kinds(await _said(anna)) == ["document"]


async def test_what_telegram_takes_as_it_is_was_not_sent_as_something_else(
    talk: Talk, tmp_path: Path
) -> None:
    _, number = await talk.with_ticket()
    comment = await _reply(talk, tmp_path, number, "Look", "photo")
    await delivered(talk, comment)
    assert await _sent_as(talk, comment) == [None]


async def test_a_picture_too_narrow_for_a_photo_arrives_with_its_words(talk: Talk, tmp_path: Path) -> None:
    """Nothing is made to fail here: the sandbox judges sides as Telegram does."""
    anna, number = await talk.with_ticket()
    file = await upload(talk, tmp_path, png(2100, 100), "long.png", "image/png")
    comment = await talk.do(partial(conversation.reply, number=number, text="The whole log", files=[file]))

    await delivered(talk, comment.id)

    assert _kinds([await anna.expect("The whole log")]) == ["document"]


async def test_words_arrive_though_their_file_does_in_no_form(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    await _refuse(talk, "sendPhoto", "sendDocument")
    comment = await _reply(talk, tmp_path, number, "Press the red button", "photo")

    told = await delivered(talk, comment, Delivery.FAILED)

    said = await anna.expect("Press the red button")
    assert said.files == []
    assert told.delivery_reason == "Bad Request: WRONG_FORM"


async def test_sent_again_only_the_file_is_sent(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    await _refuse(talk, "sendPhoto", "sendDocument")
    comment = await _reply(talk, tmp_path, number, "Press the red button", "photo")
    await delivered(talk, comment, Delivery.FAILED)
    await talk.phone.clear_faults()

    await talk.do(partial(sending.retry, comment_id=comment))
    await delivered(talk, comment)

    answer = await _said(anna)
    assert [message.text for message in answer] == ["Press the red button\n\n— Vera", ""]
    assert _kinds(answer) == ["photo"]
    assert (await comment_of(talk, comment)).text == "Press the red button"


@pytest.mark.parametrize(("kinds", "method"), [(["photo"], "sendPhoto"), (["photo"] * 2, "sendMediaGroup")])
async def test_telegrams_own_trouble_says_nothing_of_a_form(
    talk: Talk, tmp_path: Path, kinds: list[str], method: str
) -> None:
    anna, number = await talk.with_ticket()
    await talk.phone.fault(method=method, code=502, times=_BROKEN_TRIES)
    comment = await _reply(talk, tmp_path, number, "Look", *kinds)

    async def is_told() -> bool:
        await talk.advance(seconds=60)
        return (await comment_of(talk, comment)).delivery in (Delivery.SENT, Delivery.FAILED)

    await until(is_told, seconds=30)
    assert (await comment_of(talk, comment)).delivery == Delivery.FAILED
    await talk.do(partial(sending.retry, comment_id=comment))
    await delivered(talk, comment)
    assert _kinds(await _said(anna)) == kinds


async def test_an_album_with_a_refused_file_arrives_whole_and_in_order(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    pictures = [png(40, 30), png(2100, 100), png(40, 31)]
    files = [await upload(talk, tmp_path, data, f"{n}.png", "image/png") for n, data in enumerate(pictures)]
    reply = partial(conversation.reply, number=number, text="Three", files=files)
    comment = await talk.do(reply)
    await talk.reply(number, "That was all.")

    await delivered(talk, comment.id)

    await anna.expect("That was all.")
    assert _kinds(await _said(anna)) == ["photo", "document", "photo"]
    assert [message.text.partition("\n")[0] for message in await _said(anna)] == [
        "Three",
        "",
        "",
        "That was all.",
    ]


@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_one_file_that_goes_in_no_form_takes_no_other_with_it(
    talk: Talk, tmp_path: Path, lost: int
) -> None:
    anna, number = await talk.with_ticket()
    files = [await upload(talk, tmp_path, PICTURE + bytes(n + 1), f"{n}.png", "image/png") for n in range(3)]
    gone = Blobs(tmp_path / "files").path(hashlib.sha256(PICTURE + bytes(lost + 1)).hexdigest())
    gone.rename(tmp_path / "gone")
    comment = await talk.do(partial(conversation.reply, number=number, text="Three", files=files))
    await talk.reply(number, "That was all.")

    await delivered(talk, comment.id, Delivery.FAILED)

    others = [f"{n}.png" for n in range(3) if n != lost]
    await anna.expect("That was all.")
    assert _names(await _said(anna)) == others
    words = [message.text.partition("\n")[0] for message in await _said(anna) if message.text]
    assert words == ["Three", "That was all."]

    await talk.do(partial(sending.retry, comment_id=comment.id))
    await delivered(talk, comment.id, Delivery.FAILED)
    (tmp_path / "gone").rename(gone)
    await talk.do(partial(sending.retry, comment_id=comment.id))
    told = await delivered(talk, comment.id)
    assert _names(await _said(anna)) == [*others, f"{lost}.png"]
    assert not told.is_maybe_twice


async def test_an_album_refused_in_its_middle_may_be_there_twice(talk: Talk, tmp_path: Path) -> None:
    """Telegram sends the messages of an album one by one; those before the refused one may have arrived."""
    anna, number = await talk.with_ticket()
    sentence = 'Bad Request: failed to send message #2 with the error message "PHOTO_INVALID_DIMENSIONS"'
    await talk.phone.fault(method="sendMediaGroup", code=400, description=sentence, times=1)
    comment = await _reply(talk, tmp_path, number, "Both", "photo", "photo")

    told = await delivered(talk, comment)

    assert told.is_maybe_twice
    assert _kinds(await _said(anna)) == ["photo", "photo"]


async def test_what_a_person_blocked_is_not_tried_in_other_forms(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    await anna.block()
    comment = await _reply(talk, tmp_path, number, "Look", "photo")
    await delivered(talk, comment, Delivery.BLOCKED)
    assert await talk.phone.calls(method="sendDocument") == []


async def test_files_arrive_in_the_order_of_the_reply(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    comment = await _reply(talk, tmp_path, number, "In order", "voice", "photo", "audio", "photo")
    await delivered(talk, comment)
    assert _kinds(await _said(anna)) == ["voice", "photo", "audio", "photo"]


async def test_a_file_named_twice_is_sent_once(talk: Talk, tmp_path: Path) -> None:
    anna, number = await talk.with_ticket()
    file = await upload(talk, tmp_path, PICTURE, "screen.png", "image/png")
    comment = await talk.do(partial(conversation.reply, number=number, text="Once", files=[file, file]))
    await delivered(talk, comment.id)
    assert _kinds(await _said(anna)) == ["photo"]


async def _reply(talk: Talk, folder: Path, number: int, text: str, *kinds: str) -> CommentId:
    files = []
    for place, kind in enumerate(kinds):
        name, mime, data = FILES[kind]
        files.append(await upload(talk, folder, data + bytes(place), name, mime))
    comment = await talk.do(partial(conversation.reply, number=number, text=text, files=files))
    return CommentId(comment.id)


async def _refuse(talk: Talk, *methods: str) -> None:
    for method in methods:
        await talk.phone.fault(method=method, code=400, description="Bad Request: WRONG_FORM")


async def _said(person: Person) -> list[Message]:
    """What the bot said after the ticket's opening."""
    messages = [message for message in await person.messages() if message.is_from_bot]
    opening = max(place for place, message in enumerate(messages) if message.text.startswith("#"))
    return messages[opening + 1 :]


def _kinds(messages: list[Message]) -> list[str]:
    return [file["kind"] for message in messages for file in message.files]


def _names(messages: list[Message]) -> list[str]:
    return [file["name"] for message in messages for file in message.files]


async def _sent_as(talk: Talk, comment: int) -> list[str | None]:
    async def read(tx: Transaction) -> list[str | None]:
        files = select(File.sent_as).join(CommentPart, CommentPart.id == File.part_id)
        return list(await tx.session.scalars(files.where(CommentPart.comment_id == comment)))

    return await talk.do(read)
