"""Every kind of message arrives on the card, or leaves a placeholder there and an answer to the customer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from board.models import File
from board.store.db import Transaction
from board.values import Kind
from sandbox.client import Part, Person
from tests.bot.machinery import until
from tests.bot.talking import PICTURE, Talk
from tests.tones import opus

OGG = b"OggS" + bytes(60)


SENT: Mapping[str, Callable[[Person], Awaitable[object]]] = {
    "photo": lambda person: person.photo(PICTURE, caption="Look"),
    "voice": lambda person: person.voice(OGG, duration=3),
    "video": lambda person: person.video(bytes(64), caption="Look"),
    "video_note": lambda person: person.video_note(bytes(64)),
    "animation": lambda person: person.animation(bytes(64)),
    "document": lambda person: person.document(b"%PDF-1.4", "act.pdf", caption="Look"),
    "audio": lambda person: person.audio(bytes(64)),
    "sticker": lambda person: person.sticker("😡"),
    "location": lambda person: person.location(55.75, 37.62),
    "contact": lambda person: person.contact("+79990000000", "Oleg"),
}


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("photo", Kind.PHOTO),
        ("voice", Kind.VOICE),
        ("video", Kind.VIDEO),
        ("video_note", Kind.VIDEO_NOTE),
        ("animation", Kind.VIDEO),
        ("document", Kind.DOCUMENT),
        ("audio", Kind.AUDIO),
        ("sticker", Kind.STICKER),
        ("location", Kind.LOCATION),
        ("contact", Kind.CONTACT),
    ],
)
async def test_each_kind_becomes_a_comment_of_its_kind(talk: Talk, sent: str, kind: Kind) -> None:
    anna, number = await talk.with_ticket()

    await SENT[sent](anna)

    assert [comment.kind for comment in await one_comment(talk, number)] == [kind]
    await talk.until_fetched(number)


async def test_an_album_is_one_comment_with_one_receipt(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    parts = [Part("photo", PICTURE, caption="Three bays"), Part("photo", PICTURE), Part("photo", PICTURE)]

    album = await anna.album(parts)

    await talk.until_words(number, "Three bays")
    await anna.expect_reaction(album[0], "✍")
    assert await talk.quiet(anna) == []
    shown = [await anna.message(message.id) for message in album]
    assert [message.bot_reaction for message in shown].count("✍") == 1
    (comment,) = await talk.said(number)
    assert comment.kind == Kind.ALBUM
    await talk.until_fetched(number)


async def test_a_place_and_a_contact_keep_their_details(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    await anna.location(55.75, 37.62)
    await anna.contact("+79990000000", "Oleg")

    async def both_are_there() -> bool:
        return len(await talk.said(number)) == 2

    await until(both_are_there)
    place, contact = await talk.said(number)
    assert place.detail == {"latitude": 55.75, "longitude": 37.62, "live": False}
    assert contact.detail == {"name": "Oleg", "phone": "+79990000000"}


async def test_a_live_location_replaces_its_place(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    sent = await anna.location(55.75, 37.62, live_period=900)
    await one_comment(talk, number)

    await anna.move_location(sent, 55.76, 37.63)

    async def has_moved() -> bool:
        return bool((await talk.said(number))[0].detail["latitude"] == 55.76)

    await until(has_moved)
    (comment,) = await talk.said(number)
    assert (comment.detail["live"], comment.edited_at) == (True, None)


async def test_an_edit_changes_the_comment_in_place(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    sent = await anna.send("Bay 2 is dwon.")
    await talk.until_words(number, "Bay 2 is dwon.")

    await anna.edit(sent, "Bay 2 is down.")

    await talk.until_words(number, "Bay 2 is down.")
    (comment,) = await talk.said(number)
    assert comment.edited_at is not None


async def test_formatting_quotes_and_forwards_are_kept(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    opening = (await anna.messages())[-1]
    bold = {"type": "bold", "offset": 0, "length": 3}
    origin = {"kind": "hidden_user", "name": "Night guard"}

    await anna.send("Now it works?", reply_to=opening.id, quote="Cash desk", entities=[bold])
    await anna.send("Bay 2 is dark.", forward_from=origin)
    await talk.until_words(number, "Now it works?", "Bay 2 is dark.")

    quoting, forwarded = await talk.said(number)
    assert (quoting.entities, quoting.quote) == ([bold], "Cash desk")
    assert forwarded.forwarded_from == "Night guard"


async def test_a_forwarded_menu_word_is_only_words(talk: Talk) -> None:
    anna, number = await talk.with_ticket()
    origin = {"kind": "hidden_user", "name": "Night guard"}

    await anna.send("Profile", forward_from=origin)

    await talk.until_words(number, "Profile")


async def test_a_file_too_big_for_a_bot_is_marked_and_a_link_is_asked_for(talk: Talk) -> None:
    anna, number = await talk.with_ticket()

    await anna.document(b"", "backup.zip", declared_size=21 * 1024 * 1024)

    asked = await anna.expect("Please send a link")
    assert asked.text.startswith("“backup.zip” is larger than 20 MB")
    (comment,) = await one_comment(talk, number)
    assert comment.kind == Kind.DOCUMENT


@pytest.mark.parametrize(
    ("fields", "what", "text"),
    [
        ({"dice": {"emoji": "🎲"}}, "the dice", "🎲 "),
        (
            {
                "poll": {
                    "id": "1",
                    "question": "When?",
                    "options": [
                        {"persistent_id": "0", "text": "Now", "voter_count": 0},
                        {"persistent_id": "1", "text": "Later", "voter_count": 0},
                    ],
                    "total_voter_count": 0,
                    "is_closed": False,
                    "is_anonymous": True,
                    "type": "regular",
                    "allows_multiple_answers": False,
                    "allows_revoting": False,
                    "members_only": False,
                }
            },
            "the poll",
            "When?\n– Now\n– Later",
        ),
    ],
)
async def test_what_can_not_be_carried_becomes_an_honest_placeholder(
    talk: Talk, fields: dict[str, Any], what: str, text: str
) -> None:
    anna, number = await talk.with_ticket()

    await anna.send_fields(**fields)

    await anna.expect(f"I could not pass on {what}")
    (comment,) = await one_comment(talk, number)
    assert comment.kind == Kind.OTHER
    assert comment.text.startswith(text)


async def one_comment(talk: Talk, number: int) -> Any:
    async def is_there() -> bool:
        return bool(await talk.said(number))

    await until(is_there)
    return await talk.said(number)


async def test_a_recording_lasts_as_long_as_it_is_and_not_as_its_sender_says(talk: Talk) -> None:
    anna, _ = await talk.with_ticket()
    await anna.voice(opus((2, 0.0), (2, 0.8)), duration=5000)

    async def stored(tx: Transaction) -> File | None:
        return (await tx.session.scalars(select(File).where(File.state == "stored"))).one_or_none()

    await until(lambda: talk.do(stored), seconds=30)
    file = await talk.do(stored)
    assert file is not None
    assert (file.duration, file.measured) == (5000, 4)
    assert file.shape is not None
    assert file.shape[0] < 10 < file.shape[-5]
