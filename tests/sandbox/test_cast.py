"""The scripted customers against a bot that only knows the steps they walk through."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiogram import Bot
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)

from sandbox.cast import play
from sandbox.client import Phone
from sandbox.drawings import receipt, till_screen
from sandbox.scenes import SCENES, Words
from sandbox.sniff import image_size
from tests.bot.machinery import until

pytestmark = pytest.mark.fast

MENU = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text=text) for text in ("Mine", "New", "Profile")]])


def inline(*texts: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=text)] for text in texts]
    )


@pytest.fixture
async def clerk(bot: Bot) -> AsyncIterator[list[str]]:
    """A bot that registers everyone and numbers tickets; yields the topics it was told."""
    topics: list[str] = []
    numbers = itertools.count(1)

    async def answer(update: Update) -> None:
        query, message = update.callback_query, update.message
        if query and query.data == "yes":
            await bot.answer_callback_query(query.id)
            await bot.send_message(query.from_user.id, "registered", reply_markup=MENU)
        elif query and query.data:
            topics.append(query.data)
            await bot.answer_callback_query(query.id)
            await bot.send_message(query.from_user.id, f"#{next(numbers)} opened")
        elif message and message.text == "/start":
            await bot.send_message(message.chat.id, "Your account number?")
        elif message and message.text == "New":
            markup = inline("cash_desk", "product", "billing")
            await bot.send_message(message.chat.id, "Topic?", reply_markup=markup)
        elif message and message.text and message.text.replace(" ", "-") in {s.account for s in SCENES}:
            asked = f"{message.text.replace(' ', '-')}, right?"
            await bot.send_message(message.chat.id, asked, reply_markup=inline("yes", "no"))

    async def work() -> None:
        offset = 0
        while True:
            for update in await bot.get_updates(offset=offset, timeout=20):
                await answer(update)
                offset = update.update_id + 1

    task = asyncio.create_task(work())
    yield topics
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_cast_opens_a_dozen_tickets(url: str, phone: Phone, clerk: list[str]) -> None:
    assert await play(url) == 12

    assert sorted(set(clerk)) == ["billing", "cash_desk", "product"]
    assert len(clerk) == 12
    people = await phone.ask_all("GET", "people")
    assert {person["name"] for person in people} == {scene.name for scene in SCENES}


async def test_a_cast_that_is_cut_off_goes_on_where_it_was(url: str, phone: Phone, clerk: list[str]) -> None:
    def at_least(opened: int) -> Callable[[], Awaitable[bool]]:
        async def are_open() -> bool:
            return len(clerk) >= opened

        return are_open

    for opened in (1, 2, 5, 9, 11):
        playing = asyncio.create_task(play(url))
        await until(at_least(opened), seconds=30)
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
    assert await play(url) == 12

    assert len(clerk) == 12
    people = await phone.ask_all("GET", "people")
    assert sorted(person["name"] for person in people) == sorted(scene.name for scene in SCENES)
    for scene in SCENES:
        person = await phone.acquaintance(scene.name)
        assert person is not None
        said = [m.text for m in await person.messages() if not m.is_from_bot and m.text != "New"]
        words = [line.text for chapter in scene.chapters for line in chapter.lines if isinstance(line, Words)]
        assert [text for text in said if text in words] == words


def test_drawings_are_pictures() -> None:
    assert image_size(till_screen("КАССА 2", ("НЕТ СВЯЗИ",))) == (640, 400)
    assert image_size(receipt(("QUICK WASH",))) == (360, 480)
