"""A second client library reads every answer: python-telegram-bot."""

from collections.abc import AsyncIterator

import pytest
import telegram
from aiogram import Bot
from telegram.request import HTTPXRequest

from sandbox.client import Part, Person, Phone
from tests.sandbox.pictures import opus, png

pytestmark = pytest.mark.fast


@pytest.fixture
async def other(url: str, bot: Bot) -> AsyncIterator[telegram.Bot]:
    """The same bot, used by the other library."""
    made = telegram.Bot(
        bot.token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
    )
    await made.initialize()
    yield made
    await made.shutdown()


async def test_every_update_is_read(other: telegram.Bot, anna: Person) -> None:
    said = await anna.send("/start now", forward_from={"kind": "hidden_user", "name": "Кто-то"})
    await anna.edit(said, "edited")
    await anna.album([Part("photo", png(), "a"), Part("video", b"0")])
    await anna.voice(opus())
    await anna.sticker("🙏", b"RIFF")
    await anna.location(55.7, 37.6, live_period=900)
    await anna.contact("+7999", "Boris")
    await anna.send_fields(dice={})
    await anna.block()
    await anna.unblock()

    updates = await other.get_updates()
    assert len(updates) == 13
    assert all(update.effective_chat and update.effective_chat.id == anna.id for update in updates)
    assert updates[1].message
    assert updates[1].message.parse_entities() == {updates[1].message.entities[0]: "/start"}


async def test_every_sending_method_is_answered_readably(other: telegram.Bot, anna: Person) -> None:
    keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Да", callback_data="yes")]])
    text = await other.send_message(anna.id, "<b>hi</b>", parse_mode="HTML", reply_markup=keyboard)
    assert text.reply_markup == keyboard
    assert (await other.send_photo(anna.id, png(), caption="c")).photo
    assert (await other.send_voice(anna.id, opus())).voice
    assert (await other.send_animation(anna.id, b"0123")).animation
    album = await other.send_media_group(
        anna.id, [telegram.InputMediaPhoto(png()), telegram.InputMediaPhoto(png())]
    )
    assert len(album) == 2
    assert (await other.send_location(anna.id, 1, 2)).location
    edited = await other.edit_message_text("new", anna.id, text.message_id)
    assert isinstance(edited, telegram.Message)
    assert await other.set_message_reaction(anna.id, text.message_id, "👀")
    assert await other.send_chat_action(anna.id, "typing")
    assert await other.delete_message(anna.id, text.message_id)


async def test_a_tap_and_a_file_are_read(other: telegram.Bot, phone: Phone, anna: Person) -> None:
    keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Да", callback_data="yes")]])
    await other.send_message(anna.id, "?", reply_markup=keyboard)
    await anna.tap(await anna.expect("?"), "Да", timeout=0)
    query = (await other.get_updates(offset=-1))[0].callback_query
    assert query
    assert await other.answer_callback_query(query.id)

    await anna.document(b"bytes", "a.bin")
    message = (await other.get_updates(offset=-1))[0].message
    assert message
    assert message.document
    file = await other.get_file(message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"bytes"


async def test_profile_methods_are_read(other: telegram.Bot, anna: Person) -> None:
    assert await other.set_my_commands([("start", "Begin")])
    assert [command.command for command in await other.get_my_commands()] == ["start"]
    assert await other.set_my_description("Support")
    assert (await other.get_my_description()).description == "Support"
    assert await other.set_my_short_description("Support")
    assert (await other.get_chat(anna.id)).first_name == "Anna"
    assert (await other.get_chat_member(anna.id, anna.id)).status == "member"
    assert (await other.get_user_profile_photos(anna.id)).total_count == 0
    assert await other.set_chat_menu_button()
    assert (await other.get_webhook_info()).url == ""
