"""The scripted customers against a bot that only knows the steps they walk through."""

import asyncio
import itertools
from collections.abc import AsyncIterator

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
from sandbox.scenes import SCENES
from sandbox.sniff import image_size

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
            await bot.send_message(message.chat.id, "Right?", reply_markup=inline("yes", "no"))

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


def test_drawings_are_pictures() -> None:
    assert image_size(till_screen("КАССА 2", ("НЕТ СВЯЗИ",))) == (640, 400)
    assert image_size(receipt(("QUICK WASH",))) == (360, 480)
