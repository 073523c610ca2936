"""Files both ways: what a bot sends, what people send, what can be fetched."""

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MediaUnion,
    Message,
)

from sandbox.client import Part, Person
from tests.sandbox.conftest import connect
from tests.sandbox.pictures import opus, png

pytestmark = pytest.mark.fast
MEGABYTE = 1024 * 1024


def upload(data: bytes, name: str) -> BufferedInputFile:
    return BufferedInputFile(data, name)


async def last_message(bot: Bot) -> Message:
    message = (await bot.get_updates(offset=-1))[0].message
    assert message is not None
    return message


async def test_every_kind_of_file_reaches_the_phone(bot: Bot, anna: Person) -> None:
    mp4 = upload(b"\x00\x00\x00\x18ftypmp42", "clip.mp4")
    await bot.send_photo(anna.id, upload(png(), "till.png"), caption="касса")
    await bot.send_document(anna.id, upload(b"%PDF-1.7", "акт.pdf"))
    await bot.send_voice(anna.id, upload(opus(7), "v.ogg"))
    await bot.send_audio(anna.id, upload(b"ID3", "song.mp3"), duration=5, title="Song")
    await bot.send_video(anna.id, mp4, duration=2)
    await bot.send_video_note(anna.id, mp4)
    await bot.send_animation(anna.id, mp4)
    await bot.send_sticker(anna.id, upload(b"RIFF", "s.webp"))

    shown = [message.files[0] for message in await anna.messages() if message.is_from_bot]
    assert [file["kind"] for file in shown] == [
        "photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker",
    ]  # fmt: skip
    assert (shown[0]["width"], shown[0]["height"]) == (40, 30)
    assert shown[1]["name"] == "акт.pdf"
    assert shown[2]["duration"] == 7
    assert (await anna.expect("касса")).text == "касса"


async def test_a_voice_that_is_not_a_voice_arrives_as_a_file(bot: Bot, anna: Person) -> None:
    sent = await bot.send_voice(anna.id, upload(b"RIFF....WAVE", "v.wav"))

    assert sent.voice is None
    assert sent.document is not None


async def test_people_send_every_kind_of_file(bot: Bot, anna: Person) -> None:
    photo = await anna.photo(png(64, 48), caption="вот")
    message = await last_message(bot)
    assert message.photo is not None
    assert [(size.width, size.height) for size in message.photo][-1] == (64, 48)
    assert (message.message_id, message.caption) == (photo.id, "вот")

    await anna.voice(opus(4))
    voice = (await last_message(bot)).voice
    assert voice is not None
    assert (voice.duration, voice.mime_type) == (4, "audio/ogg")

    await anna.document(b"a,b", "list.csv")
    document = (await last_message(bot)).document
    assert document is not None
    assert (document.file_name, document.mime_type, document.file_size) == ("list.csv", "text/csv", 3)

    await anna.sticker("🙏", b"RIFF")
    sticker = (await last_message(bot)).sticker
    assert sticker is not None
    assert sticker.emoji == "🙏"

    for kind in ("audio", "video", "video_note", "animation"):
        await anna.file(kind, b"0123", duration=9)
        assert getattr(await last_message(bot), kind).duration == 9


async def test_a_bot_fetches_what_people_sent(bot: Bot, anna: Person) -> None:
    picture = png()
    await anna.photo(picture)
    photo = (await last_message(bot)).photo
    assert photo is not None
    file = await bot.get_file(photo[-1].file_id)
    assert file.file_path is not None
    fetched = await bot.download_file(file.file_path)

    assert fetched is not None
    assert fetched.read() == picture


async def test_a_declared_size_needs_no_bytes(bot: Bot, anna: Person) -> None:
    await anna.document(b"", "huge.zip", declared_size=25 * MEGABYTE)
    huge = (await last_message(bot)).document
    assert huge is not None
    assert huge.file_size == 25 * MEGABYTE
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(huge.file_id)

    await anna.document(b"", "big.zip", declared_size=2 * MEGABYTE)
    big = (await last_message(bot)).document
    assert big is not None
    fetched = await bot.download(big)
    assert fetched is not None
    assert len(fetched.read()) == 2 * MEGABYTE


