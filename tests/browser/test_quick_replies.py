"""A quick reply by keyboard: asked for with a slash, its blanks filled, sent with what it does."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from board.desk import quick_replies
from board.desk.quick_replies import Actions, Content
from board.values import DESK
from tests.browser.people import opened
from tests.browser.windows import EVERY_RULE, Look, Windows, broken_rules, go, panel
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

TEXT = "Switch till [[which?]] off and on at [[when?]], {customer.first_name}."


async def test_a_quick_reply_is_sent_by_keyboard_alone(desk: Desk, windows: Windows) -> None:
    async with desk.database.transaction(DESK) as tx:
        actions = Actions(["till"], "urgent", "waiting")
        await quick_replies.add(tx, Content("Restart", {"en": TEXT, "ru": "Перезагрузка."}, actions))
        await quick_replies.add(tx, Content("Thanks", {"en": "Thank you!"}, Actions(resolves=True)))
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}", Look(may_inject=True))
    field = page.locator(".composer textarea")
    options = page.get_by_role("listbox", name="Quick replies").get_by_role("option")
    await expect(panel(page, case.number)).to_contain_text("It stopped.")

    await page.keyboard.press("r")
    await page.keyboard.type("One/two /")
    await expect(options).to_have_count(2)
    assert await broken_rules(page, EVERY_RULE) == {}
    await page.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await page.keyboard.press("Control+a")
    await page.keyboard.type("/перез")
    await expect(field).to_have_attribute("aria-activedescendant", "quick-line-0")
    await page.keyboard.press("Enter")

    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Fill in [[which?]] before you send it.").first).to_be_visible()
    await page.keyboard.type("3")
    await page.keyboard.press("Tab")
    await page.keyboard.type("noon")
    await page.get_by_role("button", name="Leave out: till").press("Enter")
    await page.keyboard.press("Control+Enter")

    await case.person.expect("Switch till 3 off and on at noon, Anna.")
    ticket = await case.ticket()
    assert (ticket["lane"], ticket["column"], ticket["labels"]) == ("urgent", "waiting", [])


async def test_a_quick_reply_that_waits_says_what_it_will_do(desk: Desk, windows: Windows) -> None:
    async with desk.database.transaction(DESK) as tx:
        await quick_replies.add(tx, Content("Farewell", {"en": "Until next time!"}, Actions(resolves=True)))
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}", Look(may_inject=True))
    await expect(panel(page, case.number)).to_contain_text("It stopped.")
    await page.keyboard.press("r")
    await page.keyboard.type("/farewell")
    await page.get_by_role("listbox", name="Quick replies").get_by_role("option").click()
    await page.get_by_role("button", name="Send later").click()
    await page.get_by_role("button", name="In an hour").click()
    waiting = page.get_by_role("list", name="To be said later")
    await expect(waiting).to_contain_text("Farewell · Resolves the ticket")

    await waiting.get_by_role("button", name="Edit").click()
    await expect(page.get_by_role("button", name="Leave out: Resolves the ticket")).to_be_visible()
    assert (await case.ticket())["state"] != "done"


async def test_an_answer_given_often_becomes_a_quick_reply(desk: Desk, windows: Windows) -> None:
    said = "Anna, open Service, choose Printer and press Feed twice."
    cases = [await opened(desk, "The printer feeds blank paper.") for _ in range(4)]
    for case in cases[:3]:
        await desk.post(f"tickets/{case.number}/replies", {"text": said})
        await desk.post(f"tickets/{case.number}/resolve", {})
    page = await windows.open("/settings/quick-replies", Look(may_inject=True))
    offer = page.get_by_role("region", name="Answers you give often")
    await expect(offer.get_by_role("listitem")).to_contain_text("said 3 times")
    assert await broken_rules(page, EVERY_RULE) == {}

    await go(page, f"/?ticket={cases[3].number}")
    await expect(panel(page, cases[3].number)).to_contain_text("You said this 3 times.")
    await page.keyboard.press("Shift+A")
    await expect(page.get_by_label("Title")).to_have_value("Open Service, choose Printer and press")
    await page.get_by_role("button", name="Save").press("Enter")

    await expect(page.get_by_role("heading", name="Open Service, choose Printer and press")).to_be_visible()
    await page.get_by_role("link", name="Quick replies").last.press("Enter")
    await expect(page.get_by_text("{customer.first_name}, open Service, choose Printer")).to_be_visible()
    await expect(offer).to_have_count(0)
