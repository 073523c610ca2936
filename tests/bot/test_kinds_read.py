"""From Telegram's message to ours: origins of forwards, names of files, service messages."""

from __future__ import annotations

from typing import Any

import pytest

from board.talk.comments import Incoming
from board.values import Kind
from board.words.catalog import keys
from bot.inbound.kinds import not_carried, read
from tests.bot.machinery import message

BOT_ID = 7000
CHANNEL = {"id": -100, "type": "channel", "title": "News"}
SIZE = {"file_unique_id": "u", "width": 90, "height": 60}
OLEG = {"id": 5, "is_bot": False, "first_name": "Oleg", "last_name": "Petrov"}


def incoming(**fields: Any) -> Incoming | None:
    return read(message(42, 1, "Look", **fields), BOT_ID)


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
    (file,) = found.files
    assert (file.telegram_file_id, file.width) == ("large", 900)


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


RICH = {
    "blocks": [
        {"type": "heading", "size": 2, "text": "Till two"},
        {"type": "paragraph", "text": ["shows ", {"type": "bold", "text": "E-17"}, " since Monday"]},
        {
            "type": "list",
            "items": [{"label": "1.", "blocks": [{"type": "paragraph", "text": "switched off and on"}]}],
        },
        {"type": "table", "cells": [[{"text": "bay"}, {"text": "till"}], [{"text": "2"}, {"text": "dead"}]]},
        {"type": "photo", "photo": [{**SIZE, "file_id": "p"}], "caption": {"text": "the screen"}},
        {"type": "of_the_future", "headline": "Call me", "reason": {"type": "italic", "text": "soon"}},
    ]
}


def test_a_rich_message_is_its_words_and_pictures() -> None:
    found = carried(text=None, rich_message=RICH)

    assert found.text.splitlines() == [
        "Till two",
        "shows E-17 since Monday",
        "1. switched off and on",
        "bay | till",
        "2 | dead",
        "the screen",
        "Call me",
        "soon",
    ]
    assert found.entities[:2] == [
        {"type": "bold", "offset": 0, "length": 8},
        {"type": "bold", "offset": 15, "length": 4},
    ]
    assert [file.telegram_file_id for file in found.files] == ["p"]
    assert (found.kind, not_carried(found)) == (Kind.PHOTO, None)


def test_a_link_in_a_rich_message_leads_where_it_led() -> None:
    link = {"type": "url", "text": "here", "url": "https://example.com/"}

    found = carried(text=None, rich_message={"blocks": [{"type": "paragraph", "text": ["Look ", link]}]})

    assert found.text == "Look here"
    assert found.entities == [{"type": "text_link", "offset": 5, "length": 4, "url": "https://example.com/"}]
    assert found.kind is Kind.TEXT


@pytest.mark.parametrize(
    ("fields", "what", "text"),
    [
        (
            {
                "checklist": {
                    "title": "Broken today",
                    "tasks": [{"id": 1, "text": "till"}, {"id": 2, "text": "gate", "completion_date": 5}],
                }
            },
            "checklist",
            "Broken today\n☐ till\n☑ gate",
        ),
        (
            {
                "poll": {
                    "id": "1",
                    "question": "When?",
                    "options": [{"text": "Now", "voter_count": 0}, {"text": "Later"}],
                    "type": "quiz",
                    "description": "The visit",
                    "explanation": "Now is best",
                }
            },
            "poll",
            "When?\nThe visit\n– Now\n– Later\nNow is best",
        ),
        ({"dice": {"emoji": "🎲", "value": 4}}, "dice", "🎲 4"),
        ({"game": {"title": "Wash", "description": "Hit the car", "photo": []}}, "game", "Wash\nHit the car"),
        ({"gift": {"gift": {"id": "5", "star_count": 9}, "text": "For you"}}, "gift", "For you"),
        (
            {"giveaway": {"chats": [{**CHANNEL}], "winner_count": 1, "prize_description": "A sponge"}},
            "giveaway",
            "News\nA sponge",
        ),
        (
            {
                "invoice": {
                    "title": "Sponge",
                    "description": "Soft",
                    "currency": "EUR",
                    "start_parameter": "x",
                }
            },
            "invoice",
            "Sponge\nSoft",
        ),
        ({"story": {"chat": CHANNEL, "id": 12}}, "story", "News"),
        ({"web_app_data": {"data": "bay 2", "button_text": "Report"}}, "message", "bay 2\nReport"),
        ({"hologram": {"id": "7", "title": "Pump", "parts": [{"label": "valve"}]}}, "message", "Pump\nvalve"),
        ({"motd": "The till is dead"}, "message", "The till is dead"),
        ({"paid_media": {"star_count": 5, "paid_media": [{"type": "preview"}]}}, "paid_media", ""),
        ({"voice": {"file_id": None, "duration": 3}}, "file", ""),
    ],
)
def test_the_words_in_it_are_carried_whatever_it_is(fields: dict[str, Any], what: str, text: str) -> None:
    found = carried(text=None, **fields)

    assert (not_carried(found), found.text) == (what, text)


