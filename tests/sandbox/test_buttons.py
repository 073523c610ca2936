"""Keyboards, taps and their answers, reactions, edits and deletions."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from sandbox.client import Person, PhoneRefused
from tests.sandbox.conftest import Hands

pytestmark = pytest.mark.fast


def inline(**buttons: str) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=text, callback_data=data)] for text, data in buttons.items()]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def query_id(bot: Bot) -> str:
    query = (await bot.get_updates(offset=-1, timeout=5))[0].callback_query
    assert query is not None
    return query.id


async def test_a_tap_shows_the_bots_answer(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Верно?", reply_markup=inline(Да="yes", Нет="no"))
    asked = await anna.expect("Верно?")
    await bot.get_updates(offset=-1)
    tap = asyncio.create_task(anna.tap(asked, "Нет"))
    while not (updates := await bot.get_updates(offset=-1, timeout=5)) or not updates[0].callback_query:
        pass
    query = updates[0].callback_query

    assert (query.data, query.from_user.id) == ("no", anna.id)
    await bot.answer_callback_query(query.id, "Хорошо", show_alert=True)
    answer = await tap
    assert (answer.is_answered, answer.text, answer.show_alert) == (True, "Хорошо", True)


async def test_an_answer_after_150_seconds_is_too_late(bot: Bot, anna: Person, hands: Hands) -> None:
    await bot.send_message(anna.id, "?", reply_markup=inline(Да="yes"))
    unanswered = await anna.tap(await anna.expect("?"), index=0, timeout=0)
    query = await query_id(bot)
    hands.now += 151

    assert not unanswered.is_answered
    with pytest.raises(
        TelegramBadRequest, match="query is too old and response timeout expired or query ID is invalid"
    ):
        await bot.answer_callback_query(query)


async def test_a_tap_is_answered_once_in_200_units(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "?", reply_markup=inline(Да="yes"))
    await anna.tap(await anna.expect("?"), data="yes", timeout=0)
    query = await query_id(bot)

    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query, "x" * 201)
    await bot.answer_callback_query(query, "x" * 200)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query)


@pytest.mark.parametrize(
    ("data", "refusal"), [("", "Text buttons are unallowed"), ("я" * 33, "BUTTON_DATA_INVALID")]
)
async def test_button_data_is_1_to_64_bytes(bot: Bot, anna: Person, data: str, refusal: str) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_message(anna.id, "?", reply_markup=inline(Да=data))


async def test_the_reply_keyboard_stays_until_removed(bot: Bot, anna: Person) -> None:
    menu = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text="Мои обращения"), KeyboardButton(text="Новое")]]
    )
    sent = await bot.send_message(anna.id, "menu", reply_markup=menu)
    await bot.send_message(anna.id, "later", reply_markup=ForceReply())
    assert sent.reply_markup is None
    assert [button.text for button in await anna.keyboard()] == ["Мои обращения", "Новое"]

    pressed = await anna.press(index=1)
    assert pressed.text == "Новое"
    await bot.send_message(anna.id, "gone", reply_markup=ReplyKeyboardRemove())
    assert await anna.keyboard() == ()
    with pytest.raises(PhoneRefused, match="no such button"):
        await anna.press("Новое")


async def test_a_bot_has_one_reaction_a_message(bot: Bot, anna: Person) -> None:
    said = await anna.send("касса")
    for emoji in ("✍", "👀"):
        await bot.set_message_reaction(anna.id, said.id, [ReactionTypeEmoji(emoji=emoji)])
        await anna.expect_reaction(said, emoji)
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(anna.id, said.id, [ReactionTypeEmoji(emoji="✅")])
    with pytest.raises(TelegramBadRequest, match="REACTIONS_TOO_MANY"):
        await bot.set_message_reaction(anna.id, said.id, [ReactionTypeEmoji(emoji=emoji) for emoji in "👌👍"])
    assert (await anna.message(said.id)).bot_reaction == "👀"

    await bot.set_message_reaction(anna.id, said.id, [])
    assert (await anna.message(said.id)).bot_reaction is None


async def test_an_edit_must_change_something(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "old", reply_markup=inline(Да="yes"))
    await bot.edit_message_text("new", chat_id=anna.id, message_id=sent.message_id)
    shown = await anna.message(sent.message_id)
    assert (shown.text, shown.is_edited, shown.buttons) == ("new", True, ())

    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("new", chat_id=anna.id, message_id=sent.message_id)
    edited = await bot.edit_message_reply_markup(
        chat_id=anna.id, message_id=sent.message_id, reply_markup=inline(Нет="no")
    )
    assert not isinstance(edited, bool)
    assert [button.text for button in (await anna.message(sent.message_id)).buttons] == ["Нет"]


async def test_only_own_texts_are_edited(bot: Bot, anna: Person) -> None:
    said = await anna.send("mine")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("yours", chat_id=anna.id, message_id=said.id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("none", chat_id=anna.id, message_id=999)
    sent = await bot.send_message(anna.id, "text")
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=anna.id, message_id=sent.message_id, caption="x")


async def test_a_deleted_message_is_gone_for_both(bot: Bot, anna: Person, hands: Hands) -> None:
    sent = await bot.send_message(anna.id, "oops")
    await bot.delete_message(anna.id, sent.message_id)
    assert (await anna.message(sent.message_id)).is_deleted
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(anna.id, sent.message_id)

    old = await bot.send_message(anna.id, "old")
    hands.now += 48 * 3600 + 1
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(anna.id, old.message_id)


async def test_what_is_deleted_on_the_phone_stays_with_the_bot(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "kept")
    await anna.delete(await anna.message(sent.message_id))

    assert (await anna.message(sent.message_id)).is_deleted
    await bot.edit_message_text("still there", chat_id=anna.id, message_id=sent.message_id)


@pytest.mark.parametrize(
    ("count", "text_length", "is_taken"), [(100, 20, True), (101, 1, False), (99, 60, False)]
)
async def test_too_long_a_keyboard_is_refused(
    bot: Bot, anna: Person, count: int, text_length: int, is_taken: bool
) -> None:
    """By buttons, and by bytes."""
    rows = [
        [InlineKeyboardButton(text="b" * text_length, callback_data=f"{number:010}")]
        for number in range(count)
    ]

    async def send() -> None:
        await bot.send_message(anna.id, "Which?", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))

    if is_taken:
        await send()
    else:
        with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
            await send()
