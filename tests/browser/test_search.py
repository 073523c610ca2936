"""Finding tickets by filters, keeping a search, and taking up an earlier answer: by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.people import opened
from tests.browser.windows import WITH_TARGETS, Look, Windows, broken_rules, card, panel
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

ANSWER = "Anna, open Service, choose Printer and press Feed twice; the blank receipts stop."


async def test_a_search_is_written_kept_and_leads_to_an_earlier_answer(desk: Desk, windows: Windows) -> None:
    before = await opened(desk, "The receipts come out blank since the update", topic="cash_desk")
    await desk.post(f"tickets/{before.number}/replies", {"text": ANSWER})
    await desk.post(f"tickets/{before.number}/resolve", {"text": "Glad to help! Have a nice day."})
    now = await opened(desk, "Blank receipt again after an update!", topic="cash_desk", name="Boris Krug")
    await opened(desk, "My bill is wrong", topic="billing")
    page = await windows.open("/", Look(may_inject=True))

    await page.keyboard.press("/")
    await page.keyboard.type("receipt top")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.type("cash")
    await expect(page.get_by_role("listbox", name="Filters")).to_be_visible()
    assert await broken_rules(page, WITH_TARGETS) == {}
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(_box(page)).to_have_value("receipt topic:cash_desk ")
    await expect(page).to_have_url(f"{desk.url}/?q=receipt+topic%3Acash_desk+")
    await expect(card(page, now.number)).to_be_visible()
    await expect(card(page, before.number)).to_contain_text("receipts")
    await expect(page.get_by_role("status").filter(has_text="2 tickets")).to_be_visible()

    await page.keyboard.type("lane:nowhere")
    await expect(page.get_by_text("There is no lane “nowhere”.")).to_be_visible()
    for _ in "lane:nowhere":
        await page.keyboard.press("Backspace")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("Save this search")
    await page.keyboard.press("Enter")
    await page.get_by_label("Name").fill("Receipts")
    await page.keyboard.press("Enter")
    tab = page.get_by_role("link", name="Receipts")
    await expect(tab).to_contain_text("2")
    await expect(tab).to_have_attribute("aria-current", "page")

    await card(page, now.number).focus()
    await page.keyboard.press("Enter")
    shown = panel(page, now.number).get_by_role("region", name="Answered before")
    await expect(shown).to_contain_text("Boris, open Service")
    await page.keyboard.press("a")
    draft = page.get_by_label("Reply to Boris Krug")
    await expect(draft).to_have_value(ANSWER.replace("Anna", "Boris"))
    assert (await now.ticket())["comments"][-1]["author"] != "agent"
    assert await broken_rules(page, WITH_TARGETS) == {}


async def test_what_is_found_follows_what_others_do(desk: Desk, windows: Windows) -> None:
    first = await opened(desk, "The zebra printer is out of paper")
    page = await windows.open()
    await page.keyboard.press("/")
    await page.keyboard.type("zebra")
    await expect(card(page, first.number)).to_be_visible()
    await page.go_back()
    await expect(page).to_have_url(f"{desk.url}/")
    await page.go_forward()
    await expect(card(page, first.number)).to_be_visible()

    await card(page, first.number).focus()
    later = await opened(desk, "A zebra again", name="Boris Krug")
    await expect(card(page, later.number)).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="2 tickets")).to_be_visible()
    await expect(card(page, first.number)).to_be_focused()
    (said,) = [each for each in (await first.ticket())["comments"] if each["author"] == "customer"]
    await desk.post(f"comments/{said['id']}/redact", {"why": "card"})
    await expect(card(page, first.number)).to_have_count(0)
    await expect(card(page, later.number)).to_be_focused()


def _box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search")
