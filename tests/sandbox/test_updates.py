"""Long polling: order, confirmation, conflicts, what a bot asked to hear."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramConflictError

from sandbox.client import Person, Phone
from tests.sandbox.conftest import Hands, connect

pytestmark = pytest.mark.fast


async def test_updates_stay_until_the_offset_passes_them(bot: Bot, anna: Person) -> None:
    await anna.send("second")
    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)

    assert [update.update_id for update in again] == [update.update_id for update in first]
    assert [update.message.text for update in rest if update.message] == ["second"]
    assert len(await bot.get_updates()) == 1


async def test_a_negative_offset_keeps_only_the_last(bot: Bot, anna: Person) -> None:
    for text in ("two", "three"):
        await anna.send(text)
    last = await bot.get_updates(offset=-1)

    assert [update.message.text for update in last if update.message] == ["three"]
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_ends_when_someone_writes(bot: Bot, anna: Person) -> None:
    seen = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=seen[-1].update_id + 1, timeout=20))
    await anna.send("now")

    (update,) = await poll
    assert update.message is not None
    assert update.message.text == "now"


async def test_of_two_pollers_the_newer_one_stays(bot: Bot, anna: Person) -> None:
    seen = await bot.get_updates()
    polls = [
        asyncio.create_task(bot.get_updates(offset=seen[-1].update_id + 1, timeout=20)) for _ in range(2)
    ]
    ended, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)

    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await ended.pop()
    await anna.send("for the one that stays")
    assert len(await waiting.pop()) == 1


async def test_only_wanted_updates_are_made(bot: Bot, anna: Person) -> None:
    seen = await bot.get_updates(allowed_updates=["callback_query", "message_reaction"])
    said = await anna.send("not wanted")
    await anna.react(said, "👍")

    (update,) = await bot.get_updates(offset=seen[-1].update_id + 1)
    assert update.message_reaction is not None
    assert update.message_reaction.message_id == said.id


async def test_an_edit_keeps_the_number_and_carries_the_new_words(bot: Bot, anna: Person) -> None:
    said = await anna.send("касса 1")
    await anna.edit(said, "касса 2")

    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert (edited.message_id, edited.text, edited.edit_date is not None) == (said.id, "касса 2", True)


async def test_blocking_and_returning_is_told(bot: Bot, anna: Person) -> None:
    await anna.block()
    await anna.unblock()

    updates = await bot.get_updates()
    statuses = [update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member]
    assert statuses == ["kicked", "member"]
    assert updates[-1].message is not None
    assert updates[-1].message.text == "/start"


async def test_update_ids_may_go_on_from_anywhere(bot: Bot, phone: Phone, anna: Person) -> None:
    await bot.get_updates(offset=-1)
    next_id = await phone.restart_ids()
    await anna.send("after a quiet week")

    ids = [update.update_id for update in await bot.get_updates()]
    assert next_id in ids


async def test_updates_are_gone_after_a_day(bot: Bot, anna: Person, hands: Hands) -> None:
    hands.now += 24 * 3600 + 1

    assert await bot.get_updates() == []


async def test_what_was_written_before_the_bot_came_waits_for_it(
    session: AiohttpSession, url: str, phone: Phone
) -> None:
    boris = await phone.person("Boris")
    await boris.send("anyone there?")
    bot = connect(session, url, 77)
    (update,) = await bot.get_updates()
    await bot.send_message(boris.id, "yes")

    assert update.message is not None
    assert update.message.text == "anyone there?"
    await boris.expect("yes")


async def test_any_object_can_be_an_update(bot: Bot, phone: Phone, anna: Person) -> None:
    origin = {"type": "hidden_user", "date": 1}
    chat = {"id": anna.id, "type": "private", "first_name": "Anna"}
    message = {"chat": chat, "date": 1, "text": "a\x00b\ud800", "forward_origin": origin}
    injected = await phone.raw({"message": message})
    raw = await _raw_updates(bot)

    assert raw[-1]["update_id"] == injected["update_id"]
    assert raw[-1]["message"]["text"] == "a\x00b\ud800"
    assert (await anna.message(injected["message_id"])).text == "a\x00b\ud800"


async def _raw_updates(bot: Bot) -> list[dict[str, Any]]:
    async with aiohttp.ClientSession() as session:
        answer = await session.get(bot.session.api.api_url(bot.token, "getUpdates"))
        found: list[dict[str, Any]] = (await answer.json())["result"]
        return found