async def test_a_file_is_sent_again_by_its_id_but_not_by_another_bot(
    session: AiohttpSession, url: str, bot: Bot, anna: Person
) -> None:
    sent = await bot.send_document(anna.id, upload(b"%PDF", "a.pdf"))
    assert sent.document is not None
    again = await bot.send_document(anna.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id

    other = connect(session, url, 55)
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await other.get_file(sent.document.file_id)


async def test_unknown_file_paths_are_not_found(bot: Bot, anna: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.get_file("nonsense")
    with pytest.raises(TelegramBadRequest, match="failed to get HTTP URL content"):
        await bot.send_photo(anna.id, "https://pictures.example/cat.png")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [(b"not a picture", "IMAGE_PROCESS_FAILED"), (png(2, 100), "PHOTO_INVALID_DIMENSIONS")],
)
async def test_bad_pictures_are_refused(bot: Bot, anna: Person, data: bytes, refusal: str) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_photo(anna.id, upload(data, "x.png"))


async def test_captions_end_at_1024_units(bot: Bot, anna: Person) -> None:
    await bot.send_photo(anna.id, upload(png(), "x.png"), caption="🙏" * 512)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(anna.id, upload(png(), "x.png"), caption="🙏" * 513)


async def test_an_album_is_messages_with_one_group(bot: Bot, anna: Person) -> None:
    sent = await bot.send_media_group(
        anna.id,
        [
            InputMediaPhoto(media=upload(png(), "1.png"), caption="раз"),
            InputMediaVideo(media=upload(b"0", "2.mp4")),
        ],
    )

    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["раз", None]


@pytest.mark.parametrize(
    ("media", "refusal"),
    [
        ([InputMediaPhoto(media=upload(png(), "1.png"))], "2-10 items"),
        ([InputMediaPhoto(media=upload(png(), "1.png"))] * 11, "too many messages to send as an album"),
        (
            [
                InputMediaDocument(media=upload(b"1", "1.txt")),
                InputMediaAudio(media=upload(b"2", "2.mp3")),
            ],
            "can't be mixed with other media types",
        ),
    ],
)
async def test_bad_albums_are_refused_whole(
    bot: Bot, anna: Person, media: list[MediaUnion], refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_media_group(anna.id, media)

    assert not [message for message in await anna.messages() if message.is_from_bot]


async def test_parts_of_an_album_come_in_any_order_and_late(bot: Bot, anna: Person) -> None:
    parts = [Part("photo", png(), "первая"), Part("photo", png(), "вторая")]
    sent = await anna.album(parts, order=[1, 0])
    await anna.send("между")
    await anna.album([Part("video", b"0")], media_group_id=sent[0].raw["media_group_id"])

    messages = [update.message for update in await bot.get_updates() if update.message]
    shown = [(message.caption, message.media_group_id is not None) for message in messages[1:]]
    assert shown == [("вторая", True), ("первая", True), (None, False), (None, True)]
    assert len({message.media_group_id for message in messages[1:] if message.media_group_id}) == 1


async def test_places_contacts_and_oddities_arrive(bot: Bot, anna: Person) -> None:
    live = await anna.location(55.7, 37.6, live_period=900)
    await anna.move_location(live, 55.8, 37.6)
    edited = (await bot.get_updates(offset=-1))[0].edited_message
    assert edited is not None
    assert edited.location is not None
    assert (edited.location.latitude, edited.location.live_period) == (55.8, 900)

    await anna.contact("+79990000000", "Boris")
    assert (await last_message(bot)).contact is not None
    await anna.send_fields(dice={"emoji": "🎲"})
    assert (await last_message(bot)).dice is not None
    story = {"chat": {"id": anna.id, "type": "private", "first_name": "Anna"}, "id": 3}
    await anna.send_fields(fields={"story": story})
    assert (await last_message(bot)).story is not None
    for origin in ("user", "hidden_user", "channel"):
        await anna.send("чужое", forward_from={"kind": origin, "name": "Рассылка"})
        forwarded = (await last_message(bot)).forward_origin
        assert forwarded is not None
        assert forwarded.type == origin


async def test_a_bot_sends_places_and_contacts(bot: Bot, anna: Person) -> None:
    await bot.send_location(anna.id, 55.7, 37.6)
    await bot.send_contact(anna.id, "+7999", "Desk")

    shown = [message.raw for message in await anna.messages() if message.is_from_bot]
    assert [("location" in view, "contact" in view) for view in shown] == [(True, False), (False, True)]
