"""Sounds both ways: what a voice is to Telegram, how long it lasts, and that it can be played."""

import io
import struct
import wave

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile
from playwright.async_api import FilePayload, Page, expect

from sandbox.client import Person
from sandbox.lengths import seconds_of
from sandbox.sniff import is_ogg_opus
from tests.sandbox.pictures import opus


def wav(seconds: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x20" * 8000 * seconds)
    return file.getvalue()


def mp3(frames: int) -> bytes:
    """Frames of 417 bytes after an ID3 tag: 128 kbit/s at 44.1 kHz, 26 ms each."""
    return b"ID3\x04\x00\x00\x00\x00\x00\x05tag!!" + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def mp4(seconds: int) -> bytes:
    header = struct.pack(">I4sIIIII", 32, b"mvhd", 0, 0, 0, 600, 600 * seconds) + bytes(80)
    return struct.pack(">I4s4sI", 16, b"ftyp", b"M4A ", 0) + struct.pack(">I4s", 40, b"moov") + header


@pytest.mark.fast
@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        (opus(7), 7),
        (wav(3), 3),
        (wav(3)[: -8000 * 2], 2),
        (mp3(230), 6),
        (mp4(9), 9),
        (b"", None),
        (b"RIFF....WAVE", None),
        (b"\x00\x00\x00\x18ftypmp42", None),
        (b"not a sound", None),
    ],
)
def test_the_length_of_a_sound_is_read_from_it(data: bytes, seconds: int | None) -> None:
    assert seconds_of(data) == seconds


@pytest.mark.fast
async def test_sounds_are_sent_as_voice_music_and_round_video(bot: Bot, anna: Person) -> None:
    voice = await anna.voice(wav(3), name="speech.wav")
    audio = await anna.audio(mp3(230), name="song.mp3")
    note = await anna.video_note(mp4(9))
    longer = await anna.voice(opus(4), duration=11)

    lengths = [sent.files[0]["duration"] for sent in (voice, audio, note, longer)]
    assert lengths == [3, 6, 9, 11]


@pytest.mark.fast
async def test_a_voice_is_ogg_whatever_it_is_called(url: str, bot: Bot, anna: Person) -> None:
    sent = await bot.send_voice(anna.id, BufferedInputFile(opus(5), "file"))
    assert sent.voice is not None
    assert (sent.voice.mime_type, sent.voice.duration) == ("audio/ogg", 5)

    shown = (await anna.messages())[-1].files[0]
    async with aiohttp.ClientSession() as session, session.get(url + shown["url"]) as response:
        assert response.content_type == "audio/ogg"


@pytest.mark.browser
async def test_any_sound_file_becomes_an_ogg_voice_that_plays(page: Page, bot: Bot) -> None:
    await page.get_by_role("button", name="Attach").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("menuitem", name="Voice from a sound file").click()
    await (await chooser.value).set_files(FilePayload(name="speech.wav", mimeType="audio/wav", buffer=wav(3)))
    await expect(page.locator(".voice-time")).to_have_text("0:03")
    await page.get_by_role("button", name="Play").click()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await expect(page.locator(".voice-bars .is-played")).not_to_have_count(0)

    message = (await bot.get_updates(offset=-1))[0].message
    assert message is not None
    assert message.voice is not None
    assert (message.voice.duration, message.voice.mime_type) == (3, "audio/ogg")
    fetched = await bot.download(message.voice)
    assert fetched is not None
    assert is_ogg_opus(fetched.read())
