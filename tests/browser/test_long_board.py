"""A board of more cards than are drawn."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page

from board.store.db import Database
from tests.browser.windows import cell
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
