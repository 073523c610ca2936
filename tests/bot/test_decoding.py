"""Decoding: an update is read as far as possible, and refused only if nobody can tell whose it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import InaccessibleMessage, Message, Update

from bot.inbound.decoding import Unreadable, read, to_aiogram
from tests.bot.machinery import message

pytestmark = pytest.mark.fast

ANNA = {"id": 42, "is_bot": False, "first_name": "Anna", "language_code": "ru"}


@pytest.fixture
def bot() -> Bot:
    return Bot("7000:no-network")


def said(words: str, **fields: object) -> str:
    return json.dumps({"update_id": 1, "message": message(42, 1, words, **fields)})


def decoded(bot: Bot, text: str) -> Update | None:
    return to_aiogram(read(text), bot)


def heard(bot: Bot, text: str) -> Message:
    update = decoded(bot, text)
    assert update is not None
    assert update.message is not None
    return update.message


def words(bot: Bot, text: str) -> str | None:
    return heard(bot, text).text


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
        {"date": "soon"},
        {"date": 10**30},
        {"from": {**ANNA, "first_name": None}},
        {"from": {"id": 42}},
        {"from": None},
        {"chat": {"id": 42}},
        {"chat": {"type": "private"}},
        {"chat": None},
        {"message_id": None},
        {"media_group_id": {"is": "an object"}},
        {"via_bot": []},
        {f"sender_{n}": {"date": "x"} for n in range(20)} | {f"{n}_tag": [] for n in range(20)},
        dict.fromkeys(
            ("photo", "voice", "chat_shared", "poll", "venue", "game", "gift", "invoice", "quote"),
            "no such thing",
        )
        | dict.fromkeys(("sticker", "story", "video", "audio", "document", "contact", "dice"), 1),
    ],
)
def test_a_part_that_cannot_be_read_costs_only_itself(bot: Bot, strange: dict[str, object]) -> None:
    found = heard(bot, said("the words", **strange))

    assert (found.text, found.chat.id, found.chat.type) == ("the words", 42, "private")
    assert found.from_user is not None
    assert (found.from_user.id, found.from_user.is_bot) == (42, False)


def test_only_what_cannot_be_read_is_dropped(bot: Bot) -> None:
    entities = [{"type": "bold", "offset": 0}, {"type": "bold", "offset": 0, "length": 3}]

    found = heard(bot, said("the words", entities=entities, edit_date=5))

    assert found.entities is not None
    assert [entity.length for entity in found.entities] == [3]
    assert found.edit_date == 5


def test_only_what_says_so_is_a_bot(bot: Bot) -> None:
    found = heard(bot, said("the words", **{"from": {**ANNA, "is_bot": "yes"}}))

    assert found.from_user is not None
    assert not found.from_user.is_bot


def test_a_message_without_its_number_has_one_that_no_other_has(bot: Bot) -> None:
    first = json.dumps({"update_id": 8, "message": message(42, 1, "one") | {"message_id": None}})
    second = json.dumps({"update_id": 9, "message": message(42, 1, "two") | {"message_id": 2**70}})

    assert [heard(bot, text).message_id for text in (first, second)] == [-8, -9]


@pytest.mark.parametrize(
    "strange",
    [
        {"from": {**ANNA, "first_name": None}},
        {"from": None},
        {"chat_instance": None},
        {"message": {"message_id": 3}},
        {"message": {"message_id": 3, "chat": {"id": 42, "type": "private"}, "date": 0}},
        {"message": None},
        {"id": 5},
    ],
)
def test_a_tap_acts_whatever_stands_around_it(bot: Bot, strange: dict[str, Any]) -> None:
    where = {"message_id": 3, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "What?"}
    tap = {"id": "5", "from": ANNA, "chat_instance": "1", "data": "topic:1", "message": where, **strange}

    update = decoded(bot, json.dumps({"update_id": 1, "callback_query": tap}))

    assert update is not None
    assert update.callback_query is not None
    query = update.callback_query
    assert (query.id, query.data, query.from_user.id) == ("5", "topic:1", 42)
    assert query.message is None or query.message.message_id == 3
    assert isinstance(query.message, Message | InaccessibleMessage | None)


@pytest.mark.parametrize(
    ("member", "standing"),
    [
        ({"status": "kicked"}, "kicked"),
        ({"status": "member", "user": {"id": "no number"}}, "member"),
        ({"status": "restricted", "is_member": False}, "left"),
        ({"status": "administrator"}, "member"),
    ],
)
def test_who_blocks_the_bot_is_known_by_the_status_alone(
    bot: Bot, member: dict[str, Any], standing: str
) -> None:
    change = {"chat": {"id": 42, "type": "private"}, "from": ANNA, "new_chat_member": member}

    update = decoded(bot, json.dumps({"update_id": 1, "my_chat_member": change}))

    assert update is not None
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == standing


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "nonsense",
        '{"message": {}}',
        '{"update_id": 1, "message": "words"}',
        '{"update_id": 1, "message": {"text": "words"}}',
        '{"update_id": 1, "message": {"chat": {"id": 42}}}',
        '{"update_id": ' + "9" * 5000 + "}",
        "[" * 100_000,
    ],
)
def test_what_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_the_refusal_repeats_no_words() -> None:
    with pytest.raises(Unreadable) as refused:
        read(json.dumps({"update_id": 1, "message": {"text": "secret", "date": "secret"}}))

    assert "secret" not in str(refused.value)


def test_an_unknown_kind_is_nothing(bot: Bot) -> None:
    assert decoded(bot, '{"update_id": 1, "of_the_future": {}}') is None
