"""Many cards at once: selected by keyboard, resolved together, and who was refused; a burst is answered by one key."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.people import opened
from tests.browser.windows import WITH_TARGETS, Look, Windows, broken_rules, card
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_a_burst_is_answered_and_its_cards_selected_by_keyboard_alone(
    desk: Desk, windows: Windows
) -> None:
    page = await windows.open(look=Look(may_inject=True))
    await page.keyboard.press("/")
    cases = await asyncio.gather(
        *(opened(desk, "Касса не включается", topic="cash_desk", name=f"Person {n}") for n in range(5))
    )
    numbers = sorted(case.number for case in cases)
    await expect(page.get_by_role("button", name="5 changes wait")).to_be_visible()
    async with page.expect_response("**/api/v1/incidents") as told:
        await cases[0].writes("It is dark.")
    assert (await (await told.value).json())["suggested"]
    await expect(page.locator(".desk-burst")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.locator(".desk-burst", has_text="5 tickets say the same")).to_be_visible()

    await page.keyboard.press("Shift+I")
    await expect(page.get_by_role("dialog", name="An incident of 5 tickets")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator(".incident-members li")).to_have_count(5)
    await page.keyboard.type("We know, it is being mended.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".incident-members").get_by_text("told", exact=True)).to_have_count(5)
    assert await broken_rules(page, WITH_TARGETS) == {}
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await card(page, numbers[0]).focus()
    await page.keyboard.press("x")
    await card(page, numbers[4]).focus()
    await page.keyboard.press("Shift+X")
    await expect(page.get_by_role("status").get_by_text("5 selected")).to_be_visible()
    await expect(card(page, numbers[2])).to_have_accessible_name(re.compile("selected"))
    assert await broken_rules(page, WITH_TARGETS) == {}
    await cases[0].writes("It smells burnt!")
    await page.keyboard.press("e")
    await page.get_by_label("Closing words").fill("Mended.")
    await page.keyboard.press("Control+Enter")
    refused = page.get_by_role("dialog", name="1 ticket was left as it is")
    await expect(refused).to_contain_text(f"#{cases[0].number}")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("status").get_by_text("1 selected")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".bulk-bar")).to_have_count(0)


async def test_an_answer_that_did_not_reach_the_desk_stands_there_again(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await page.route("**/tickets/bulk", lambda route: route.fulfill(status=403, json={"detail": "Not now."}))
    await card(page, case.number).focus()
    await page.keyboard.press("x")
    await page.keyboard.press("r")
    await page.get_by_role("textbox", name="Answer", exact=True).fill("We know of it.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".toast", has_text="Not now.")).to_be_visible()
    await page.keyboard.press("r")

    await expect(page.get_by_role("textbox", name="Answer", exact=True)).to_have_value("We know of it.")
