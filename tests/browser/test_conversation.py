"""What customers send, as the open ticket shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

import bot.sandbox
from bot.sandbox.client import Part
from bot.sandbox.drawings import till_screen
from tests.browser.people import opened
from tests.browser.windows import go, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

PICTURE = till_screen("TILL 2", ("NO RECEIPT",))
VOICE = (Path(bot.sandbox.__file__).parent / "assets" / "voice_en.ogg").read_bytes()


async def test_new_words_join_the_open_conversation(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()

    await case.person.send("Now it smokes.")
    await expect(said(page, "Now it smokes.")).to_be_in_viewport()


async def test_a_photo_is_shown_with_its_caption_and_at_full_size(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await case.stored(await case.person.photo(PICTURE, "This is the screen"))
    await go(page, f"/?ticket={case.number}")
    await said(page, "This is the screen").get_by_role("button", name="Open").click()

    picture = page.get_by_role("dialog", name="Picture").get_by_role("img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    await page.keyboard.press("Escape")
    await expect(picture).to_be_hidden()


async def test_an_album_is_one_grid(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    sent = await case.person.album([Part("photo", PICTURE, "All three tills"), *[Part("photo", PICTURE)] * 2])
    await case.stored(sent[0])
    await go(page, f"/?ticket={case.number}")

    await expect(said(page, "All three tills").get_by_role("button", name="Open")).to_have_count(3)


async def test_a_voice_message_is_played_in_place_and_faster(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await case.stored(await case.person.voice(VOICE))
    await go(page, f"/?ticket={case.number}")
    conversation = page.get_by_role("log", name="Conversation")
    await conversation.get_by_role("button", name="Speed").click()
    await expect(conversation.get_by_role("button", name="Speed")).to_have_text("1.5×")

    await conversation.get_by_role("button", name="Play").click()
    await expect(conversation.get_by_role("button", name="Pause")).to_be_visible()


async def test_edited_words_are_marked_and_keep_the_old_ones(desk: Desk, page: Page) -> None:
    case = await opened(desk, "")
    sent = await case.writes("Error 37")
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "Error 37")).to_be_visible()
    await case.person.edit(sent, "Error 3705")

    await said(page, "Error 3705").get_by_role("button", name="edited").click()
    await expect(page.get_by_role("list", name="Earlier wording")).to_contain_text("Error 37")
