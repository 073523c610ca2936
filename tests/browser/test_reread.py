"""How the page reads again what has changed: together, one request at a time, and only as much as is on screen."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.people import Case, opened
from tests.browser.windows import Windows, card, panel
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


class Reads:
    """The page's reads of cards and tickets, and the most that were open at once."""

    def __init__(self, page: Page) -> None:
        self.paths: list[str] = []
        self.most_at_once = 0
        self._under_way: set[Request] = set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)

    def _begin(self, request: Request) -> None:
        if _is_reread(request):
            self.paths.append(request.url.split("/api/v1")[1])
            self._under_way.add(request)
            self.most_at_once = max(self.most_at_once, len(self._under_way))

    def _end(self, request: Request) -> None:
        self._under_way.discard(request)  # it may have begun before this listened


def _is_reread(request: Request) -> bool:
    return request.method == "GET" and ("/api/v1/cards" in request.url or "/api/v1/tickets/" in request.url)


@pytest.fixture
async def cases(desk: Desk) -> list[Case]:
    return [await opened(desk) for _ in range(3)]


async def test_a_burst_is_read_together_and_in_turns(windows: Windows, cases: list[Case]) -> None:
    page = await windows.open("/?board=product")
    reads = Reads(page)
    await asyncio.gather(*(case.writes(f"line {line}") for line in range(5) for case in cases))
    for case in cases:
        await case.writes("That is all.")
        await expect(card(page, case.number)).to_contain_text("That is all.")

    assert reads.most_at_once == 1
    assert len(reads.paths) < 18
    assert all(path.startswith("/cards?") for path in reads.paths)


async def test_only_the_open_ticket_is_read_in_full(windows: Windows, cases: list[Case]) -> None:
    shown, other, _ = cases
    page = await windows.open(f"/?board=product&ticket={shown.number}")
    await expect(panel(page, shown.number)).to_contain_text("It stopped.")
    reads = Reads(page)
    await other.writes("It smokes.")
    await shown.writes("It burns!")

    await expect(panel(page, shown.number)).to_contain_text("It burns!")
    await expect(card(page, other.number)).to_contain_text("It smokes.")
    assert f"/tickets/{shown.number}" in reads.paths
    assert f"/tickets/{other.number}" not in reads.paths


async def test_a_reading_that_failed_is_made_up_for(windows: Windows, cases: list[Case]) -> None:
    page = await windows.open("/?board=product")
    await page.route("**/api/v1/cards*", lambda route: route.abort(), times=1)
    await cases[0].writes("Are you there?")

    await expect(card(page, cases[0].number)).to_contain_text("Are you there?")
    assert all("ERR_FAILED" in complaint for complaint in windows.heard())
