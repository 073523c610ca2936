"""From Telegram's message to ours: origins of forwards, names of files, service messages."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.types import Message

from board.talk.comments import Incoming
from board.values import Kind
from bot.inbound.kinds import NOT_CARRIED, not_carried, read
from bot.texts.catalog import say
from tests.bot.machinery import message

BOT_ID = 7000
CHANNEL = {"id": -100, "type": "channel", "title": "News"}
SIZE = {"file_unique_id": "u", "width": 90, "height": 60}
OLEG = {"id": 5, "is_bot": False, "first_name": "Oleg", "last_name": "Petrov"}


def incoming(**fields: Any) -> Incoming | None:
    return read(Message.model_validate(message(42, 1, "Look", **fields)), BOT_ID)


def carried(**fields: Any) -> Incoming:
    found = incoming(**fields)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ({"type": "user", "date": 1, "sender_user": OLEG}, "Oleg Petrov"),
        ({"type": "hidden_user", "date": 1, "sender_user_name": "Guard"}, "Guard"),
        ({"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 3}, "News"),
        ({"type": "chat", "date": 1, "sender_chat": {**CHANNEL, "type": "supergroup"}}, "News"),
    ],
)
def test_a_forward_names_where_it_came_from(origin: dict[str, Any], name: str) -> None:
    assert carried(forward_origin=origin).forwarded_from == name


def test_the_largest_size_of_a_photo_is_taken() -> None:
    small = {**SIZE, "file_id": "small"}
    large = {**SIZE, "file_id": "large", "width": 900, "height": 600}

    found = carried(text=None, photo=[large, small], caption="Bay 2")

    assert (found.kind, found.text) == (Kind.PHOTO, "Bay 2")
    assert found.file is not None
    assert (found.file.telegram_file_id, found.file.width) == ("large", 900)


def test_a_venue_is_a_place_with_its_name() -> None:
    place = {"latitude": 55.75, "longitude": 37.62}

    found = carried(
        text=None, location=place, venue={"location": place, "title": "Wash", "address": "Mira 1"}
    )

    assert (found.kind, found.text) == (Kind.LOCATION, "Wash, Mira 1")
    assert found.detail == {**place, "live": False}


def test_a_friendly_sticker_is_a_bare_thanks() -> None:
    sticker = {**SIZE, "file_id": "s", "type": "regular", "is_animated": True, "is_video": False}

    assert carried(text=None, sticker={**sticker, "emoji": "👍"}).thanked == []
    assert carried(text=None, sticker={**sticker, "emoji": "😡"}).thanked is None


@pytest.mark.parametrize(
    "fields",
    [
        {"forward_origin": {"type": "user", "date": 1, "sender_user": OLEG}},
        {"entities": [{"type": "strikethrough", "offset": 0, "length": 6}]},
        {"entities": [{"type": "text_link", "offset": 0, "length": 6, "url": "https://example.org"}]},
    ],
)
def test_a_thanks_of_somebody_else_or_crossed_out_is_no_bare_thanks(fields: dict[str, Any]) -> None:
    assert carried(text="thanks").thanked == []
    assert carried(text="thanks", **fields).thanked is None


def test_a_friendly_caption_is_no_bare_thanks() -> None:
    assert carried(text=None, photo=[{**SIZE, "file_id": "p"}], caption="thanks").thanked is None


def test_what_can_not_be_carried_is_named() -> None:
    story = {"chat": {"id": 42, "type": "private", "first_name": "Anna"}, "id": 1}

    assert not_carried(carried(text=None, story=story)) == "story"
    assert not_carried(carried(text=None)) == "message"


def test_a_pinned_message_is_nothing_said() -> None:
    assert incoming(text=None, pinned_message=message(42, 2, "Earlier")) is None


def test_whatever_can_not_be_carried_has_a_name_in_the_texts() -> None:
    assert [what for what in set(NOT_CARRIED.values()) if say("en", f"what.{what}") == f"what.{what}"] == []
