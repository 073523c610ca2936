"""Bots written with other libraries run on the sandbox: a conversation with words, buttons, files and refusals."""

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import telegram
from aiogram import Bot
from telebot.async_telebot import AsyncTeleBot
from telebot.asyncio_helper import ApiTelegramException, session_manager
from telebot.types import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaPhoto
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from sandbox.client import Person, Phone
from tests.sandbox.pictures import png
from tools.vendor import ROOT, find_node

_GRAMMY = Path(__file__).with_name("grammy_bot.mjs")


@pytest.fixture
async def boris(phone: Phone, bot: Bot) -> Person:
    """Somebody who has said nothing yet."""
    return await phone.person("Boris")


async def _converse(boris: Person) -> None:
    """What each of the bots answers in the same way."""
    await boris.send("/start")
    asked = await boris.expect("*Ready*, 1.5?")
    assert [button.text for button in asked.buttons] == ["Yes"]
    assert (await boris.tap(asked, "Yes")).text == "Thank you"
    await boris.document(b"bytes", "a b.txt")
    await boris.expect("a b.txt has 5 bytes")
    await boris.send("nonsense")
    await boris.expect("Bad Request: message text is empty")
    assert "Then send a file." in [message.text for message in await boris.messages()]


async def test_python_telegram_bot_runs(url: str, bot: Bot, boris: Person) -> None:
    async def start(update: telegram.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        button = telegram.InlineKeyboardButton("Yes", callback_data="yes")
        assert update.message
        text = r"\*Ready\*, 1\.5?"
        markup = telegram.InlineKeyboardMarkup([[button]])
        await update.message.reply_text(text, parse_mode="MarkdownV2", reply_markup=markup)

    async def tapped(update: telegram.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query
        await query.answer("Thank you")
        await query.edit_message_text("Then send a file.")

    async def file(update: telegram.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        assert update.message.document
        brought = await (await update.message.document.get_file()).download_as_bytearray()
        await update.message.reply_text(f"{update.message.document.file_name} has {len(brought)} bytes")

    async def words(update: telegram.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        try:
            await update.message.reply_text("\u200b")
        except telegram.error.BadRequest as refusal:
            await update.message.reply_text(f"Bad Request: {refusal.message[0].lower()}{refusal.message[1:]}")

    app = (
        Application.builder().token(bot.token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    )
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(tapped))
    app.add_handler(MessageHandler(filters.Document.ALL, file))
    app.add_handler(MessageHandler(filters.TEXT, words))
    async with app:
        assert app.updater
        await app.start()
        await app.updater.start_polling(timeout=1)
        try:
            await _converse(boris)
        finally:
            await app.updater.stop()
            await app.stop()


@pytest.fixture
async def telebot_here(url: str, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setattr("telebot.asyncio_helper.API_URL", url + "/bot{0}/{1}")
    monkeypatch.setattr("telebot.asyncio_helper.FILE_URL", url + "/file/bot{0}/{1}")
    yield AsyncTeleBot(bot.token)
    session = session_manager.session
    if session is not None:
        await session.close()


async def test_pytelegrambotapi_runs(telebot_here: Any, boris: Person) -> None:
    other = telebot_here

    async def start(message: Any) -> None:
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
        text = r"\*Ready\*, 1\.5?"
        await other.send_message(message.chat.id, text, parse_mode="MarkdownV2", reply_markup=markup)

    async def tapped(query: Any) -> None:
        await other.answer_callback_query(query.id, "Thank you")
        await other.edit_message_text("Then send a file.", query.message.chat.id, query.message.id)

    async def file(message: Any) -> None:
        brought = await other.download_file((await other.get_file(message.document.file_id)).file_path)
        album = [InputMediaPhoto(InputFile(BytesIO(png()))), InputMediaPhoto(InputFile(BytesIO(png())))]
        assert len(await other.send_media_group(message.chat.id, album)) == 2
        await other.reply_to(message, f"{message.document.file_name} has {len(brought)} bytes")

    async def words(message: Any) -> None:
        try:
            await other.send_message(message.chat.id, "\u200b")
        except ApiTelegramException as refusal:
            await other.send_message(message.chat.id, refusal.description)

    other.register_message_handler(start, commands=["start"])
    other.register_message_handler(file, content_types=["document"])
    other.register_message_handler(words, content_types=["text"])
    other.register_callback_query_handler(tapped, func=lambda query: True)
    polling = asyncio.create_task(other.polling(non_stop=True, timeout=1, request_timeout=5))
    try:
        await _converse(boris)
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def test_grammy_runs(url: str, bot: Bot, boris: Person) -> None:
    node = find_node()
    if node is None:
        pytest.skip("not run: there is no Node.js here")
    start = "const [, file, given] = process.argv; (await import(file)).run(...JSON.parse(given));"
    process = await asyncio.create_subprocess_exec(
        *(node, "--input-type=module", "-e", start, "--", str(_GRAMMY), json.dumps([url, bot.token])),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        await _converse(boris)
    finally:
        if process.returncode is None:
            process.terminate()
        said, _ = await process.communicate()
        assert b"Error" not in said, said.decode()
