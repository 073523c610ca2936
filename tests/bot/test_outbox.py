"""The outbox: messages arrive, in order and at Telegram's pace; hints hold up nobody."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta

from aiogram import Bot
from sqlalchemy import text as sql

from board.models import Question
from board.store.db import Database
from board.store.files import Blobs
from board.store.wake import Wake
from board.talk import comments, questions
from board.values import DESK, Delivery
from bot.outbound.amending import AMEND
from bot.outbound.outbox import RECEIPT, Call, FileRef, hint, send
from bot.outbound.receipts import Receipts
from bot.outbound.sender import Sender
from sandbox.client import Person, Phone
from tests.bot.machinery import turning
from tests.bot.posting import delivery_of, heard, is_empty, pass_time, put, reply, text
from tests.world import BOT, World, parts_of


async def test_messages_of_a_chat_arrive_in_order(database: Database, anna: Person, sending: None) -> None:
    await put(database, *(text(anna.id, str(n)) for n in range(5)))

    await is_empty(database)

    assert await heard(anna) == ["0", "1", "2", "3", "4"]


async def test_the_same_key_is_sent_once(database: Database, anna: Person, sending: None) -> None:
    await put(database, text(anna.id, "once"), text(anna.id, "once"))

    await is_empty(database)

    assert await heard(anna) == ["once"]


async def test_chats_do_not_wait_for_each_other(
    database: Database, anna: Person, phone: Phone, sending: None
) -> None:
    boris = await phone.person("Boris")
    await boris.send("hello")
    await phone.fault("hang", method="sendMessage", chat_id=anna.id, times=1)
    await put(database, text(anna.id, "slow"), text(boris.id, "quick"))

    await boris.expect("quick", timeout=5)


async def test_nobody_waits_for_the_ticket_of_what_another_chat_is_to_show(
    database: Database, world: World, anna: Person, phone: Phone, sending: None
) -> None:
    boris = await phone.person("Boris")
    await boris.send("hello")
    comment = await reply(world, anna, "Try turning it on.")
    await is_empty(database)
    change = Call("change", anna.id, AMEND, {}, amends=comment)

    async with database.transaction(DESK) as tx:
        await comments.locked(tx, comment)
        await put(database, change, text(boris.id, "quick"))
        await boris.expect("quick", timeout=5)
    await is_empty(database)


async def test_the_senders_pace_never_meets_telegrams_limit(
    database: Database, anna: Person, phone: Phone, wake: Wake, bot: Bot, blobs: Blobs
) -> None:
    await phone.pacing(True)
    people = [await phone.person(f"Person {n}") for n in range(20)]
    for person in people:
        await person.send("hello")
    await put(database, *(text(p.id, f"{p.id} {n}") for n in range(2) for p in people))

    async with turning(Sender(database, wake, bot, blobs).run):
        await is_empty(database)

    assert {call["status"] for call in await phone.calls(method="sendMessage")} == {200}
    for person in people:
        assert await heard(person) == [f"{person.id} 0", f"{person.id} 1"]


async def test_a_reply_is_told_that_it_was_sent(
    database: Database, world: World, anna: Person, sending: None
) -> None:
    comment = await reply(world, anna, "Try turning it on.")

    message = await anna.expect("Try turning it on.")
    await is_empty(database)

    async with database.transaction(DESK) as tx:
        (part,) = await parts_of(tx, comment)
    assert await delivery_of(database, comment) == Delivery.SENT
    assert (part.bot_id, part.chat_id, part.message_id) == (BOT, anna.id, message.id)


async def test_a_question_knows_its_message(
    database: Database, world: World, anna: Person, sending: None
) -> None:
    await world.customer(anna.id)
    async with database.transaction(DESK) as tx:
        question = await questions.ask(tx, await world.meet(tx, anna.id), questions.TOPIC)
    await put(database, Call("ask", anna.id, "sendMessage", {"text": "Which?"}, question=question.id))

    message = await anna.expect("Which?")
    await is_empty(database)

    async with database.transaction(DESK) as tx:
        asked = await tx.session.get_one(Question, question.id)
    assert (asked.bot_id, asked.message_id) == (BOT, message.id)


async def test_only_one_sender_sends(
    database: Database, anna: Person, wake: Wake, bot: Bot, blobs: Blobs
) -> None:
    senders = [Sender(database, wake, bot, blobs) for _ in range(2)]
    async with turning(senders[0].run), turning(senders[1].run):
        await put(database, *(text(anna.id, str(n)) for n in range(5)))
        await is_empty(database)

    assert await heard(anna) == ["0", "1", "2", "3", "4"]


async def test_a_call_for_later_holds_up_nobody(database: Database, anna: Person, sending: None) -> None:
    async with database.transaction(DESK) as tx:
        later = tx.now + timedelta(seconds=60)
    await put(database, Call("later", anna.id, "sendMessage", {"text": "later"}, run_at=later))
    await put(database, text(anna.id, "now"))

    await anna.expect("now")
    await pass_time(database, 61)

    await anna.expect("later")


async def test_a_photo_and_an_album_go_with_their_files(
    database: Database, world: World, anna: Person, sending: None, blobs: Blobs
) -> None:
    refs = [FileRef(await _save(blobs, _png(n)), f'pic "{n}".png', "image/png") for n in range(3)]
    album = [{"type": "photo", "media": f"attach://{n}", "caption": f"picture {n}"} for n in (1, 2)]
    await put(
        database,
        Call("photo", anna.id, "sendPhoto", {"caption": "one"}, files={"photo": refs[0]}),
        Call("album", anna.id, "sendMediaGroup", {"media": album}, files={"1": refs[1], "2": refs[2]}),
    )

    await is_empty(database)

    sent = [message for message in await anna.messages() if message.is_from_bot]
    assert [len(message.files) for message in sent] == [1, 1, 1]


async def test_a_lost_file_is_a_refusal_not_a_loop(
    database: Database, world: World, anna: Person, sending: None
) -> None:
    ref = FileRef("0" * 64, "gone.png", "image/png")
    await put(database, Call("photo", anna.id, "sendPhoto", {}, files={"photo": ref}), text(anna.id, "next"))

    await anna.expect("next")
    await is_empty(database)


async def test_a_hint_never_holds_a_message(
    database: Database, anna: Person, phone: Phone, wake: Wake, bot: Bot, blobs: Blobs, sending: None
) -> None:
    await phone.fault(method="setMessageReaction", retry_after=1000)
    (hello,) = await anna.messages()
    async with turning(Receipts(database, wake, bot, blobs).run):
        async with database.transaction(DESK) as tx:
            await hint(tx, _reaction(anna, hello.id, "✍"))
            await send(tx, text(anna.id, "words"))

        await anna.expect("words")
        await is_empty(database, RECEIPT)

    assert len(await phone.calls(method="setMessageReaction")) == 1


async def test_reactions_on_a_message_keep_their_order(
    database: Database, anna: Person, wake: Wake, bot: Bot, blobs: Blobs
) -> None:
    (hello,) = await anna.messages()
    async with database.transaction(DESK) as tx:
        await hint(tx, _reaction(anna, hello.id, "✍"))
        await hint(tx, _reaction(anna, hello.id, "👀"))

    async with turning(Receipts(database, wake, bot, blobs).run):
        await is_empty(database, RECEIPT)

    assert (await anna.message(hello.id)).bot_reaction == "👀"


async def test_a_hint_too_old_is_dropped_unsaid(
    database: Database, anna: Person, phone: Phone, wake: Wake, bot: Bot, blobs: Blobs
) -> None:
    (hello,) = await anna.messages()
    async with database.transaction(DESK) as tx:
        await hint(tx, _reaction(anna, hello.id, "✍"))
    async with database.engine.begin() as connection:
        await connection.execute(
            sql("UPDATE job SET payload = jsonb_set(payload::jsonb, '{until}', '1')::text")
        )

    async with turning(Receipts(database, wake, bot, blobs).run):
        await is_empty(database, RECEIPT)

    assert await phone.calls(method="setMessageReaction") == []


def _reaction(person: Person, message: int, emoji: str) -> Call:
    return Call(
        key=f"{message}:{emoji}",
        chat_id=person.id,
        method="setMessageReaction",
        params={"message_id": message, "reaction": [{"type": "emoji", "emoji": emoji}]},
    )


async def _save(blobs: Blobs, data: bytes) -> str:
    async def chunks() -> AsyncIterator[bytes]:
        yield data

    sha256, _ = await blobs.save(chunks())
    return sha256


def _png(shade: int) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(bytes([0, shade]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
