"""What a hand does besides what it means: it trembles, holds a key too long, presses twice, lets go elsewhere."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.people import opened
from tests.browser.windows import Windows, card, cell, go, panel
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

_LANES = ("Urgent", "Today")
_SWALLOW_RELEASE = """() => addEventListener(
    "pointerup", (event) => event.stopImmediatePropagation(), { capture: true, once: true })"""


@pytest.mark.parametrize("glide", [9, 20])
async def test_a_click_that_glides_opens_the_card(desk: Desk, page: Page, glide: int) -> None:
    case = await opened(desk)
    await card(page, case.number).hover()
    box = await card(page, case.number).bounding_box()
    assert box is not None
    bottom = box["y"] + box["height"] - 4
    await page.mouse.move(box["x"] + 30, bottom)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 30, bottom + glide, steps=3)
    await page.mouse.up()

    await expect(page.get_by_role("dialog", name=re.compile(f"#{case.number}"))).to_be_visible()
    assert (await case.ticket())["version"] == 1


async def test_a_drag_whose_release_was_never_heard_puts_the_card_back(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await _drag_without_release(page, case.number)
    await cell(page, "Urgent", "In work").hover()

    await expect(page.locator(".card-ghost")).to_have_count(0)
    await page.mouse.down()
    await page.mouse.up()
    await expect(cell(page, "Today", "Inbox").locator(f'[data-ticket="{case.number}"]')).to_be_visible()
    assert (await case.ticket())["version"] == 1


async def test_a_press_after_a_lost_release_leaves_no_ghost(desk: Desk, page: Page) -> None:
    first, second = await opened(desk), await opened(desk)
    await _drag_without_release(page, first.number)
    await card(page, second.number).dispatch_event(
        "pointerdown", {"button": 0, "buttons": 1, "isPrimary": True, "pointerId": 7, "pointerType": "mouse"}
    )

    await expect(page.locator(".card-ghost")).to_have_count(0)


@pytest.mark.parametrize(("keys", "verbs"), [("gt", ["greet", "take"]), ("tg", ["take", "greet"])])
async def test_a_key_held_down_acts_once(desk: Desk, page: Page, keys: str, verbs: list[str]) -> None:
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(page.get_by_role("log", name="Conversation")).to_contain_text("It stopped.")
    writes = _writes(page, case.number)
    async with page.expect_response(f"**/{case.number}/{verbs[0]}"):
        await page.keyboard.down(keys[0])
    for _ in range(3):
        await page.keyboard.down(keys[0])
    await page.keyboard.up(keys[0])
    async with page.expect_response(f"**/{case.number}/{verbs[1]}"):
        await page.keyboard.press(keys[1])

    assert [verb for verb in writes if verb != "seen"] == verbs


async def test_a_key_that_is_not_ours_may_be_held(windows: Windows) -> None:
    page = await windows.open("/")
    await expect(page.get_by_role("link", name="All boards")).to_be_visible()
    reached = set()
    for _ in range(4):
        await page.keyboard.down("Tab")
        reached.add(await page.evaluate("document.activeElement.outerHTML"))
    await page.keyboard.up("Tab")

    assert len(reached) == 4


async def test_two_presses_at_once_are_one(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    writes = _writes(page, case.number)
    greet = page.get_by_role("button", name="Greet")
    async with page.expect_response(f"**/{case.number}/greet"):
        await greet.evaluate("button => { button.click(); button.click(); }")
    async with page.expect_response(f"**/{case.number}/take"):
        await page.keyboard.press("t")

    assert [verb for verb in writes if verb != "seen"] == ["greet", "take"]


def _writes(page: Page, number: int) -> list[str]:
    """The verbs this page asks of a ticket from now on."""
    verbs: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and f"/tickets/{number}/" in request.url:
            verbs.append(request.url.rsplit("/", 1)[-1])

    page.on("request", note)
    return verbs


async def _drag_without_release(page: Page, number: int) -> None:
    """The button is let go where the page does not hear it."""
    await card(page, number).hover()
    await page.mouse.down()
    await page.mouse.move(640, 400, steps=4)
    await expect(page.locator(".card-ghost")).to_have_count(1)
    await page.evaluate(_SWALLOW_RELEASE)
    await page.mouse.up()


async def test_who_leaves_says_so_and_a_customer_hears_of_a_delay_by_keyboard(
    desk: Desk, windows: Windows
) -> None:
    case = await opened(desk, topic="billing")
    page = await windows.open(f"/?board=billing&ticket={case.number}")
    await expect(panel(page, case.number)).to_contain_text("The customer was told")
    await page.keyboard.press("Escape")
    await card(page, case.number).focus()
    await page.keyboard.press("d")
    await expect(page.get_by_role("button", name="One hour more")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(f"#{case.number}: the customer is told")).to_be_visible()
    await case.person.expect("takes longer than we promised")

    await page.get_by_role("button", name=re.compile("Vera")).click()
    await page.get_by_role("menuitem", name="Away for a while").press("Enter")
    await page.get_by_label("What customers read").fill("at lunch")
    await page.get_by_role("button", name="2 hours").press("Enter")
    await expect(page.get_by_text("Nobody is there until")).to_be_visible()
    await page.get_by_role("button", name="Back now").press("Enter")
    await expect(page.get_by_text("Nobody is there until")).to_be_hidden()


async def test_a_suggested_lane_is_taken_by_a_tap_undone_and_dismissed_by_a_key(
    desk: Desk, page: Page
) -> None:
    case = await opened(desk)
    urgent, today = (cell(page, lane, "Inbox").locator(f'[data-ticket="{case.number}"]') for lane in _LANES)
    await today.get_by_text("Urgent? “stopped”").click()
    await expect(urgent).to_be_visible()
    await expect(urgent.locator(".suggestion")).to_have_count(0)
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await page.get_by_role("button", name="Undo").last.click()
    await expect(today.locator(".suggestion")).to_be_visible()
    await today.focus()
    await page.keyboard.press("Shift+Y")
    await expect(today.locator(".suggestion")).to_have_count(0)
    assert (await case.ticket())["suggestion"] is None
