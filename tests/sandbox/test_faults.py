"""Trouble on demand, pacing, and the log of calls."""

import asyncio

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile

from sandbox.client import NotHeard, Person, Phone, PhoneRefused
from tests.sandbox.conftest import Hands
from tests.sandbox.pictures import png

pytestmark = pytest.mark.fast


async def test_an_error_is_answered_as_many_times_as_asked(bot: Bot, phone: Phone, anna: Person) -> None:
    await phone.fault(method="sendMessage", code=502, times=2)
    for _ in range(2):
        with pytest.raises(TelegramServerError, match="Bad Gateway"):
            await bot.send_message(anna.id, "hi")

    await bot.send_message(anna.id, "through")
    assert [message.text for message in await anna.messages() if message.is_from_bot] == ["through"]


async def test_a_fault_can_meet_one_chat_only(bot: Bot, phone: Phone, anna: Person) -> None:
    boris = await phone.person("Boris")
    await boris.send("hi")
    await phone.fault(chat_id=boris.id, code=403)
    await bot.send_message(anna.id, "fine")
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(boris.id, "not fine")

    await phone.clear_faults()
    await bot.send_message(boris.id, "fine")


async def test_retry_after_is_carried(bot: Bot, phone: Phone, anna: Person) -> None:
    await phone.fault(retry_after=7, times=1)
    with pytest.raises(TelegramRetryAfter) as raised:
        await bot.send_message(anna.id, "hi")

    assert raised.value.retry_after == 7


async def test_a_dropped_answer_hides_a_message_that_was_sent(bot: Bot, phone: Phone, anna: Person) -> None:
    await phone.fault("drop_answer", method="sendMessage", times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "did it arrive?")

    await anna.expect("did it arrive?")


async def test_a_refused_call_leaves_nothing(bot: Bot, phone: Phone, anna: Person) -> None:
    await phone.fault("refuse", method="sendMessage", times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "lost")

    assert not [message for message in await anna.messages() if message.is_from_bot]


async def test_a_hanging_call_times_out(bot: Bot, phone: Phone, anna: Person) -> None:
    await phone.fault("hang", method="sendMessage", times=1)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(anna.id, "silence", request_timeout=1)


async def test_downloads_fail_too(bot: Bot, phone: Phone, anna: Person) -> None:
    sent = await bot.send_document(anna.id, BufferedInputFile(b"x", "x.txt"))
    assert sent.document is not None
    await phone.fault(method="file", code=502, times=1)
    with pytest.raises(aiohttp.ClientResponseError):
        await bot.download(sent.document)

    fetched = await bot.download(sent.document)
    assert fetched is not None


async def test_pacing_lets_a_short_burst_pass(bot: Bot, phone: Phone, anna: Person, hands: Hands) -> None:
    await phone.pacing(True)
    for number in range(5):
        await bot.send_message(anna.id, str(number))
    with pytest.raises(TelegramRetryAfter) as raised:
        await bot.send_message(anna.id, "too fast")

    hands.now += raised.value.retry_after
    await bot.send_message(anna.id, "patient")


async def test_pacing_counts_all_chats_together(bot: Bot, phone: Phone) -> None:
    people = [await phone.person(str(number)) for number in range(31)]
    for person in people:
        await person.send("hi")
    await phone.pacing(True)
    for person in people[:30]:
        await bot.send_message(person.id, "hi")

    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(people[30].id, "hi")


async def test_calls_are_logged_with_their_outcome(bot: Bot, phone: Phone, anna: Person) -> None:
    await bot.send_photo(anna.id, BufferedInputFile(png(), "till.png"))
    waiting = asyncio.create_task(phone.calls(method="sendMessage", chat=anna.id, timeout=10))
    await phone.fault(method="sendMessage", code=403, times=1)
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(anna.id, "hi")

    (refused,) = await waiting
    assert (refused["status"], refused["params"]["text"]) == (403, "hi")
    photo = next(call for call in await phone.calls() if call["method"] == "sendPhoto")
    upload = next(value for value in photo["params"].values() if isinstance(value, dict))
    assert (photo["status"], upload["file"]) == (200, "till.png")


async def test_what_was_not_heard_is_told_with_what_was(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Номер договора?")
    with pytest.raises(NotHeard, match="Номер договора"):
        await anna.expect("Спасибо", timeout=0)


async def test_unknown_faults_and_other_origins_are_refused(url: str, phone: Phone) -> None:
    with pytest.raises(PhoneRefused, match="not a valid FaultKind"):
        await phone.fault("explode")
    async with aiohttp.ClientSession() as session:
        headers = {"Origin": "http://elsewhere.example"}
        answer = await session.post(f"{url}/phone/api/people", json={"name": "x"}, headers=headers)
        assert answer.status == 403


async def test_the_clock_needs_a_desk(phone: Phone) -> None:
    with pytest.raises(PhoneRefused, match="no desk"):
        await phone.advance(300)
    assert (await phone.info())["desk"] is None