def test_formats_are_kept_wherever_they_stand() -> None:
    bold = {"type": "bold", "offset": 0, "length": 3}
    poll = {"question": " Now? ", "question_entities": [{**bold, "offset": 1}]}

    found = carried(text=None, poll={**poll, "options": [{"text": "Yes", "text_entities": [bold]}]})

    assert found.text == "Now?\n– Yes"
    assert found.entities == [bold, {**bold, "offset": 7}]


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({"paid_media": {"paid_media": [{"type": "video", "video": {"file_id": "v"}}]}}, [Kind.VIDEO]),
        (
            {
                "paid_media": {
                    "paid_media": [
                        {"type": "photo", "photo": [{**SIZE, "file_id": "p"}]},
                        {"type": "photo", "photo": [{**SIZE, "file_id": "q"}]},
                    ]
                }
            },
            [Kind.PHOTO, Kind.PHOTO],
        ),
        ({"hologram": {"file_id": "h", "mime_type": "model/gltf"}}, [Kind.DOCUMENT]),
        ({"hologram": {"mesh": {"file_id": "h", "mime_type": "video/mp4"}}}, [Kind.VIDEO]),
        ({"motion": [{**SIZE, "file_id": "a"}, {**SIZE, "file_id": "b", "width": 900}]}, [Kind.PHOTO]),
        ({"game": {"title": "Wash", "animation": {"file_id": "g", "duration": 2}}}, [Kind.VIDEO]),
    ],
)
def test_files_are_fetched_wherever_they_stand(fields: dict[str, Any], kinds: list[Kind]) -> None:
    assert [file.kind for file in carried(text=None, **fields).files] == kinds


def test_a_newer_file_beside_words_makes_them_its_caption() -> None:
    found = carried(text="спасибо", hologram={"file_id": "h", "mime_type": "model/gltf"})

    assert (found.kind, found.text, found.thanked) == (Kind.DOCUMENT, "спасибо", None)
    assert [file.telegram_file_id for file in found.files] == ["h"]


def test_a_newer_part_beside_words_joins_them() -> None:
    found = carried(footnote={"text": "the second till"}, effect_tag="a1b2")

    assert (found.kind, found.text) == (Kind.TEXT, "Look\nthe second till")


def test_a_contact_keeps_what_its_card_says() -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nN:Petrov;Oleg;;;\nFN:Oleg\nORG:Wash;Bay 2\nTEL;MOBILE:+7 999 111\n"
    card += "TEL:+7 999 222\nEMAIL:oleg@wash.example\nNOTE:calls\\, after\n  six\nPHOTO;ENCODING=B:AAAA\nEND:VCARD"

    found = carried(text=None, contact={"first_name": "Oleg", "phone_number": "+7999111", "vcard": card})

    assert found.detail == {"name": "Oleg", "phone": "+7999111"}
    assert found.text.splitlines() == ["Wash, Bay 2", "+7 999 222", "oleg@wash.example", "calls, after six"]


