"""Whoever writes to the bot may have all that is stored about them, as a file in the chat."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import aiohttp
from sqlalchemy import select

from board.models import Archive
from sandbox.client import Message
from tests.bot.customer.test_profile import profile
from tests.bot.machinery import until
from tests.bot.talking import Talk

ASKED = "I am putting together everything"
HERE = "This is everything that is stored about you."


async def test_a_customer_gets_what_is_stored_about_them(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.send("It stopped.")
    await talk.until_words(number, "It stopped.")

    await anna.tap(await profile(anna), "What is stored about me")

    await anna.expect(ASKED)
    came = await anna.expect(HERE)
    with await _opened(talk, came) as archive:
        page = archive.read("index.html").decode()
    assert f"#{number}" in page
    assert "It stopped." in page
    await anna.send("/mydata")
    await anna.expect("You have asked for this file already.", after=came.id)


async def test_so_does_somebody_at_the_door_who_types_it(talk: Talk) -> None:
    boris = await talk.phone.person("Boris", "ru")
    await boris.send("Касса не печатает.")
    await boris.expect()
    await boris.press(index=2)
    shown = await boris.expect("Ваш профиль")

    await boris.send("что вы обо мне храните")

    came = await boris.expect("Здесь всё, что о вас хранится.", after=shown.id)
    with await _opened(talk, came) as archive:
        assert "Касса не печатает." in archive.read("index.html").decode()
    assert came.files[0]["name"].startswith("о-вас-")


async def test_one_that_may_have_come_is_sent_once_more_and_marked(talk: Talk) -> None:
    anna = await talk.registered()
    await talk.phone.fault("drop_answer", method="sendDocument", times=1)
    await anna.send("/mydata")
    await anna.expect(HERE)
    await until(lambda: _is_marked(talk))

    first = await anna.expect(HERE, after=0)
    await talk.advance(seconds=11)

    assert (await anna.expect(HERE, after=first.id)).id != first.id


async def test_one_that_telegram_refuses_is_told_and_set_aside(talk: Talk) -> None:
    anna = await talk.registered()
    await talk.phone.fault(method="sendDocument", code=413, description="Request Entity Too Large")

    await anna.send("/mydata")

    await anna.expect("could not be sent")
    assert not [message for message in await anna.messages() if HERE in message.text]


async def _opened(talk: Talk, message: Message) -> ZipFile:
    """The document as the phone has it."""
    (file,) = message.files
    async with aiohttp.ClientSession() as session, session.get(f"{talk.phone.url}{file['url']}") as answer:
        return ZipFile(BytesIO(await answer.read()))


async def _is_marked(talk: Talk) -> bool:
    async with talk.database.reading() as session:
        return (await session.scalars(select(Archive.is_maybe_twice))).one()
