"""An agent who looks elsewhere is warned once, whatever tabs are open, and not of what they have snoozed."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.bot.machinery import until
from tests.browser.people import opened
from tests.browser.windows import Windows, card
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

_ELSEWHERE = """
    document.hasFocus = () => false;
    window.sounds = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) { window.sounds += 1; start.call(this, at); };
    window.told = [];
    window.Notification = class {
        static permission = "granted";
        constructor(title, { body }) { window.told.push(`${title}: ${body}`); }
        close() {}
    };
"""


async def test_a_warning_comes_once_to_tabs_out_of_sight_and_none_while_snoozed(
    desk: Desk, windows: Windows
) -> None:
    first = await opened(desk, topic="billing")
    other = await opened(desk, topic="billing")
    page = await windows.open()
    await page.context.add_init_script(_ELSEWHERE)
    await page.goto(f"{desk.url}/?board=billing")
    second = await windows.tab(page)
    await expect(card(page, other.number)).to_be_visible()

    await card(page, other.number).focus()
    await page.keyboard.press("z")
    await expect(page.get_by_role("button", name="For an hour")).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        await page.keyboard.press(key)
    await expect(card(page, other.number)).to_contain_text("Until they write, clock runs")
    await desk.advance(4 * 60)
    await expect(page.get_by_role("button", name="1 due soon")).to_be_visible()
    await _heard(page, second, 1)  # what is late already is not told as due soon
    await desk.advance(2 * 60)

    await expect(page.get_by_role("button", name="1 late")).to_be_visible()
    await expect(card(page, other.number).locator(".deadline")).to_have_attribute("data-tone", "late")
    named = f"#{first.number} · Billing and papers · {first.account}: #{first.number}"
    assert await _heard(page, second) == [
        f"{named}: the first answer is due soon",
        f"{named}: the first answer is late",
    ]
    assert await page.evaluate("window.sounds") + await second.evaluate("window.sounds") == 3

    for tab in (page, second):
        await tab.reload()
        await expect(tab.locator(".connection")).to_have_text("Live")
    await other.writes("Hello?")
    await expect(page.get_by_role("button", name="2 late")).to_be_visible()
    (told,) = await _heard(page, second, 1)
    assert told.endswith(f"#{other.number}: the first answer is late")


async def _heard(page: Page, second: Page, count: int = 2) -> list[str]:
    """What either tab has told, once it is as much."""

    async def is_told() -> bool:
        return len(await _told(page) + await _told(second)) >= count

    await until(is_told)
    return sorted(await _told(page) + await _told(second))


async def _told(page: Page) -> list[str]:
    told: list[str] = await page.evaluate("window.told")
    return told
