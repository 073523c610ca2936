"""A board of more cards than are drawn: the keyboard reaches every one of them, and what it reaches is in view."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from board.store.db import Database
from tests.browser.windows import Look, Windows, cell
from tests.conftest import empty
from tests.desk.running import Desk, running
from tests.filling import fill

pytestmark = pytest.mark.browser

_CARDS = 480
_IS_FAR = "(cell) => cell.querySelector('.card-room').getBoundingClientRect().top > innerHeight + 700"


@pytest.fixture(scope="module")
async def desk(
    migrated_url: str, compiled: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    async with running(migrated_url, tmp_path_factory.mktemp("desk"), parts=("board",)) as desk:
        await fill(desk.database, _CARDS, undone=_CARDS)
        yield desk
    await empty(compiled)


async def test_cards_are_drawn_before_they_come_into_view(page: Page) -> None:
    column = await cell(page, "Urgent", "Inbox").element_handle()

    await page.wait_for_function(_IS_FAR, arg=column)


async def test_arrows_reach_what_is_not_drawn_and_pass_by_what_is_folded(page: Page) -> None:
    await _cards(page, "Urgent", "Inbox").first.focus()
    for _ in range(30):
        await page.keyboard.press("ArrowDown")
    await _has_the_keyboard(_cards(page, "Urgent", "Inbox").nth(30))
    await page.keyboard.press("ArrowRight")
    await _has_the_keyboard(_cards(page, "Urgent", "In work").nth(30))

    await page.get_by_role("button", name="Fold Today").click()
    await cell(page, "Two days", "Waiting for customer").scroll_into_view_if_needed()
    await _cards(page, "Two days", "Waiting for customer").first.focus()
    await page.keyboard.press("ArrowUp")
    await _has_the_keyboard(cell(page, "Urgent", "Waiting for customer").locator("article:last-child"))


async def test_where_one_column_shows_the_arrows_go_from_column_to_column(windows: Windows) -> None:
    page = await windows.open(look=Look(width=390))
    await _cards(page, "Urgent", "Inbox").first.focus()
    await page.keyboard.press("ArrowRight")
    await _has_the_keyboard(_cards(page, "Urgent", "In work").first)

    await page.get_by_role("button", name="Waiting for customer").click()
    await page.keyboard.press("ArrowDown")
    await _has_the_keyboard(_cards(page, "Urgent", "Waiting for customer").first)


def _cards(page: Page, lane: str, column: str) -> Locator:
    return cell(page, lane, column).get_by_role("article")


async def _has_the_keyboard(card: Locator) -> None:
    await expect(card).to_be_focused()
    await expect(card).to_be_in_viewport(ratio=1)
