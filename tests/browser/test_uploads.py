"""Uploads: each belongs to its own draft, and nothing else waits for them."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser.people import Case, opened
from tests.browser.windows import Windows, go, hold_uploads, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

RECEIPT: FilePayload = {"name": "receipt.txt", "mimeType": "text/plain", "buffer": b"42.00"}


async def test_an_upload_to_one_ticket_holds_up_no_other(desk: Desk, windows: Windows) -> None:
    slow, other = await opened(desk), await opened(desk)
    page = await _writing(windows, slow)
    line = await hold_uploads(page)
    await _attach(page)
    await go(page, f"/?ticket={other.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    await expect(page.locator(".attached")).to_have_count(0)
    await page.get_by_role("textbox", name="Reply to").fill("It was the cable.")
    await page.get_by_role("button", name="Send reply").click()
    await other.person.expect("It was the cable.")

    line.set()
    await go(page, f"/?ticket={slow.number}")
    await expect(page.get_by_role("button", name="Remove receipt.txt")).to_be_visible()


async def test_a_reply_on_its_way_leaves_others_free(desk: Desk, windows: Windows) -> None:
    slow, other = await opened(desk), await opened(desk)
    page = await _writing(windows, slow)
    line = await hold_uploads(page)
    await _attach(page)
    await page.get_by_role("button", name="Send reply").click()
    await go(page, f"/?ticket={other.number}")
    await page.get_by_role("textbox", name="Reply to").fill("It was the cable.")
    await expect(page.get_by_role("button", name="Send reply")).to_be_enabled()
    await slow.writes("No, wait.")
    await other.writes("It hums.")
    await expect(said(page, "It hums.")).to_be_visible()

    line.set()
    heard = await slow.person.expect()
    assert [file["name"] for file in heard.files] == ["receipt.txt"]
    assert (await slow.ticket())["unread"] == 1, "nobody has seen what came after it was sent"
    await expect(page.get_by_role("textbox", name="Reply to")).to_have_value("It was the cable.")


async def test_a_file_for_a_note_is_not_shown_with_the_reply(desk: Desk, windows: Windows) -> None:
    page = await _writing(windows, await opened(desk))
    line = await hold_uploads(page)
    await page.get_by_role("button", name="Note", exact=True).click()
    await _attach(page)
    await page.get_by_role("button", name="Reply", exact=True).click()
    await expect(page.locator(".attached")).to_have_count(0)

    line.set()
    await page.get_by_role("button", name="Note", exact=True).click()
    await expect(page.get_by_role("button", name="Remove receipt.txt")).to_be_visible()


async def test_an_upload_can_be_cancelled(desk: Desk, windows: Windows) -> None:
    page = await _writing(windows, await opened(desk))
    await hold_uploads(page)
    await _attach(page)
    await page.get_by_role("button", name="Cancel uploading receipt.txt").click()

    await expect(page.locator(".attached")).to_have_count(0)
    await expect(page.get_by_role("button", name="Send reply")).to_be_disabled()
    await expect(page.get_by_role("region", name="Notices")).to_have_text("")


async def _writing(windows: Windows, case: Case) -> Page:
    page = await windows.open(f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    return page


async def _attach(page: Page) -> None:
    """Attaches a file; returns once its upload has begun."""
    await page.locator(".composer input[type=file]").set_input_files(RECEIPT)
    await expect(page.get_by_text("receipt.txt, uploading")).to_be_visible()
