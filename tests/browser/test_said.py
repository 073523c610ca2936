"""What an agent does to a message after it was said: edit it, delete it, redact it, by keyboard too."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.people import opened
from tests.browser.windows import go, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_a_message_is_edited_deleted_and_redacted(desk: Desk, page: Page) -> None:
    case = await opened(desk, "Pay with 4111 1111 1111 1111")
    await go(page, f"/?ticket={case.number}")
    async with desk.spoken_to_by("Vera") as vera:
        await vera.post(f"tickets/{case.number}/replies", {"text": "Press it twice."})
    reply = said(page, "Press it twice.")
    await reply.hover()
    await reply.get_by_role("button", name="Edit, delete or redact").click()
    await reply.get_by_role("button", name="Edit", exact=True).click()
    field = page.get_by_label("What it says")
    await expect(field).to_be_focused()
    await field.fill("Press it once.")
    editing = page.locator("form.correction")
    await editing.get_by_role("button", name="Formatting").click()
    await field.evaluate("field => field.setSelectionRange(9, 13)")
    await editing.get_by_role("button", name="Bold").click()
    await expect(editing.get_by_role("group", name="How it will look").locator("strong")).to_have_text("once")
    await expect(field).to_be_focused()
    await field.press("Control+Enter")
    edited = said(page, "Press it once.")
    await expect(edited.locator("strong", has_text="once")).to_be_visible()
    await expect(edited.get_by_role("button", name="edited", exact=True)).to_be_visible()

    await expect(page.get_by_text("This looks like a card number.")).to_be_visible()
    composer = page.get_by_label(re.compile("^Reply to"))
    await composer.fill("Charge 4111-1111-1111-1111?")
    await page.get_by_role("dialog").press("Shift+X")
    await expect(page.get_by_text("Redacted by Vera: a card number")).to_be_visible()
    await expect(composer).to_have_value("Charge [[…]]?")
    await expect(page.get_by_text("your draft repeated words that were redacted")).to_be_visible()
    await composer.press("Control+Enter")
    await expect(page.get_by_text("Fill in [[…]] before you send it.")).to_be_visible()

    await edited.get_by_role("button", name="Edit, delete or redact").click()
    await edited.get_by_role("button", name="Delete", exact=True).click()
    await page.get_by_role("dialog", name="Delete this message?").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("Deleted by Vera")).to_be_visible()
    await expect(page.get_by_role("button", name="What it said")).to_be_visible()
