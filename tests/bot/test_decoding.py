"""Decoding: an update is read as far as possible, and refused only if nothing of it can be read."""

from __future__ import annotations

import json

import pytest
from aiogram import Bot

from bot.inbound.decoding import Unreadable, read
from tests.bot.machinery import message

pytestmark = pytest.mark.fast


@pytest.fixture
def bot() -> Bot:
    return Bot("7000:no-network")


def said(words: str, **fields: object) -> str:
    return json.dumps({"update_id": 1, "message": message(42, 1, words, **fields)})


def words(bot: Bot, text: str) -> str | None:
    update = read(text, bot)
    return update.message.text if update is not None and update.message is not None else None


def test_what_the_database_cannot_keep_is_replaced(bot: Bot) -> None:
    text = said("half \ud83d pair, null \0, whole \U0001f600")

    assert words(bot, text) == "half \ufffd pair, null \ufffd, whole \U0001f600"


@pytest.mark.parametrize(
    "strange",
    [
        {"forward_origin": {"type": "hidden_user", "date": 1}},
        {"forward_origin": {"type": "of the future", "date": 1}},
        {"external_reply": {"origin": {"type": "user", "date": 1}, "story": {}}},
        {"entities": [{"type": "bold", "offset": 0}, {"type": "bold", "offset": 0, "length": 3}]},
        {"reply_markup": {"inline_keyboard": "none"}},
        {"reply_to_message": {"message_id": 3}},
        {"photo": [{"file_id": 1}]},
    ],
)
def test_an_optional_part_that_cannot_be_read_is_dropped(bot: Bot, strange: dict[str, object]) -> None:
    assert words(bot, said("the words", **strange)) == "the words"


def test_only_what_cannot_be_read_is_dropped(bot: Bot) -> None:
    entities = [{"type": "bold", "offset": 0}, {"type": "bold", "offset": 0, "length": 3}]

    update = read(said("the words", entities=entities, edit_date=5), bot)

    assert update is not None
    assert update.message is not None
    assert update.message.entities is not None
    assert [entity.length for entity in update.message.entities] == [3]
    assert update.message.edit_date == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "nonsense",
        '{"message": {}}',
        '{"update_id": 1, "message": "words"}',
        '{"update_id": 1, "message": {"text": "words"}}',
        '{"update_id": ' + "9" * 5000 + "}",
        "[" * 100_000,
    ],
)
def test_what_says_nothing_is_refused(bot: Bot, text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, bot)


def test_the_refusal_repeats_no_words(bot: Bot) -> None:
    with pytest.raises(Unreadable) as refused:
        read(json.dumps({"update_id": 1, "message": {"text": "secret", "date": "secret"}}), bot)

    assert "secret" not in str(refused.value)


def test_an_unknown_kind_is_nothing(bot: Bot) -> None:
    assert read('{"update_id": 1, "of_the_future": {}}', bot) is None
