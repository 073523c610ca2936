"""The customer at a glance: notes that stay, by keyboard alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.people import opened
from tests.browser.windows import Look, Windows, go, panel
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_the_customer_is_known_at_a_glance(desk: Desk, page: Page, windows: Windows) -> None:
    case = await opened(desk, "The pump is hot.")
    await go(page, f"/?ticket={case.number}")
    aside = page.get_by_role("complementary", name="Customer")
    await expect(aside.get_by_role("button", name="Add a note about the customer")).to_be_visible()
    await page.keyboard.press("Shift+C")
    field = aside.get_by_role("textbox", name="Note about the customer")
    await expect(field).to_be_focused()
    await page.keyboard.type("Has two washes.\nAsk for Oleg.")
    await page.keyboard.press("Control+Enter")
    note = aside.get_by_role("article", name="Note about the customer")
    await expect(note).to_contain_text("Ask for Oleg.")
    await expect(note).to_contain_text("Vera")
    await expect(aside.get_by_role("button", name="Add a note about the customer")).to_be_focused()

    await note.get_by_role("button", name="Change the note").focus()
    await page.keyboard.press("Enter")
    await expect(field).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(note.get_by_role("button", name="Change the note")).to_be_focused()
    await expect(panel(page, case.number)).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(note).to_have_count(0)
    await page.keyboard.press("u")
    await expect(note).to_contain_text("Ask for Oleg.")
    await _shots(windows, case.number)


async def _shots(windows: Windows, number: int) -> None:
    folder = os.environ.get("SHOTS")
    if not folder:
        return
    for name, look in (
        ("light", Look()),
        ("dark", Look(scheme="dark")),
        ("narrow", Look(width=390, height=844)),
    ):
        other = await windows.open(f"/?ticket={number}", look)
        if name == "narrow":
            await other.get_by_role("group", name=f"#{number}").get_by_role("button").nth(1).click()
        await other.wait_for_timeout(800)
        await other.screenshot(path=Path(folder) / f"glance-{name}.png")
