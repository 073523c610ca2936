"""By keyboard alone: a message is split off, a customer written to, two tickets become one and are taken apart."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.people import opened
from tests.browser.windows import Look, Windows, card, go, panel, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_split_off_written_to_first_merged_and_taken_apart(
    desk: Desk, page: Page, windows: Windows
) -> None:
    case = await opened(desk, "The pump is hot.")
    await case.writes("And an invoice, please.")
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "And an invoice, please.")).to_be_visible()
    await page.keyboard.press("Shift+S")
    await expect(page.get_by_role("dialog", name="A ticket of its own")).to_be_visible()
    await page.get_by_label("Topic").select_option("billing")
    await _shots(windows, page, case.number, "split", "Shift+S")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(re.compile(rf"Split off #{case.number} as #\d+"))).to_be_visible()
    await expect(panel(page, case.number)).to_contain_text("A message went to")

    await page.keyboard.press("o")
    sheet = page.get_by_role("dialog", name="Write to a customer")
    await expect(sheet.get_by_label("Account")).to_be_focused()
    await page.keyboard.type(case.account)
    await sheet.get_by_label("First words").fill("Your invoice is due.")
    await page.keyboard.press("Control+Enter")
    await case.person.expect("Your invoice is due.")
    await expect(page).to_have_url(re.compile(r"ticket=\d+"))
    other = int(page.url.rsplit("=", 1)[1])
    assert other > case.number

    await expect(said(page, "Your invoice is due.")).to_be_visible()
    await page.keyboard.press("Shift+M")
    sheet = page.get_by_role("dialog", name=f"Merge #{other} into")
    await expect(sheet.locator("li button").first).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(sheet.get_by_role("button", name=f"#{case.number}")).to_be_focused()
    await _shots(windows, page, other, "merge", "Shift+M")
    await page.keyboard.press("Enter")
    await expect(panel(page, case.number)).to_contain_text(f"with #{other}")
    await expect(said(page, "Your invoice is due.")).to_be_visible()
    await expect(card(page, other)).to_have_count(0)

    await page.keyboard.press("u")
    await expect(card(page, other)).to_have_count(1)
    await expect(panel(page, case.number)).not_to_contain_text(f"with #{other}")


async def _shots(windows: Windows, page: Page, number: int, name: str, key: str) -> None:
    folder = os.environ.get("SHOTS")
    if not folder:
        return
    await page.screenshot(path=Path(folder) / f"{name}-light.png")
    for look, scheme in ((Look(scheme="dark"), "dark"), (Look(width=390, height=800), "narrow")):
        other = await windows.open(f"/?ticket={number}", look)
        await other.keyboard.press(key)
        await other.wait_for_timeout(800)
        await other.screenshot(path=Path(folder) / f"{name}-{scheme}.png")
        await other.keyboard.press("Escape")
        await other.keyboard.press("o")
        await other.wait_for_timeout(400)
        await other.screenshot(path=Path(folder) / f"open-{scheme}.png")


async def test_whoever_writes_on_a_ticket_that_is_merged_meanwhile_writes_on(
    desk: Desk, windows: Windows
) -> None:
    case = await opened(desk, "The pump is hot.")
    about = {"account": case.account, "topic": "billing", "text": "Your invoice is due."}
    other = (await desk.post("tickets", about))["number"]
    page = await windows.open(f"/?ticket={other}")
    await expect(said(page, "Your invoice is due.")).to_be_visible()
    await page.keyboard.press("c")
    await page.keyboard.type("Ask ")
    await desk.post(f"tickets/{other}/merge", {"into": case.number})
    await expect(page.get_by_text(f"#{other} is part of #{case.number} now")).to_be_visible()
    await page.keyboard.type("Oleg.")
    await expect(page.get_by_label("Private note, only agents see it")).to_have_value("Ask Oleg.")
    await page.keyboard.press("Control+Enter")

    await expect(said(page, "Ask Oleg.")).to_be_visible()
    notes = [each["text"] for each in (await case.ticket())["comments"] if not each["public"]]
    assert notes == ["Ask Oleg."]