def test_a_contact_without_a_name_keeps_the_number() -> None:
    found = carried(text=None, contact={"phone_number": "+79990001122", "first_name": None})

    assert (found.kind, found.detail) == (Kind.CONTACT, {"name": "", "phone": "+79990001122"})


def test_a_sticker_says_its_emoji() -> None:
    sticker = {**SIZE, "file_id": "s", "is_animated": True, "emoji": "😡"}

    found = carried(text=None, sticker={**sticker, "thumbnail": {**SIZE, "file_id": "still"}})

    assert (found.kind, found.text) == (Kind.STICKER, "😡")
    assert [(file.telegram_file_id, file.mime) for file in found.files] == [
        ("s", "application/x-tgsticker"),
        ("still", "image/webp"),
    ]


@pytest.mark.parametrize(
    "strange",
    [
        {"forward_origin": {"type": "user", "date": 1, "sender_user": {"id": 77, "first_name": ""}}},
        {"forward_origin": {"type": "hidden_user", "date": 1}},
        {"forward_origin": {"type": "of the future"}},
        {"forward_date": 1},
    ],
)
def test_a_forward_from_nobody_known_is_a_forward_all_the_same(strange: dict[str, Any]) -> None:
    assert carried(**strange).forwarded_from == "—"


ELSEWHERE = {"origin": {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 5}, "chat": CHANNEL}


def test_a_quote_from_another_chat_says_where_it_is_from() -> None:
    found = carried(external_reply=ELSEWHERE, quote={"text": "prices rise", "position": 0})

    assert (found.quote, found.quote_from, found.files) == ("prices rise", "News", [])


def test_the_picture_replied_to_in_another_chat_is_kept() -> None:
    found = carried(external_reply={**ELSEWHERE, "photo": [{**SIZE, "file_id": "p"}]})

    assert [(file.telegram_file_id, file.is_quoted) for file in found.files] == [("p", True)]
    assert (found.kind, found.quote_from, found.detail) == (Kind.TEXT, "News", {"quoted": "photo"})


@pytest.mark.parametrize(
    ("answered", "quote", "what"),
    [
        ({"poll": {"question": "When?", "options": [{"text": "Now"}]}}, "When?\nNow", "poll"),
        ({"contact": {"first_name": "Oleg", "phone_number": "+7 1"}}, "Oleg, +7 1", "contact"),
        ({"location": {"latitude": 5.5, "longitude": 6.5}}, "5.5, 6.5", "location"),
        ({"hologram": {"title": "Pump"}}, "Pump", "hologram"),
        ({"story": {}}, None, None),
    ],
)
def test_a_word_of_whatever_is_replied_to_elsewhere_is_kept(
    answered: dict[str, Any], quote: str | None, what: str | None
) -> None:
    found = carried(external_reply={"origin": {"type": "hidden_user"}, **answered})

    assert (found.quote, found.quote_from, found.detail.get("quoted")) == (quote, "—", what)


def test_a_reply_to_a_story_says_whose() -> None:
    found = carried(reply_to_story={"chat": CHANNEL, "id": 3})

    assert (found.quote_from, found.detail) == ("News", {"quoted": "story"})


def test_numbers_no_column_takes_are_left_out() -> None:
    huge = {"file_id": "v", "width": 2**40, "height": -5, "duration": "long", "file_size": 10**30}

    (file,) = carried(text=None, video=huge).files

    assert (file.width, file.height, file.duration, file.size_bytes) == (None, None, None, None)


@pytest.mark.parametrize("text", [5, ["till ", {"type": "bold", "text": "two"}], {"text": "till two"}])
def test_words_of_another_type_are_words(text: Any) -> None:
    assert carried(text=text).text in ("5", "till two")


def test_whatever_can_not_be_carried_has_a_name_in_the_texts() -> None:
    assert set(WHAT) - {key.removeprefix("what.") for key in keys("what.")} == set()


WHAT = (
    "poll",
    "dice",
    "story",
    "game",
    "checklist",
    "paid_media",
    "gift",
    "giveaway",
    "invoice",
    "file",
    "message",
)
