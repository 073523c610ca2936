"""No card or panel moves by itself: not as the page loads, a ticket opens, or others arrive while one writes.

Nor does the page grow by itself: what is closed is gone.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.people import opened
from tests.browser.windows import Windows, card, panel, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

# The boxes of cards, of what is open over them, of the door and the tools; counts in the head grow beside them. What is
# inside a card's lines may move: a card under the focus makes room for a box to tick, and the count of what is new goes
# once the agent has seen it.
_WATCH = """(() => {
    const watched = ".card, .panel, .door, .header-tools";
    const lines = ".card-top, .card-foot";
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries())
            for (const { node } of sources)
                if (node instanceof Element && node.closest(watched) && !node.parentElement.closest(lines))
                    window.shifts.push(`${value} ${node.className}`);
    }).observe({ type: "layout-shift", buffered: true });
})()"""


async def test_nothing_moves_by_itself(desk: Desk, windows: Windows) -> None:
    case = await opened(desk, "The printer hums.")
    page = await windows.open()  # letters are fetched once and replace the system's
    await page.add_init_script(_WATCH)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    await page.reload()
    await expect(page.locator(".connection")).to_have_text("Live")
    await expect(card(page, case.number)).to_be_visible()
    assert len(requests) <= 25, requests

    line = asyncio.Event()

    async def later(route: Route) -> None:
        await line.wait()
        await route.continue_()

    await page.route(f"**/tickets/{case.number}**", later)
    await card(page, case.number).focus()
    await page.keyboard.press("Enter")
    open_ticket = panel(page, case.number)
    await expect(open_ticket.get_by_role("heading", level=2)).to_contain_text("Anna Berg")
    await expect(open_ticket.locator("[aria-busy=true]")).to_contain_text("The printer hums.")
    line.set()
    await expect(said(page, "The printer hums.")).to_be_visible()

    await page.keyboard.press("r")
    await page.keyboard.type("Is the ")
    for name in ("Budi", "Clara"):
        await opened(desk, "Nothing prints.", name=name)
    await expect(page.locator(".waiting-chip")).to_be_attached()
    await page.keyboard.type("paper in?")
    await expect(page.get_by_label("Reply to Anna Berg")).to_have_value("Is the paper in?")

    moved = await page.evaluate("window.shifts")
    assert moved == [], moved


async def test_a_ticket_that_was_closed_leaves_nothing_behind(desk: Desk, page: Page) -> None:
    case = await opened(desk, "The drawer is stuck.")
    await card(page, case.number).focus()
    await _open_and_close(page, 3)
    before = await _held(page)
    await _open_and_close(page, 10)
    after = await _held(page)

    # One panel has more of either than all this.
    assert after["nodes"] <= before["nodes"] + 50, (before, after)
    assert after["jsEventListeners"] <= before["jsEventListeners"] + 10, (before, after)


async def _open_and_close(page: Page, times: int) -> None:
    for _ in range(times):
        await page.keyboard.press("Enter")
        await expect(said(page, "The drawer is stuck.")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator(".panel")).to_have_count(0)


async def _held(page: Page) -> Any:
    """What the browser keeps of the page, whether it stands on it or not."""
    line = await page.context.new_cdp_session(page)
    await line.send("HeapProfiler.collectGarbage")
    held = await line.send("Memory.getDOMCounters")
    await line.detach()
    return held
