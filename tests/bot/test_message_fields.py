"""Every field of a message in aiogram's types has a fate here, and none is lost without anybody deciding so."""

from __future__ import annotations

import pytest
from aiogram.types import Message

from bot.inbound.kinds import read
from bot.inbound.message_fields import FATES, Fate
from tests.bot.machinery import message

pytestmark = pytest.mark.fast

FIELDS = {field.alias or name for name, field in Message.model_fields.items()}


def test_every_field_of_the_library_has_a_fate() -> None:
    assert FIELDS - set(FATES) == set()


def test_no_fate_is_of_a_field_that_nobody_sends() -> None:
    assert set(FATES) - FIELDS == set()


@pytest.mark.parametrize("name", sorted(name for name in FATES if FATES[name] is Fate.SILENT))
def test_what_telegram_tells_by_itself_is_nothing_said(name: str) -> None:
    raw = message(42, 1, "") | {"text": None, name: {"title": "Any"}}

    assert read(raw, 7000) is None


@pytest.mark.parametrize("name", sorted(name for name in FATES if FATES[name] is not Fate.SILENT))
def test_whatever_else_a_message_holds_it_is_kept(name: str) -> None:
    raw = {"text": None, name: {"name": "the till", "deep": [{"words": "is dead"}]}} | {
        key: value for key, value in message(42, 1, "").items() if key != "text" and key != name
    }

    found = read(raw, 7000)

    assert found is not None
    if FATES[name] is not Fate.ENVELOPE and name not in READ_BY_FIELD:
        assert "is dead" in found.text


READ_BY_FIELD = {
    "animation",
    "audio",
    "contact",
    "dice",
    "document",
    "live_photo",
    "location",
    "photo",
    "sticker",
    "venue",
    "video",
    "video_note",
    "voice",
}
"""Of these the fields are known, and all else is about the file."""
