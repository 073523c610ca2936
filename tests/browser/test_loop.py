"""An agent's day by keyboard alone: from card to card, and the focus is never lost."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.people import opened
from tests.browser.windows import Windows, card, cell, go, panel
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_a_new_ticket_is_greeted_put_in_its_lane_and_left(desk: Desk, windows: Windows) -> None:
    first = await opened(desk, "The till stopped.", topic="cash_desk")
    second = await opened(desk, "Where is my invoice?", topic="billing")
    page = await windows.open()
    await page.keyboard.press("n")
    await expect(panel(page, first.number)).to_be_focused()
    await page.keyboard.press("g")
    await page.keyboard.press("3")
    await page.keyboard.press("n")
    await expect(panel(page, second.number)).to_be_focused()

    ticket = await desk.until(f"tickets/{first.number}", lambda ticket: ticket["lane"] == "two_days")
    assert ticket["state"] == "working"
    assert ticket["last_author"] == "agent"

    await expect(card(page, second.number)).not_to_have_attribute("data-unread", "yes")
    await page.keyboard.press("Escape")
    await expect(card(page, second.number)).to_be_focused()
    await page.keyboard.press("e")
    await page.keyboard.press("Control+Enter")
    await expect(card(page, second.number)).to_have_attribute("data-state", "done")
    await expect(page.locator("article:focus")).to_have_count(1)
    await page.keyboard.press("u")
    await expect(card(page, second.number)).to_have_attribute("data-state", "inbox")


async def test_arrows_pressed_before_the_desk_answers_add_up(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    line = asyncio.Event()

    async def later(route: Route) -> None:
        await line.wait()
        await route.continue_()

    await page.route("**/move", later)
    await card(page, case.number).focus()
    for key in ("Shift+ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown"):
        await page.keyboard.press(key)
    await expect(cell(page, "Two days", "Inbox").locator(f"#card-{case.number}")).to_be_focused()
    line.set()

    await desk.until(f"tickets/{case.number}", lambda ticket: ticket["lane"] == "two_days")
    await expect(page.locator(".toast").filter(has_text=f"#{case.number}")).to_contain_text("Two days")
    await expect(card(page, case.number)).to_have_attribute("data-lane", "two_days")
    await expect(card(page, case.number)).to_be_focused()
    await page.unroute("**/move")


async def test_a_card_that_leaves_under_the_focus_leaves_it_to_its_neighbour(desk: Desk, page: Page) -> None:
    gone, stays = await opened(desk, topic="billing"), await opened(desk, topic="billing")
    await go(page, "/?board=billing")
    await card(page, gone.number).focus()
    await desk.post(f"tickets/{gone.number}/move", {"board": "second_line"})

    await expect(card(page, gone.number)).to_have_count(0)
    await expect(card(page, stays.number)).to_be_focused()

    await page.keyboard.press("Control+k")
    await page.keyboard.type("theme light")
    await page.keyboard.press("Escape")
    await expect(card(page, stays.number)).to_be_focused()
    await page.keyboard.press("/")
    await page.keyboard.press("Escape")
    await expect(card(page, stays.number)).to_be_focused()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("resolve")
    await expect(page.get_by_role("option").first).to_contain_text("Resolve")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name=f"Resolve #{stays.number}")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(card(page, stays.number)).to_be_focused()
