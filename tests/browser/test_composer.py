"""What is being written goes on at another screen, and reaches the phone as it was meant."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, Route, expect

from board.talk import conversation
from tests.browser.people import opened
from tests.browser.windows import Windows, card, go, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_a_draft_goes_on_in_another_browser_and_quotes_what_it_answers(
    desk: Desk, page: Page, windows: Windows
) -> None:
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    await page.keyboard.press("q")
    await page.keyboard.type("Is the lamp")
    await expect(page.get_by_text("Draft kept")).to_be_visible()

    other = await windows.open("/")
    await expect(card(other, case.number)).to_contain_text("Draft")
    await go(other, f"/?ticket={case.number}")
    await expect(_field(other)).to_have_value("Is the lamp")
    await expect(other.get_by_role("group", name="The reply quotes Anna Berg")).to_contain_text("It stopped.")
    await _field(other).press("End")
    await _field(other).type(" on?")
    await _field(other).press("Control+Enter")

    sent = await case.person.expect("Is the lamp on?")
    (asked,) = [each for each in await case.person.messages() if each.text == "It stopped."]
    assert sent.reply_to == asked.id
    await go(page, "/")
    await page.reload()
    await expect(card(page, case.number)).to_be_visible()
    await expect(card(page, case.number)).not_to_contain_text("Draft")


async def test_words_that_reach_the_desk_while_it_is_asked_for_drafts_stay(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    is_typed = asyncio.Event()

    async def answer_late(route: Route) -> None:
        answer = await route.fetch()
        await is_typed.wait()
        await route.fulfill(response=answer)

    await page.route("**/api/v1/drafts", answer_late)
    async with page.expect_event("requestfinished", lambda request: request.url.endswith("/api/v1/drafts")):
        await page.goto(f"{desk.url}/?ticket={case.number}")
        await expect(said(page, "It stopped.")).to_be_visible()
        await page.keyboard.press("r")
        await page.keyboard.type("Is the lamp on?")
        await expect(page.get_by_text("Draft kept")).to_be_visible()
        is_typed.set()
    await page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")

    await expect(_field(page)).to_have_value("Is the lamp on?")


async def test_a_card_says_which_words_were_begun_last(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    mark = card(page, case.number).locator(".card-draft")
    await page.keyboard.press("r")
    await page.keyboard.type("Is the lamp on?")
    await expect(mark).to_have_attribute("title", "Your reply is begun and not sent")
    await _field(page).fill("")
    await page.locator(".composer-mode[data-mode=note]").click()
    await page.keyboard.type("Ask Boris.")

    await expect(mark).to_have_attribute("title", "Your note is begun and not saved")


async def test_scheduled_words_come_back_before_what_is_written_since(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.type("It is mended.")
    await page.get_by_role("button", name="Send later").click()
    await page.get_by_role("button", name="In an hour").click()
    await expect(page.locator(".scheduled")).to_contain_text("It is mended.")
    await _field(page).fill("Is the lamp on?")
    await page.locator(".scheduled").get_by_role("button", name="Drop").click()
    await page.locator(".toast", has_text="it will not be sent").get_by_role("button", name="Undo").click()

    await expect(_field(page)).to_have_value("It is mended.\nIs the lamp on?")


def _field(page: Page) -> Locator:
    return page.get_by_label(re.compile("^Reply to"))


async def test_a_reply_that_waits_is_taken_back_by_a_key_and_its_words_are_in_the_field(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        conversation, "WAITS", timedelta(minutes=5)
    )  # a busy machine takes its time for each step
    case = await opened(desk)
    await page.get_by_role("button", name="Signed in as Vera").press("Enter")
    await page.get_by_role("menuitemcheckbox", name="Undo replies for five seconds").press("Enter")
    await expect(page.get_by_text("Each reply now waits")).to_be_visible()
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.type("Wrong customer")
    await page.keyboard.press("Control+Enter")
    notice = page.get_by_role("region", name="Notices").get_by_text("is about to go")
    await expect(notice).to_be_visible()
    await expect(said(page, "Wrong customer")).to_be_visible()

    await page.keyboard.press("Escape")
    await page.keyboard.press("u")

    await expect(_field(page)).to_have_value("Wrong customer")
    await expect(said(page, "Wrong customer")).to_have_count(0)
    await expect(notice).to_have_count(0)
    await _field(page).fill("")
    await page.keyboard.press("Escape")
    await page.keyboard.press("e")
    await page.get_by_label("Closing words").fill("Wrong end")
    await page.keyboard.press("Control+Enter")
    await expect(card(page, case.number)).to_have_attribute("data-state", "done")
    await page.keyboard.press("u")

    await expect(_field(page)).to_have_value("Wrong end")
    await expect(card(page, case.number)).not_to_have_attribute("data-state", "done")
    await _field(page).fill("Right customer")
    await page.keyboard.press("Control+Enter")
    await expect(said(page, "Right customer")).to_be_visible()
    await page.reload()
    await desk.advance(5 * 60)
    await case.person.expect("Right customer")
    heard = [each.text for each in await case.person.messages() if each.is_from_bot]
    assert not [text for text in heard if "Wrong" in text]


async def test_an_answer_lost_on_the_way_is_asked_for_again(desk: Desk, windows: Windows) -> None:
    """The desk had taken the reply, and the line broke before it could say so."""
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()

    async def take_and_hang_up(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/replies", take_and_hang_up, times=1)
    await page.keyboard.press("r")
    await page.keyboard.type("Is the lamp on?")
    await page.keyboard.press("Control+Enter")

    await case.person.expect("Is the lamp on?")
    await expect(said(page, "Is the lamp on?")).to_have_count(1)
    await expect(_field(page)).to_have_value("")
    assert [each["text"] for each in (await case.ticket())["comments"] if each["author"] == "agent"] == [
        "Is the lamp on?"
    ]
    assert all("ERR_FAILED" in complaint for complaint in windows.heard())


async def test_keys_of_a_word_that_is_being_put_together_are_not_the_pages(desk: Desk, page: Page) -> None:
    """As where one writes by an input method, which takes Enter and Escape for its own list."""
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.type("にほ")
    await _field(page).evaluate(_COMPOSE, ["Enter", True])
    await _field(page).evaluate(_COMPOSE, ["Escape", False])

    await expect(_field(page)).to_be_focused()
    await expect(_field(page)).to_have_value("にほ")
    await page.keyboard.type("ん")
    await page.keyboard.press("Control+Enter")
    await case.person.expect("にほん")


_COMPOSE = """
(field, [key, ctrlKey]) => field.dispatchEvent(
    new KeyboardEvent("keydown", { key, code: key, ctrlKey, isComposing: true, bubbles: true, cancelable: true }))
"""
